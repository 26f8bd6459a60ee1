"""The shell around one system: opens, judges, numbers, seals. What it did is committed before the bus hears of it."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from devices.utility.bus import Bus
from devices.wan.keys import Keys
from devices.wan.replay import ReplayGuard, Verdict
from devices.wan.seal import Refused, open_sealed, seal
from devices.wan.system import Cause, Refusal, System
from devices.wan.words import Dispatch, Envelope, Verb, Verified

_ANSWERS_KEPT = 256
Sealed = tuple[str, bytes]


class Station:
    """One system on a bus. Synchronous: called with octets, or when `next_wake` has come; `clock` is the system's own.

    `on_change` is told whenever `next_wake` may have moved. A refusal whose source is the system itself is one of its
    own dispatches that may not be sent (C1FR43).
    """

    def __init__(self, system: System, keys: Keys, bus: Bus, clock: Callable[[], datetime]) -> None:
        if keys.name != system.name:
            raise ValueError(f"{system.name} was given the keys of {keys.name}.")
        self.system = system
        self.on_change: Callable[[], None] = lambda: None
        self._keys = keys
        self._bus = bus
        self._clock = clock
        self._guard = ReplayGuard(system.links.load())
        self._answers: OrderedDict[str, list[Sealed]] = OrderedDict()
        self._is_ended = False

    @property
    def next_wake(self) -> datetime | None:
        """When `wake` is due, by the system's own clock."""
        return self.system.next_wake

    @property
    def now(self) -> datetime:
        """The time by the system's own clock."""
        return self._clock()

    def start(self) -> None:
        """Listen, and let the system do what is due since it last ran."""
        self._bus.subscribe(self.system.name, self.hear)
        self.wake()

    def end(self) -> None:
        """Hear and say nothing from now on, as a process that is gone."""
        self._is_ended = True

    def hear(self, data: bytes) -> None:
        """Take octets from the bus."""
        if self._is_ended:
            return
        at = self._clock()
        try:
            verified = open_sealed(data, self._keys, at)
        except Refused as refused:
            refusal = refused.refusal
            self._act(lambda: self.system.refused(refusal, at), at)
            return
        envelope = verified.envelope
        verdict = self._guard.judge(verified, at)
        if verdict is Verdict.NEW:
            self._act(lambda: self.system.receive(verified, at), at, verified)
            return
        cause = Cause.DOUBLED if verdict is Verdict.DOUBLED else Cause.REPLAYED
        why = f"{envelope.message_id} with counter {envelope.counter} came before."
        self._act(lambda: self.system.refused(Refusal(cause, why, envelope.source), at), at)
        if verdict is Verdict.DOUBLED:
            self._publish(self._answers.get(envelope.message_id, []))

    def wake(self) -> None:
        """Let the system do what is due."""
        self.act(self.system.wake)

    def act(self, step: Callable[[datetime], list[Dispatch]]) -> None:
        """Run a step of the system (`lambda at: ms.announce(event, at)`), and send what it wants sent."""
        at = self._clock()
        if not self._is_ended:
            self._act(lambda: step(at), at)

    def _act(self, step: Callable[[], list[Dispatch]], at: datetime, answering: Verified | None = None) -> None:
        """The step, the counters it used and the counter it answers, in one commit; then the bus."""
        is_committed = False
        try:
            with self.system.links.transaction():
                sealed, touched = self._sealed(step(), at)
                if answering:
                    touched.add(answering.envelope.source)
                for peer in sorted(touched):
                    self.system.links.save(peer, self._guard.state_of(peer))
            is_committed = True
        finally:
            if not is_committed:
                self._guard = ReplayGuard(self.system.links.load())
        if answering:
            self._remember(answering.envelope.message_id, sealed)
        self._publish([(target, data) for target, data, _ in sealed])
        self.on_change()

    def _sealed(self, dispatches: list[Dispatch], at: datetime) -> tuple[list[tuple[str, bytes, Dispatch]], set[str]]:
        """Each dispatch as octets, and whose counters moved; what may not be sent is told to the system."""
        sealed: list[tuple[str, bytes, Dispatch]] = []
        told: list[Dispatch] = []
        for dispatch in dispatches:
            told += self._seal_into(sealed, dispatch, at)
        for dispatch in told:
            self._seal_into(sealed, dispatch, at)  # what the system says to this refusal would go round for ever
        return sealed, {dispatch.target for _, _, dispatch in sealed}

    def _seal_into(self, sealed: list[tuple[str, bytes, Dispatch]], dispatch: Dispatch, at: datetime) -> list[Dispatch]:
        """Add it, or tell the system that it may not be sent; what the system says to that."""
        try:
            data = seal(self._envelope(dispatch, at), dispatch.security, self._keys)
        except Refused as refused:
            return self.system.refused(refused.refusal, at)
        sealed.append((dispatch.target, data, dispatch))
        return []

    def _envelope(self, dispatch: Dispatch, at: datetime) -> Envelope:
        counter = self._guard.next_counter(dispatch.target)
        return Envelope(
            dispatch.verb,
            dispatch.noun,
            dispatch.message_id or f"{counter}.{dispatch.target}"[:64],
            self.system.name,
            dispatch.target,
            at,
            at + timedelta(seconds=dispatch.lifetime_s),
            counter,
            dispatch.body,
            dispatch.correlation_id,
        )

    def _remember(self, message_id: str, sealed: list[tuple[str, bytes, Dispatch]]) -> None:
        """Keep the replies alone: what else a message caused is not sent again because the line doubled it."""
        replies = [(target, data) for target, data, dispatch in sealed if dispatch.verb is Verb.REPLY]
        if replies:
            self._answers[message_id] = replies
            if len(self._answers) > _ANSWERS_KEPT:
                self._answers.popitem(last=False)

    def _publish(self, sealed: list[Sealed]) -> None:
        for target, data in sealed:
            self._bus.publish(target, self.system.name, data)
