"""A simulated device's side of key establishment, either one, and the ways in which it can be told to fail."""

from enum import Enum
from hmac import compare_digest
from typing import Any, Final

from zigpy.zcl.foundation import CommandSchema, Status

from devices.cbke.authority import DemonstrationAuthority
from devices.cbke.certificates import Certificate, CertificateInvalid, Credentials
from devices.cbke.curves import PointInvalid
from devices.cbke.ecmqv import Derived, KeyPair, drawn, shared_secret
from devices.cbke.suites import SUITES, Suite, best_of, of_bit
from devices.moment import Moment
from devices.se.keys import KeyEstablishment, TerminateStatus
from devices.sim.arguments import Arguments
from devices.sim.chance import seeded
from devices.sim.cluster import Answer, ClusterInstance, CommandTable, attributes
from devices.sim.node import ApsFrame, Peer
from devices.sim.zcl import ZclServer

COORDINATOR_ENDPOINT: Final = 10
EPHEMERAL_S, CONFIRM_S = 5, 5
BUSY_S: Final = 1
_SEED_OCTETS: Final = 64
_REQUEST, _RESPONSE = KeyEstablishment.ServerCommandDefs, KeyEstablishment.ClientCommandDefs


class Fault(Enum):
    """How a device fails at key establishment."""

    NONE = "none"
    UNKNOWN_ISSUER = "unknown issuer"  # its certificate is of another authority, and it knows ours as little
    FORGED = "forged"  # its certificate bears the name of our authority, which did not issue it
    INVALID_CERTIFICATE = "invalid certificate"  # it shows the certificate of another device
    BAD_CONFIRM = "bad confirm"  # its proof is wrong
    SILENT = "silent"  # it does not answer
    BUSY = "busy"  # it has no time, once


class _Refused(Exception):
    """It gives up, for that reason."""

    def __init__(self, status: TerminateStatus) -> None:
        super().__init__(status.name)
        self.status = status


