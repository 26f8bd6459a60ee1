"""The main display's part of a pairing: one invitation at a time, three wrong codes end it."""

import asyncio
import secrets
from dataclasses import replace
from datetime import timedelta

from cryptography import x509

from devices.moment import Moment
from devices.wan.cbor import Undecodable
from hemsapp.displays import pairing
from hemsapp.displays.frames import PROTOCOL, SCHEMA, PairChallenge, Paired, PairProof, PairWish, Refused, of_companion
from hemsapp.displays.host_end import OTHER_VERSION
from hemsapp.displays.kept import KeptDisplay
from hemsapp.displays.pairing import Meeting
from hemsapp.displays.stream import FrameStream
from hemsapp.saying import say
from hemsapp.snapshot import Invitation

MOST_SIGNS = 32
ANSWERED_S = 10.0
NOT_INVITED = say("The main display shows no code now. Ask it for one: More, Settings, Displays.")
WRONG_CODE = say("That is not the code that the main display shows.")
THREE_WRONG = say("Three wrong codes: the invitation ended. Ask for a new code.")
TOO_OLD = say("The code was not used in time. Ask for a new one when you stand at the other display.")
_UNNAMED = "Display"


class PairingFailed(Exception):
    """Nobody was paired; the text says why, for the log."""


class Inviting:
    """The invitation of now, if there is one; `problem` says why the last one ended without a display."""

    def __init__(self) -> None:
        self.invitation: Invitation | None = None
        self.problem = ""
        self._one_at_a_time = asyncio.Lock()

    def begin(self, at: Moment, speed: float = 1.0) -> None:
        """Invite, with a new code."""
        until = Moment(at.utc + timedelta(seconds=pairing.INVITED_S * speed), at.monotonic_s + pairing.INVITED_S)
        self.invitation, self.problem = Invitation(pairing.new_code(), until, pairing.TRIES), ""

    def end(self, problem: str = "") -> None:
        """Invite nobody any more."""
        self.invitation, self.problem = None, problem

    def expire(self, at: Moment) -> bool:
        """Did it end just now, unused?"""
        if self.invitation is None or at.monotonic_s < self.invitation.until.monotonic_s:
            return False
        self.end(TOO_OLD)
        return True

    async def meet(self, stream: FrameStream, own_certificate: bytes, main_name: str, at: Moment) -> KeptDisplay:
        """Let the display at the other end prove that it was told the code. Raises PairingFailed, and how streams end.

        It proves first: of us it learns nothing by which the code could be found.
        """
        async with self._one_at_a_time, asyncio.timeout(ANSWERED_S):
            wish = of_companion(await stream.read())
            if not isinstance(wish, PairWish):
                raise PairingFailed("a display without a certificate does not want to be paired")
            self._check(stream, wish)
            nonce = secrets.token_bytes(pairing.NONCE_OCTETS)
            stream.write(PairChallenge(nonce))
            answer = of_companion(await stream.read())
            invitation = self.invitation
            if not isinstance(answer, PairProof) or invitation is None:
                raise PairingFailed("a display broke off")
            meeting = Meeting(own_certificate, wish.certificate, nonce, wish.nonce, wish.name)
            key = await asyncio.to_thread(pairing.shared_key, invitation.code, meeting)
            if self.invitation is not invitation:
                raise PairingFailed("the invitation ended meanwhile")
            if not pairing.is_proof(key, pairing.COMPANION, answer.proof):
                self._count_wrong(stream, invitation)
            self.end()
            stream.write(Paired(pairing.proof(key, pairing.MAIN), main_name))
            return KeptDisplay(" ".join(wish.name.split()), wish.certificate, at.utc)

    def _check(self, stream: FrameStream, wish: PairWish) -> None:
        if wish.protocol != PROTOCOL or wish.schema != SCHEMA:
            stream.write(Refused(OTHER_VERSION))
            raise PairingFailed("a display of another version wants to be paired")
        if self.invitation is None:
            stream.write(Refused(NOT_INVITED))
            raise PairingFailed("nobody is invited")
        if len(wish.nonce) != pairing.NONCE_OCTETS or len(wish.name) > MOST_SIGNS or not wish.name.isprintable():
            raise Undecodable("a wish to be paired that none of ours makes")
        try:
            x509.load_der_x509_certificate(wish.certificate)
        except ValueError as error:
            raise Undecodable("no certificate stands where one belongs") from error

    def _count_wrong(self, stream: FrameStream, invitation: Invitation) -> None:
        left = invitation.tries_left - 1
        if left:
            self.invitation = replace(invitation, tries_left=left)
            stream.write(Refused(WRONG_CODE))
        else:
            self.end(THREE_WRONG)
            stream.write(Refused(THREE_WRONG))
        raise PairingFailed(f"a wrong code, {left} tries left")


def free_name(name: str, taken: set[str]) -> str:
    """The name, with a number where another display, or something of the house, is called so already."""
    wanted = name or _UNNAMED
    tries = (wanted if number == 1 else f"{wanted} {number}" for number in range(1, len(taken) + 2))
    return next(each for each in tries if each.casefold() not in {other.casefold() for other in taken})
