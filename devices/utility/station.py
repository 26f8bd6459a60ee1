"""The shell around one system: opens, judges, numbers, seals. What it did is committed before the bus hears of it."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from devices.moment import earliest
from devices.utility.audit.heads import Heads
from devices.utility.audit.line import Line
from devices.utility.bus import Bus
from devices.utility.ledger import Ledger
from devices.wan.keys import Keys
from devices.wan.log_words import LogHead
from devices.wan.replay import ReplayGuard, Verdict
from devices.wan.seal import Refused, open_sealed, seal
from devices.wan.system import Cause, Refusal, System
from devices.wan.words import Dispatch, Envelope, Verb, Verified

_ANSWERS_KEPT = 256
Sealed = tuple[str, bytes]


@dataclass(slots=True)
class _Said:
    """What a step wants sent, sealed; whose counters it moved; which message it answers, or answers again."""

    sealed: list[Sealed] = field(default_factory=list)
    replies: list[Sealed] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    answers: str = ""
    again: str = ""


class Station:
    """One system on a bus. Synchronous: called with octets, or when `next_wake` has come; `clock` is the system's own.

    `on_change` is told whenever `next_wake` may have moved. A refusal whose source is the system itself is one of its
    own dispatches that may not be sent (C1FR43). With `heads` it also tells of the system's audit log, and keeps what
    others tell of theirs: that is no business of the system itself.
    """

    def __init__(
        self, system: System, keys: Keys, bus: Bus, clock: Callable[[], datetime], heads: Heads | None = None
    ) -> None:
        if keys.name != system.name:
            raise ValueError(f"{system.name} was given the keys of {keys.name}.")
        self.system = system
        self.on_change: Callable[[], None] = lambda: None
        self._keys = keys
        self._bus = bus
        self._clock = clock
        self._heads = heads
        self._line = Line(system.links) if isinstance(system.links, Ledger) else None
        self._guard = ReplayGuard(system.links.load())
        self._answers: OrderedDict[str, list[Sealed]] = OrderedDict()
        self._is_ended = False

    @property
    def next_wake(self) -> datetime | None:
        """When `wake` is due, by the system's own clock."""
        head_due = self._heads.next_due if self._heads else None
        return earliest(self.system.next_wake, head_due)

    @property
    def now(self) -> datetime:
        """The time by the system's own clock."""
        return self._clock()

    def start(self) -> None:
        """Listen, and let the system do what is due since it last ran."""
        self._bus.subscribe(self.system.name, self.hear_all)
        self.wake()

    def end(self) -> None:
        """Hear and say nothing from now on, as a process that is gone."""
        self._is_ended = True

    def hear(self, data: bytes) -> None:
        """Take octets from the bus."""
        self.hear_all((data,))

    def hear_all(self, several: Sequence[bytes]) -> None:
        """Take what came together, in its order, in one commit: a disk that is waited for once serves hundreds."""
        at = self._clock()
        if not self._is_ended:
            self._commit([partial(self._heard, data, at) for data in several])

    def _heard(self, data: bytes, at: datetime) -> _Said:
        if self._line:
            self._line.begin()
        try:
            verified = open_sealed(data, self._keys, at)
        except Refused as refused:
            refusal = refused.refusal
            return self._sealed(self.system.refused(refusal, at), at)
        envelope = verified.envelope
        verdict = self._guard.judge(verified, at)
        if verdict is Verdict.NEW:
            said = self._sealed(self._received(verified, at), at)
            said.touched.add(envelope.source)
            said.answers = envelope.message_id
            return said
        cause = Cause.DOUBLED if verdict is Verdict.DOUBLED else Cause.REPLAYED
        why = f"{envelope.message_id} with counter {envelope.counter} came before."
        said = self._sealed(self.system.refused(Refusal(cause, why, envelope.source), at), at)
        said.again = envelope.message_id if verdict is Verdict.DOUBLED else ""
        return said

    def _received(self, verified: Verified, at: datetime) -> list[Dispatch]:
        body = verified.envelope.body
        if self._heads is not None and isinstance(body, LogHead):
            said = self._heads.take(verified, body, at)
        elif self._heads is not None and self._heads.is_answered(verified, at):
            said = []
        else:
            said = self.system.receive(verified, at)
        if self._line:
            self._line.received(verified, at)
        return said

    def wake(self) -> None:
        """Let the system do what is due."""
        self.act(self._woken)

    def _woken(self, at: datetime) -> list[Dispatch]:
        return [*self.system.wake(at), *(self._heads.due(at) if self._heads else ())]

    def act(self, step: Callable[[datetime], list[Dispatch]]) -> None:
        """Run a step of the system (`lambda at: ms.announce(event, at)`), and send what it wants sent."""
        at = self._clock()
        if not self._is_ended:
            self._commit([partial(self._done, step, at)])

    def _done(self, step: Callable[[datetime], list[Dispatch]], at: datetime) -> _Said:
        if self._line:
            self._line.begin()
        return self._sealed(step(at), at)

    def _commit(self, steps: Sequence[Callable[[], _Said]]) -> None:
        """The steps, the counters they used and those they answer, in one commit; then the bus."""
        is_committed = False
        try:
            with self.system.links.transaction():
                told = [step() for step in steps]
                for peer in sorted({peer for said in told for peer in said.touched}):
                    self.system.links.save(peer, self._guard.state_of(peer))
            is_committed = True
        finally:
            if not is_committed:
                self._guard = ReplayGuard(self.system.links.load())
        for said in told:
            self._publish(said)
        self.on_change()

    def _sealed(self, dispatches: list[Dispatch], at: datetime) -> _Said:
        """Each dispatch as octets, and whose counters moved; what may not be sent is told to the system."""
        said = _Said()
        told: list[Dispatch] = []
        for dispatch in dispatches:
            told += self._seal_into(said, dispatch, at)
        for dispatch in told:
            self._seal_into(said, dispatch, at)  # what the system says to this refusal would go round for ever
        return said

    def _seal_into(self, said: _Said, dispatch: Dispatch, at: datetime) -> list[Dispatch]:
        """Add it, or tell the system that it may not be sent; what the system says to that."""
        envelope = self._envelope(dispatch, at)
        try:
            data = seal(envelope, dispatch.security, self._keys)
        except Refused as refused:
            return self.system.refused(refused.refusal, at)
        if self._line:
            self._line.sent(envelope, dispatch.security, at)
        said.touched.add(dispatch.target)
        said.sealed.append((dispatch.target, data))
        if dispatch.verb is Verb.REPLY:
            said.replies.append((dispatch.target, data))
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

    def _publish(self, said: _Said) -> None:
        """Send; of what answers a message the replies alone are kept for its twin: a doubling causes nothing else."""
        if said.answers and said.replies:
            self._answers[said.answers] = said.replies
            if len(self._answers) > _ANSWERS_KEPT:
                self._answers.popitem(last=False)
        for target, data in [*said.sealed, *self._answers.get(said.again, [])]:
            self._bus.publish(target, self.system.name, data)
