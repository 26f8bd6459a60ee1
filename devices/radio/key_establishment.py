"""Key establishment on the air: it carries words between an exchange and a device, and puts the key into the dongle."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import zigpy.types as t
from bellows.ash import AshException
from zigpy.device import ZigbeeDevice
from zigpy.exceptions import ZigbeeException
from zigpy.zcl.foundation import DataTypeId, Direction, GeneralCommand, Status, ZCLHeader

from devices.cbke.certificates import Credentials
from devices.cbke.exchange import PATIENT, Established, Failed, Initiator, Parties, Patience, Responder, Side
from devices.cbke.suites import SUITE_1, Suite, best_of
from devices.cbke.words import Initiate, Terminate, Word, WordMalformed, decode, encode
from devices.errors import JoinFault
from devices.messages import Eui64, JoinFailed, KeyEstablished, Message
from devices.radio import link_keys
from devices.radio.application import SE_ENDPOINT, SmartEnergyApplication, eui64_of
from devices.radio.upkeep import let_go
from devices.se.keys import KeyEstablishment as Cluster
from devices.se.keys import TerminateStatus
from devices.se.profile import KEY_ESTABLISHMENT, PROFILE_ID

LOGGER = logging.getLogger(__name__)

DONGLE_S: Final = 15.0
ANSWER_EVERY_S: Final = 10.0
"""A device that begins again and again costs us work no more often."""
_SUITES_ATTRIBUTE: Final = int(Cluster.AttributeDefs.key_establishment_suite.id)
_UNSENT: Final = (ZigbeeException, AshException, OSError, TimeoutError)
_NO_ANSWER: Final = Failed(None, is_theirs=True)


@dataclass(frozen=True, slots=True)
class Means:
    """What the home proves itself with, by suite, and how long it waits; without credentials no key is established."""

    credentials: Mapping[Suite, Credentials] = field(default_factory=dict)
    patience: Patience = PATIENT


NO_MEANS: Final = Means()


@dataclass(frozen=True, slots=True)
class _Heard:
    """A word, the number of its frame, and whether it came from the device as the side that began."""

    word: Word
    sequence: int
    is_request: bool


@dataclass(slots=True)
class _Talk:
    """One conversation with one device, from the first word to the outcome."""

    device: ZigbeeDevice
    endpoint: int
    parties: Parties
    patience: Patience
    inbox: asyncio.Queue[_Heard] = field(default_factory=asyncio.Queue)
    side: Side | None = None
    is_client: bool = True
    sequence: int = 0

    async def begin(self, suite: Suite) -> Established | Failed:
        """As the side that begins."""
        self.inbox = asyncio.Queue()
        initiator = Initiator(self.parties, secrets.token_bytes, self.patience)
        self.side, self.is_client = initiator, True
        return await self._go_on(await asyncio.to_thread(initiator.begin, suite, _now_s()))

    async def answer(self) -> Established | Failed:
        """As the side that was asked; the request lies in the inbox."""
        self.side, self.is_client = Responder(self.parties, secrets.token_bytes, self.patience), False
        return await self._go_on([])

    async def put_off(self, sequence: int) -> None:
        """Tell one that asks again too soon when it may."""
        self.is_client, self.sequence = False, sequence
        try:
            await self._say(Terminate(TerminateStatus.NO_RESOURCES, round(ANSWER_EVERY_S), self.parties.suite_bits))
        except _UNSENT as error:
            LOGGER.info("a device was not told to wait: %s", error)

    async def _go_on(self, words: list[Word]) -> Established | Failed:
        assert self.side is not None
        while True:
            try:
                for word in words:
                    await self._say(word)
            except _UNSENT as error:
                LOGGER.info("a word of key establishment was not delivered: %s", error)
                return self.side.outcome if isinstance(self.side.outcome, Failed) else _NO_ANSWER
            if self.side.outcome is not None:
                return self.side.outcome
            words = await self._next()

    async def _next(self) -> list[Word]:
        """What to say to the next word, or to silence; the arithmetic, a tenth of a second, is done on a thread."""
        assert self.side is not None
        try:
            until_s = self.side.next_wake_s
            async with asyncio.timeout_at(until_s if until_s is not None else _now_s() + self.patience.first_answer_s):
                heard = await self.inbox.get()
        except TimeoutError:
            return self.side.wake(_now_s())
        if heard.is_request and self.is_client:
            if not (isinstance(self.side, Initiator) and self.side.is_unanswered and isinstance(heard.word, Initiate)):
                return []
            # both began at once: the device's run counts, as the standard has the trust centre answer
            self.side, self.is_client = Responder(self.parties, secrets.token_bytes, self.patience), False
        elif not heard.is_request and not self.is_client:
            return []
        self.sequence = heard.sequence
        return await asyncio.to_thread(self.side.receive, heard.word, _now_s())

    async def _say(self, word: Word) -> None:
        command_id, payload = encode(word)
        if self.is_client:
            self.sequence = self.device.get_sequence()
        direction = Direction.Client_to_Server if self.is_client else Direction.Server_to_Client
        header = ZCLHeader.cluster(self.sequence, command_id, direction=direction)
        control: Any = header.frame_control
        header.frame_control = control.replace(disable_default_response=True)  # each is answered by a word
        await _send(self.device, self.endpoint, self.sequence, header.serialize() + payload)


class KeyEstablishment:
    """The keys of one connection: which devices have proved who they are, and the runs that are under way.

    `adopt` is called with a device that has its key. A newcomer that comes to none is let go; one that is of the home
    stays, without a word of Smart Energy, and is asked again when it comes back or the home starts.
    """

    def __init__(
        self,
        means: Means,
        deliver: Callable[[Message], None],
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        adopt: Callable[[ZigbeeDevice], None],
    ) -> None:
        self._means = means
        self._deliver, self._spawn, self._adopt = deliver, spawn, adopt
        self._app: SmartEnergyApplication | None = None
        self._proved: set[Eui64] = set()
        self._talks: dict[Eui64, _Talk] = {}
        self._answers_at_s: dict[Eui64, float] = {}
        self._newcomers: set[Eui64] = set()

    async def open(self, app: SmartEnergyApplication) -> None:
        """Learn from the dongle which devices have a key of an earlier life; the dongle's flash keeps them."""
        self._app = app
        own = _octets(app.state.node_info.ieee)
        if any(one.certificate.subject != own for one in self._means.credentials.values()):
            LOGGER.error("the certificate is of another device than this dongle: no key can be established with it")
        for device in list(app.devices.values()):
            if isinstance(device, ZigbeeDevice) and self.is_due(device) and await link_keys.has_key(app, device.ieee):
                self._proved.add(eui64_of(device.ieee))

    def is_due(self, device: ZigbeeDevice) -> bool:
        """Must the device prove who it is before anything else is done with it?"""
        is_able = bool(self._means.credentials) and server_endpoint(device) is not None
        return is_able and eui64_of(device.ieee) not in self._proved

    def is_trusted(self, device: ZigbeeDevice) -> bool:
        """May Smart Energy data go to the device, and come from it?"""
        return not self.is_due(device)

    def begin(self, device: ZigbeeDevice) -> None:
        """Establish a key with the device, unless that is under way."""
        name = eui64_of(device.ieee)
        endpoint = server_endpoint(device)
        if name not in self._talks and endpoint is not None:
            self._talks[name] = self._talk(device, endpoint)
            self._spawn(self._run(device, self._attempts(self._talks[name])))

    def expect(self, device: Eui64) -> None:
        """The device is being let in: without a key it is not to stay."""
        if self._means.credentials:
            self._newcomers.add(device)

    def forget(self, device: Eui64) -> None:
        """The device is another one now: what it proved counts no longer."""
        self._proved.discard(device)
        self._newcomers.discard(device)

    def revoke(self, device: Eui64) -> None:
        """What a device that left knew opens nothing any more (TM12)."""
        app, had_proved = self._app, device in self._proved
        self.forget(device)
        if app is not None and had_proved:
            self._spawn(_tried(link_keys.erase(app, t.EUI64.convert(device)), "erase the key of a device that left"))

    def heard(self, device: ZigbeeDevice, packet: t.ZigbeePacket) -> bool:
        """Take a frame of the cluster; False: it answers a question of zigpy's."""
        data = packet.data.serialize()
        try:
            header, payload = ZCLHeader.deserialize(data)
        except ValueError:
            return False
        is_request = header.frame_control.direction == Direction.Client_to_Server
        endpoint = int(packet.src_ep or 0)
        if header.frame_control.is_general:
            return self._hear_general(device, endpoint, header, payload)
        try:
            word = decode(header.command_id, payload)
        except WordMalformed:
            word = Terminate(TerminateStatus.BAD_MESSAGE, 0, 0)
        self._hear(device, endpoint, _Heard(word, int(header.tsn), is_request))
        return True

    def _hear(self, device: ZigbeeDevice, endpoint: int, heard: _Heard) -> None:
        name = eui64_of(device.ieee)
        talk = self._talks.get(name)
        if talk is not None:
            talk.inbox.put_nowait(heard)
        elif heard.is_request and isinstance(heard.word, Initiate) and self._means.credentials:
            talk = self._talk(device, endpoint)
            if _now_s() < self._answers_at_s.get(name, 0.0):
                self._spawn(talk.put_off(heard.sequence))
                return
            self._talks[name] = talk
            talk.inbox.put_nowait(heard)
            self._spawn(self._run(device, self._answered(name, talk)))

    def _hear_general(self, device: ZigbeeDevice, endpoint: int, header: ZCLHeader, payload: bytes) -> bool:
        """Tell which suites we can to one that asks; a Default Response that refuses ends a run."""
        talk = self._talks.get(eui64_of(device.ieee))
        if header.command_id == GeneralCommand.Read_Attributes:
            self._spawn(self._tell_suites(device, endpoint, header, payload))
            return True
        if header.command_id != GeneralCommand.Default_Response or talk is None or len(payload) < 2 or not payload[1]:
            return False
        is_request = header.frame_control.direction == Direction.Client_to_Server
        talk.inbox.put_nowait(_Heard(Terminate(TerminateStatus.NO_RESOURCES, 0, 0), int(header.tsn), is_request))
        return True

    async def _tell_suites(self, device: ZigbeeDevice, endpoint: int, header: ZCLHeader, payload: bytes) -> None:
        bits = sum(suite.bit for suite in self._means.credentials)
        body = b""
        for place in range(0, len(payload) - 1, 2):
            attribute = payload[place : place + 2]
            is_known = int.from_bytes(attribute, "little") == _SUITES_ATTRIBUTE
            value = bytes((Status.SUCCESS, DataTypeId.enum16)) + bits.to_bytes(2, "little")
            body += attribute + (value if is_known else bytes((Status.UNSUPPORTED_ATTRIBUTE,)))
        answer = ZCLHeader.general(
            header.tsn, GeneralCommand.Read_Attributes_rsp, direction=header.frame_control.direction.flip()
        )
        try:
            await _send(device, endpoint, int(header.tsn), answer.serialize() + body)
        except _UNSENT as error:
            LOGGER.info("a device was not told which suites we can: %s", error)

    def _talk(self, device: ZigbeeDevice, endpoint: int) -> _Talk:
        assert self._app is not None
        own, their = _octets(self._app.state.node_info.ieee), _octets(device.ieee)
        return _Talk(device, endpoint, Parties(own, their, self._means.credentials), self._means.patience)

    async def _answered(self, name: Eui64, talk: _Talk) -> Established | Failed:
        """Answer, and no other time soon, unless only the suite was wrong: that cost nothing."""
        outcome = await talk.answer()
        if not (isinstance(outcome, Failed) and outcome.status is TerminateStatus.UNSUPPORTED_SUITE):
            self._answers_at_s[name] = _now_s() + ANSWER_EVERY_S
        return outcome

    async def _attempts(self, talk: _Talk) -> Established | Failed:
        """Begin until there is a key, or it is clear that there will be none."""
        patience, outcome = self._means.patience, _NO_ANSWER
        for attempt in range(patience.attempts):
            if attempt:
                await asyncio.sleep(max(patience.pause_s, outcome.wait_s))
            suite = await _common_suite(talk)
            ended = await talk.begin(suite) if suite is not None else Failed(TerminateStatus.UNSUPPORTED_SUITE, False)
            if isinstance(ended, Established) or ended.is_final:
                return ended
            outcome = ended
            LOGGER.info("no key yet: %s", ended.reason, extra={"device": eui64_of(talk.device.ieee)})
        return outcome

    async def _run(self, device: ZigbeeDevice, run: Coroutine[Any, Any, Established | Failed]) -> None:
        name = eui64_of(device.ieee)
        try:
            outcome = await run
            if isinstance(outcome, Established):
                outcome = await self._keep(device, outcome)
        finally:
            del self._talks[name]
        if isinstance(outcome, Failed):
            LOGGER.warning("no key was established: %s", outcome.reason, extra={"device": name})
            if self.is_due(device) and name in self._newcomers:
                self._refuse(device)
            return
        self._proved.add(name)
        self._newcomers.discard(name)
        self._deliver(KeyEstablished(name, outcome.suite.number))
        if device.is_initialized:
            self._adopt(device)

    def _refuse(self, device: ZigbeeDevice) -> None:
        assert self._app is not None
        name = eui64_of(device.ieee)
        self._newcomers.discard(name)
        self._deliver(JoinFailed(name, JoinFault.KEY_FAILED))
        self._spawn(_tried(let_go(self._app, device.ieee), "remove a device that came to no key"))

    async def _keep(self, device: ZigbeeDevice, outcome: Established) -> Established | Failed:
        """Put the key into the dongle, in place of the one of the install code."""
        assert self._app is not None
        try:
            await link_keys.keep(self._app, device.ieee, outcome.link_key)
        except _UNSENT as error:
            LOGGER.warning("the dongle did not take a link key: %s", error, extra={"device": eui64_of(device.ieee)})
            return Failed(TerminateStatus.NO_RESOURCES, is_theirs=False)
        return outcome