class KeyEstablishmentSide:
    """Server and client of the cluster. What it draws follows from the seed, so that a run can be repeated."""

    def __init__(self, eui64: str, seed: int, server: ZclServer) -> None:
        self._name = bytes.fromhex(eui64.replace(":", ""))
        self._seed = seed
        self._server = server
        self._chance = seeded(seed, "key establishment", eui64)
        self.fault = Fault.NONE
        self.suites: tuple[Suite, ...] = SUITES
        self.is_eager = False
        self._common_bits = sum(suite.bit for suite in SUITES)
        self._fresh_key: bytes | None = None
        self._forget()

    def _forget(self) -> None:
        self._credentials: Credentials | None = None
        self._theirs: Certificate | None = None
        self._ephemeral: KeyPair | None = None
        self._derived: Derived | None = None
        self._points = (b"", b"")

    def instances(self) -> list[ClusterInstance]:
        """Server and client."""
        readers = {"key_establishment_suite": lambda: self._suite_bits}
        return [
            ClusterInstance(
                KeyEstablishment,
                attributes=attributes(KeyEstablishment, readers),
                commands=self._commands(
                    self._hear_initiate_request, self._hear_point_request, self._hear_proof_request
                ),
            ),
            ClusterInstance(
                KeyEstablishment,
                is_server=False,
                commands=self._commands(self._hear_initiate_response, self._hear_point_response, self._hear_proof),
            ),
        ]

    def take_link_key(self) -> bytes | None:
        """The key that was established since the last call."""
        key, self._fresh_key = self._fresh_key, None
        return key

    def begun(self) -> list[ApsFrame]:
        """The frame with which it begins by itself, once, if it was told to."""
        if not self.is_eager:
            return []
        self.is_eager = False
        suite = best_of(self._suite_bits & self._common_bits)
        self._forget()
        if suite is None:
            return []
        self._credentials = self._own(suite)
        request = _REQUEST.initiate_key_establishment_request.schema(
            key_establishment_suite=suite.bit,
            ephemeral_data_generate_time=EPHEMERAL_S,
            confirm_key_generate_time=CONFIRM_S,
            identity=self._shown(suite),
        )
        to = Peer(None, COORDINATOR_ENDPOINT)
        return self._server.send(KeyEstablishment.cluster_id, request, to, is_from_server=False)

    def drive(self, arguments: Arguments) -> object:
        """Fail, offer other suites, begin by itself: {fault?, suites?, begin?}; told is what holds then."""
        arguments.refuse_others("fault", "suites", "begin")
        if arguments.has("fault"):
            self.fault = Fault(arguments.choice("fault", tuple(fault.value for fault in Fault)))
        if arguments.has("suites"):
            numbers = arguments.items("suites")
            self.suites = tuple(suite for suite in SUITES if suite.number in numbers)
            if len(self.suites) != len(numbers) or not numbers:
                raise ValueError(f"key_establishment: suites is [1], [2] or [1, 2], not {numbers}")
        self.is_eager = arguments.flag("begin", default=self.is_eager)
        return {"fault": self.fault.value, "suites": [suite.number for suite in self.suites]}

    # As the server: it was asked

    def _hear_initiate_request(self, request: Any) -> Answer:
        self._forget()
        if self.fault is Fault.BUSY:
            self.fault = Fault.NONE
            raise _Refused(TerminateStatus.NO_RESOURCES)
        suite = of_bit(int(request.key_establishment_suite))
        if suite is None or suite not in self.suites:
            raise _Refused(TerminateStatus.UNSUPPORTED_SUITE)
        self._credentials = self._own(suite)
        self._theirs = self._believed(suite, bytes(request.identity))
        return _RESPONSE.initiate_key_establishment_response.schema(
            requested_key_establishment_suite=suite.bit,
            ephemeral_data_generate_time=EPHEMERAL_S,
            confirm_key_generate_time=CONFIRM_S,
            identity=self._shown(suite),
        )

    def _hear_point_request(self, request: Any) -> Answer:
        theirs = bytes(request.ephemeral_data)
        point = self._draw()
        self._derive(theirs)
        self._points = theirs, point
        return _RESPONSE.ephemeral_data_response.schema(ephemeral_data=point)

    def _hear_proof_request(self, request: Any) -> Answer:
        derived, initiator = self._agreed()
        proof = bytes(request.secure_message_authentication_code)
        if not compare_digest(proof, derived.initiators_proof(initiator, self._name, self._points)):
            raise _Refused(TerminateStatus.BAD_KEY_CONFIRM)
        answer = self._proof(derived.responders_proof(initiator, self._name, self._points))
        self._keep(derived)
        return _RESPONSE.confirm_key_data_response.schema(secure_message_authentication_code=answer)

    # As the client: it asked

    def _hear_initiate_response(self, response: Any) -> Answer:
        suite = of_bit(int(response.requested_key_establishment_suite))
        if self._credentials is None or suite is not self._credentials.suite:
            raise _Refused(TerminateStatus.BAD_MESSAGE)
        self._theirs = self._believed(suite, bytes(response.identity))
        return _REQUEST.ephemeral_data_request.schema(ephemeral_data=self._draw())

    def _hear_point_response(self, response: Any) -> Answer:
        theirs = bytes(response.ephemeral_data)
        self._derive(theirs)
        derived, responder = self._agreed()
        assert self._ephemeral is not None
        self._points = self._ephemeral.public, theirs
        proof = self._proof(derived.initiators_proof(self._name, responder, self._points))
        return _REQUEST.confirm_key_data_request.schema(secure_message_authentication_code=proof)

    def _hear_proof(self, response: Any) -> Answer:
        derived, responder = self._agreed()
        proof = bytes(response.secure_message_authentication_code)
        if not compare_digest(proof, derived.responders_proof(self._name, responder, self._points)):
            raise _Refused(TerminateStatus.BAD_KEY_CONFIRM)
        self._keep(derived)
        return Status.SUCCESS

    # Both

    def _commands(self, initiate: Any, point: Any, proof: Any) -> CommandTable:
        table = {0x00: initiate, 0x01: point, 0x02: proof}
        terminate = (
            _RESPONSE.terminate_key_establishment
            if initiate == self._hear_initiate_request
            else _REQUEST.terminate_key_establishment_by_initiator
        )

        def hear(action: Any) -> Any:
            def answer(heard: Any, _at: Moment) -> Answer:
                if self.fault is Fault.SILENT:
                    return ()
                try:
                    return action(heard)  # type: ignore[no-any-return]  # one of the methods above
                except _Refused as why:
                    self._forget()
                    return _terminated(terminate.schema, why.status, self._suite_bits)

            return answer

        return {**{number: hear(action) for number, action in table.items()}, 0x03: self._hear_terminate}

    def _hear_terminate(self, heard: Any, _at: Moment) -> Answer:
        """Forget the run; if only the suite was wrong, begin again with one that both can."""
        if heard.status_code == TerminateStatus.UNSUPPORTED_SUITE and self._credentials is not None:
            bits = self._common_bits & ~self._credentials.suite.bit
            self._common_bits, self.is_eager = bits & int(heard.key_establishment_suite), True
        self._forget()
        return Status.SUCCESS

    @property
    def _suite_bits(self) -> int:
        return sum(suite.bit for suite in self.suites)

    def _own(self, suite: Suite) -> Credentials:
        authority = DemonstrationAuthority(self._seed)
        if self.fault is Fault.UNKNOWN_ISSUER:
            authority = DemonstrationAuthority(self._seed, issuer=b"STRANGER")
        elif self.fault is Fault.FORGED:
            authority = DemonstrationAuthority(self._seed + 1)
        return authority.issue(suite, self._name)

    def _shown(self, suite: Suite) -> bytes:
        """The certificate that it shows."""
        if self.fault is Fault.INVALID_CERTIFICATE:
            return DemonstrationAuthority(self._seed).issue(suite, bytes(reversed(self._name))).certificate.octets
        return self._own(suite).certificate.octets

    def _believed(self, suite: Suite, octets: bytes) -> Certificate:
        assert self._credentials is not None
        try:
            certificate = Certificate.parse(suite, octets)
        except CertificateInvalid as error:
            raise _Refused(TerminateStatus.INVALID_CERTIFICATE) from error
        is_asked_first = self.fault is Fault.UNKNOWN_ISSUER  # then the kiosk is to find it out
        if certificate.issuer != self._credentials.certificate.issuer and not is_asked_first:
            raise _Refused(TerminateStatus.UNKNOWN_ISSUER)
        return certificate

    def _draw(self) -> bytes:
        if self._credentials is None:
            raise _Refused(TerminateStatus.BAD_MESSAGE)
        self._ephemeral = drawn(self._credentials.suite.curve, self._chance.randbytes(_SEED_OCTETS))
        return self._ephemeral.public

    def _derive(self, point: bytes) -> None:
        if self._credentials is None or self._theirs is None or self._ephemeral is None:
            raise _Refused(TerminateStatus.BAD_MESSAGE)
        authority = DemonstrationAuthority(self._seed).public(self._credentials.suite)
        try:
            static = self._theirs.public_point(authority)
            their_point = self._credentials.suite.curve.decode(point)
            self._derived = Derived.of(shared_secret(self._credentials.keys, self._ephemeral, static, their_point))
        except PointInvalid as error:
            raise _Refused(TerminateStatus.BAD_MESSAGE) from error

    def _agreed(self) -> tuple[Derived, bytes]:
        """What was derived, and the name of the other side."""
        if self._derived is None or self._theirs is None:
            raise _Refused(TerminateStatus.BAD_MESSAGE)
        return self._derived, self._theirs.subject

    def _proof(self, proof: bytes) -> bytes:
        return bytes(octet ^ 0xFF for octet in proof) if self.fault is Fault.BAD_CONFIRM else proof

    def _keep(self, derived: Derived) -> None:
        if self.fault is not Fault.BAD_CONFIRM:
            self._fresh_key = derived.link_key
        self._forget()


def _terminated(schema: type[CommandSchema], status: TerminateStatus, suite_bits: int) -> CommandSchema:
    wait_s = BUSY_S if status is TerminateStatus.NO_RESOURCES else 0
    return schema(status_code=status, wait_time=wait_s, key_establishment_suite=suite_bits)
