"""One run of key establishment, as the side that begins it or the side that answers. Sans-I/O: a word in, words out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Final, Protocol

from devices.cbke.certificates import Certificate, CertificateInvalid, Credentials
from devices.cbke.curves import PointInvalid
from devices.cbke.ecmqv import Derived, KeyPair, drawn, shared_secret
from devices.cbke.suites import Suite, of_bit
from devices.cbke.words import ConfirmKey, EphemeralData, Initiate, Terminate, Word
from devices.se.keys import TerminateStatus

OWN_EPHEMERAL_S: Final = 4
OWN_CONFIRM_S: Final = 4
"""How long the other side is told that we may take; a slow kiosk takes a tenth of it."""
_DRAWN_MORE: Final = 16
_FINAL: Final = frozenset(
    {
        TerminateStatus.UNKNOWN_ISSUER,
        TerminateStatus.BAD_KEY_CONFIRM,
        TerminateStatus.UNSUPPORTED_SUITE,
        TerminateStatus.INVALID_CERTIFICATE,
    }
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait: for the first answer, and later on top of the times that the other side names (2 s at least).

    `attempts` runs are begun, `pause_s` apart at least, where another one may help.
    """

    first_answer_s: float = 5.0
    allowance_s: float = 3.0
    attempts: int = 3
    pause_s: float = 1.0


PATIENT: Final = Patience()
Draw = Callable[[int], bytes]
"""So many random octets that nobody can guess."""


@dataclass(frozen=True, slots=True)
class Established:
    """Both have proved who they are, and share `link_key`, which no `repr` shows."""

    suite: Suite
    link_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """It ended without a key; `status` None: the other side fell silent. `wait_s`: when it wants to be asked again."""

    status: TerminateStatus | None
    is_theirs: bool
    wait_s: int = 0

    @property
    def is_final(self) -> bool:
        """Would trying again come to the same?"""
        return self.status in _FINAL

    @property
    def reason(self) -> str:
        """For a log."""
        if self.status is None:
            return "it did not answer in time"
        return f"{'it gave up' if self.is_theirs else 'we gave up'}: {self.status.name.lower().replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class Parties:
    """Who speaks with whom (EUI64s, big-endian), and what we prove ourselves with, by suite."""

    own: bytes
    their: bytes
    credentials: Mapping[Suite, Credentials]

    @property
    def suite_bits(self) -> int:
        """The suites that we can."""
        return sum(suite.bit for suite in self.credentials)


class Side(Protocol):
    """What both sides have in common for who drives them."""

    outcome: Established | Failed | None

    def receive(self, word: Word, at_s: float) -> list[Word]:
        """What to say to a word that was heard at `at_s`."""

    def wake(self, at_s: float) -> list[Word]:
        """Give up if the time is over."""

    @property
    def next_wake_s(self) -> float | None:
        """When `wake` is next needed; None: never."""


class _Refused(Exception):
    """What was said cannot be accepted, for that reason."""

    def __init__(self, status: TerminateStatus) -> None:
        super().__init__(status.name)
        self.status = status