async def _tried(work: Coroutine[Any, Any, None], what: str) -> None:
    try:
        async with asyncio.timeout(DONGLE_S):
            await work
    except _UNSENT as error:
        LOGGER.warning("could not %s: %s", what, error)


def server_endpoint(device: ZigbeeDevice) -> int | None:
    """The Smart Energy endpoint that serves Key Establishment, None: the device is no Smart Energy device."""
    found = (
        int(endpoint.endpoint_id)
        for endpoint in device.non_zdo_endpoints
        if endpoint.profile_id == PROFILE_ID and KEY_ESTABLISHMENT in endpoint.in_clusters
    )
    return next(found, None)


async def _common_suite(talk: _Talk) -> Suite | None:
    """The best suite that both can; one that does not tell is taken to be of the first edition."""
    cluster = talk.device.endpoints[talk.endpoint].in_clusters[KEY_ESTABLISHMENT]
    try:
        answer: Any = await cluster.read_attributes_raw([_SUITES_ATTRIBUTE], retries=0)
        [record] = answer.status_records
        bits = int(record.value.value) if record.status == Status.SUCCESS else SUITE_1.bit
    except (*_UNSENT, AttributeError, ValueError):
        bits = SUITE_1.bit
    return best_of(bits & talk.parties.suite_bits)


async def _send(device: ZigbeeDevice, endpoint: int, sequence: int, data: bytes) -> None:
    await device.request(
        PROFILE_ID, KEY_ESTABLISHMENT, SE_ENDPOINT, endpoint, sequence, data, expect_reply=False, retries=1
    )


def _octets(name: t.EUI64) -> bytes:
    """As certificates spell it: the most significant octet first."""
    return bytes(name.serialize())[::-1]


def _now_s() -> float:
    return asyncio.get_running_loop().time()