class _Side:
    """The common part; `_awaited` is the word that is next, by `_until_s`."""

    _awaited: type[Word] = Initiate

    def __init__(self, parties: Parties, draw: Draw, patience: Patience = PATIENT) -> None:
        self._parties = parties
        self._patience = patience
        self._draw = draw
        self._until_s: float | None = None
        self._credentials: Credentials | None = None
        self._their_certificate: Certificate | None = None
        self._their_times = (0, 0)
        self._ephemeral: KeyPair | None = None
        self._derived: Derived | None = None
        self._points = (b"", b"")
        self.outcome: Established | Failed | None = None

    @property
    def next_wake_s(self) -> float | None:
        """When `wake` is next needed; None: never."""
        return None if self.outcome else self._until_s

    def wake(self, at_s: float) -> list[Word]:
        """Give up if the time is over."""
        if self.outcome is None and self._until_s is not None and at_s >= self._until_s:
            self._end(Failed(None, is_theirs=True))
        return []

    def receive(self, word: Word, at_s: float) -> list[Word]:
        """What to say to a word that was heard at `at_s`."""
        if self.outcome is not None:
            return []
        if isinstance(word, Terminate):
            self._end(Failed(word.status, is_theirs=True, wait_s=word.wait_s))
            return []
        if not isinstance(word, self._awaited):
            return [self._give_up(TerminateStatus.BAD_MESSAGE)]
        try:
            return self._take(word, at_s)
        except _Refused as why:
            return [self._give_up(why.status)]

    def refuse(self, status: TerminateStatus) -> list[Word]:
        """Give up for a reason of who drives this."""
        return [] if self.outcome is not None else [self._give_up(status)]

    def _take(self, word: Word, at_s: float) -> list[Word]:
        raise NotImplementedError

    def _give_up(self, status: TerminateStatus) -> Word:
        self._end(Failed(status, is_theirs=False))
        return Terminate(status, 0, self._parties.suite_bits)

    def _end(self, outcome: Established | Failed) -> None:
        self.outcome = outcome
        self._derived = self._ephemeral = None

    def _await(self, word: type[Word], until_s: float) -> None:
        self._awaited, self._until_s = word, until_s

    def _by(self, at_s: float, their_s: int) -> float:
        return at_s + their_s + self._patience.allowance_s

    def _own_initiate(self) -> Initiate:
        assert self._credentials is not None
        certificate = self._credentials.certificate
        return Initiate(certificate.suite.bit, OWN_EPHEMERAL_S, OWN_CONFIRM_S, certificate.octets)

    def _believe(self, word: Initiate, suite: Suite) -> None:
        """Take the other side's certificate if it is fit and names our authority; the last proof shows whose it is."""
        assert self._credentials is not None
        if len(word.certificate) != suite.certificate_octets:
            raise _Refused(TerminateStatus.BAD_MESSAGE)
        try:
            certificate = Certificate.parse(suite, word.certificate)
        except CertificateInvalid as error:
            raise _Refused(TerminateStatus.INVALID_CERTIFICATE) from error
        if certificate.issuer != self._credentials.certificate.issuer:
            raise _Refused(TerminateStatus.UNKNOWN_ISSUER)
        if certificate.subject != self._parties.their:
            raise _Refused(TerminateStatus.INVALID_CERTIFICATE)
        self._their_certificate = certificate
        self._their_times = word.ephemeral_s, word.confirm_s

    def _draw_ephemeral(self) -> bytes:
        assert self._credentials is not None
        suite = self._credentials.suite
        self._ephemeral = drawn(suite.curve, self._draw(suite.private_octets + _DRAWN_MORE))
        return self._ephemeral.public

    def _derive(self, their_point: bytes) -> None:
        assert self._credentials is not None
        assert self._their_certificate is not None
        assert self._ephemeral is not None
        curve = self._credentials.suite.curve
        if len(their_point) != self._credentials.suite.point_octets:
            raise _Refused(TerminateStatus.BAD_MESSAGE)
        try:
            theirs = self._their_certificate.public_point(self._credentials.authority)
        except PointInvalid as error:
            raise _Refused(TerminateStatus.INVALID_CERTIFICATE) from error
        try:
            point = curve.decode(their_point)
            secret = shared_secret(self._credentials.keys, self._ephemeral, theirs, point)
        except PointInvalid as error:
            raise _Refused(TerminateStatus.BAD_MESSAGE) from error
        self._derived = Derived.of(secret)

    def _succeed(self) -> None:
        assert self._credentials is not None
        assert self._derived is not None
        self._end(Established(self._credentials.suite, self._derived.link_key))


class Initiator(_Side):
    """The side that begins."""

    def begin(self, suite: Suite, at_s: float) -> list[Word]:
        """What to say first; `suite` is one that both can."""
        self._credentials = self._parties.credentials[suite]
        self._await(Initiate, at_s + self._patience.first_answer_s)
        return [self._own_initiate()]

    @property
    def is_unanswered(self) -> bool:
        """Has the other side said nothing yet?"""
        return self.outcome is None and self._awaited is Initiate

    def _take(self, word: Word, at_s: float) -> list[Word]:
        assert self._credentials is not None
        suite, parties = self._credentials.suite, self._parties
        match word:
            case Initiate():
                if word.suite_bits != suite.bit:
                    raise _Refused(TerminateStatus.BAD_MESSAGE)
                self._believe(word, suite)
                point = self._draw_ephemeral()
                self._await(EphemeralData, self._by(at_s, self._their_times[0]))
                return [EphemeralData(point)]
            case EphemeralData():
                self._derive(word.point)
                assert self._derived is not None
                assert self._ephemeral is not None
                self._points = self._ephemeral.public, word.point
                self._await(ConfirmKey, self._by(at_s, self._their_times[1]))
                return [ConfirmKey(self._derived.initiators_proof(parties.own, parties.their, self._points))]
            case ConfirmKey():
                assert self._derived is not None
                wanted = self._derived.responders_proof(parties.own, parties.their, self._points)
                if not compare_digest(wanted, word.proof):
                    raise _Refused(TerminateStatus.BAD_KEY_CONFIRM)
                self._succeed()
        return []


class Responder(_Side):
    """The side that answers."""

    def _take(self, word: Word, at_s: float) -> list[Word]:
        parties = self._parties
        match word:
            case Initiate():
                self._credentials = self._credentials_for(word)
                self._believe(word, self._credentials.suite)
                self._await(EphemeralData, self._by(at_s, self._their_times[0]))
                return [self._own_initiate()]
            case EphemeralData():
                point = self._draw_ephemeral()
                self._derive(word.point)
                self._points = word.point, point
                self._await(ConfirmKey, self._by(at_s, self._their_times[1]))
                return [EphemeralData(point)]
            case ConfirmKey():
                assert self._derived is not None
                wanted = self._derived.initiators_proof(parties.their, parties.own, self._points)
                if not compare_digest(wanted, word.proof):
                    raise _Refused(TerminateStatus.BAD_KEY_CONFIRM)
                proof = self._derived.responders_proof(parties.their, parties.own, self._points)
                self._succeed()
                return [ConfirmKey(proof)]
        return []

    def _credentials_for(self, word: Initiate) -> Credentials:
        if word.suite_bits.bit_count() != 1:
            raise _Refused(TerminateStatus.BAD_MESSAGE)
        suite = of_bit(word.suite_bits)
        credentials = None if suite is None else self._parties.credentials.get(suite)
        if credentials is None:
            raise _Refused(TerminateStatus.UNSUPPORTED_SUITE)
        return credentials
