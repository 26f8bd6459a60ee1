"""How the joining of devices goes: the stages that each reached, and why it ended if it did not come to the last."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from devices.errors import JoinFault
from devices.messages import (
    DeviceFound,
    DeviceIdentified,
    DeviceJoined,
    DeviceKind,
    DeviceLeft,
    DeviceReady,
    Eui64,
    Exchanged,
    JoinFailed,
    RadioChanged,
    RadioState,
    SignalHeard,
)
from devices.moment import Moment
from hemsapp.domain.proof import Proof
from hemsapp.snapshot import Join, JoinState

LATE_S = 30.0
"""The network says itself why a device is not in; this much later it is taken for lost."""
INTERVIEW_S = 60.0
SET_UP_S = 180.0
TEST_S = 180.0
REMEMBERED_S = 600.0
"""For that long it is remembered that a device looked for the network while it was closed."""
MOST_STRANGERS: Final = 8
WEAK_LOSSES: Final = 3
"""Questions that were not answered, though later ones were: so many, and then silence, come from too far away."""
WEAK_LQI: Final = 40
_OVER = (JoinState.READY, JoinState.FAILED)
_SILENCES = (JoinFault.INTERVIEW_STUCK, JoinFault.STOPPED_ANSWERING)


class Joining:
    """Many devices at once, each under its own permit; nothing is told of a device that nobody asked for but a knock.

    `speed` is how many seconds of `Moment.utc` pass in a real one.
    """

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._joins: dict[Eui64, Join] = {}
        self._fails_s: dict[Eui64, float] = {}
        self._proofs: dict[Eui64, Proof] = {}
        self._expected: dict[Eui64, DeviceKind | None] = {}
        self._knocks: dict[Eui64, Moment] = {}
        self._last: Eui64 | None = None
        self._ended: list[Join] = []
        self._losses: dict[Eui64, tuple[int, int]] = {}

    def begin(self, device: Eui64, seconds: int, at: Moment, kind: DeviceKind | None = None) -> None:
        """The device may join for that long; if it is of another `kind` than that, it is the wrong one."""
        self._joins.pop(device, None)
        self._joins[device] = Join(device, JoinState.WAITING, since=at, until=self._later(at, seconds))
        self._fails_s[device] = at.monotonic_s + seconds + LATE_S
        self._proofs[device], self._expected[device], self._last = Proof(device), kind, device
        self._losses.pop(device, None)

    def begin_set_up(self, device: Eui64, at: Moment) -> bool:
        """It joined and is to be set up once more; False if nothing is known of its joining."""
        view = self._joins.get(device)
        if view is None or view.joined is None or view.state is not JoinState.FAILED:
            return False
        state = JoinState.JOINED if view.identified is None else JoinState.IDENTIFIED
        again = replace(view, state=state, fault=None, failed=None, set_up=None, answered=0, asked=0, reason="")
        self._proofs[device] = Proof(device)
        self._losses.pop(device, None)
        self._last = device
        self._enter(again, at, SET_UP_S)
        return True

    def stop(self, device: Eui64 | None = None) -> list[Eui64]:
        """Forget it (None: all of them); the devices whose permit is to be ended, for it still runs."""
        chosen = [each for each in self._joins.values() if device in (None, each.device)]
        for each in chosen:
            del self._joins[each.device]
            self._fails_s.pop(each.device, None)
        self._knocks = {} if device is None else {key: at for key, at in self._knocks.items() if key != device}
        self._last = next(reversed(self._joins), None) if self._last not in self._joins else self._last
        return [each.device for each in chosen if each.state not in _OVER]

    def hear(self, thing: object, at: Moment) -> None:
        """Take note of whatever tells about a device that may join, or that might not and tried."""
        if isinstance(thing, RadioChanged):
            if thing.state is not RadioState.READY:
                for view in list(self._running()):
                    self._fail(view, JoinFault.NOT_READY, at)
            return
        if isinstance(thing, JoinFailed) and thing.why is JoinFault.CLOSED:
            self._knocked(thing.device, at)
            return
        for view in self._concerned(thing):
            self._take(view, thing, at)

    def wake(self, at: Moment) -> None:
        """Fail what nothing was heard of in time."""
        for view in list(self._running()):
            if at.monotonic_s >= self._fails_s[view.device]:
                self._fail(view, _FAULT_OF[view.state], at)

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which `wake` is next needed, or None."""
        return min((self._fails_s[view.device] for view in self._running()), default=None)

    @property
    def view(self) -> Join | None:
        """The last one begun, None when nobody may join and nobody waits to read how it ended."""
        return None if self._last is None else self._joins.get(self._last)

    @property
    def views(self) -> tuple[Join, ...]:
        """Every device that may join or was let in, in the order of begin; then who knocked while it was closed."""
        strangers = (
            Join(device, JoinState.FAILED, at, at, found=at, failed=at, fault=JoinFault.CLOSED)
            for device, at in self._knocks.items()
            if device not in self._joins
        )
        return (*self._joins.values(), *strangers)

    def of(self, device: Eui64) -> Join | None:
        """How the joining of that device goes."""
        return self._joins.get(device)

    def ended(self) -> list[Join]:
        """Whose joining ended since this was asked last, well or not."""
        ended, self._ended = self._ended, []
        return ended

    def proofs(self) -> Iterable[Proof]:
        """What is to be tried of those that are set up and not yet tested."""
        return [self._proofs[view.device] for view in self._joins.values() if view.state is JoinState.SET_UP]

    def _running(self) -> Iterator[Join]:
        return (view for view in self._joins.values() if view.state not in _OVER)

    def _concerned(self, thing: object) -> list[Join]:
        """Whose joining it tells of: who is named, or, of an order's answer, who was tried by it."""
        device = getattr(thing, "device", None)
        if device is None:
            return [view for view in self._running() if self._proofs[view.device].awaits(thing)]
        view = self._joins.get(device)
        return [] if view is None or view.state in _OVER else [view]

    def _take(self, view: Join, thing: object, at: Moment) -> None:
        match thing:
            case JoinFailed():
                if view.set_up is None or thing.why not in _SILENCES:
                    self._fail(view, thing.why, at, thing.detail)
            case DeviceLeft():
                self._fail(view, JoinFault.STOPPED_ANSWERING, at)
            case DeviceFound() if view.state is JoinState.WAITING:
                self._enter(replace(view, state=JoinState.FOUND, found=at), at, LATE_S)
            case DeviceJoined() if view.joined is None:
                self._enter(replace(view, state=JoinState.JOINED, joined=at), at, INTERVIEW_S + LATE_S)
            case DeviceIdentified():
                self._identified(view, thing, at)
            case DeviceReady():
                self._set_up(view, thing, at)
            case SignalHeard() if thing.lqi is not None:
                self._joins[view.device] = replace(view, lqi=thing.lqi)
            case Exchanged():
                self._count(view, thing)
            case _:
                self._prove(view, thing, at)

    def _count(self, view: Join, message: Exchanged) -> None:
        """A loss is a silence that an answer came after: until then the device may have fallen silent for good."""
        counted = replace(view, asked=view.asked + 1, answered=view.answered + message.is_answered)
        self._joins[view.device] = counted
        lost, silences = self._losses.get(view.device, (0, 0))
        self._losses[view.device] = (lost + silences, 0) if message.is_answered else (lost, silences + 1)
        self._proofs[view.device].hear(message)

    def _identified(self, view: Join, message: DeviceIdentified, at: Moment) -> None:
        told = replace(
            view,
            state=JoinState.IDENTIFIED,
            identified=view.identified or at,
            kind=message.kind,
            manufacturer=message.manufacturer,
            model=message.model,
            firmware=message.firmware,
        )
        expected = self._expected.get(view.device)
        is_kind_known = message.kind is not DeviceKind.UNKNOWN  # else the network itself says why it is not in
        if is_kind_known and expected not in (None, message.kind):
            self._fail(told, JoinFault.WRONG_KIND, at)
        else:
            self._enter(told, at, SET_UP_S)

    def _set_up(self, view: Join, message: DeviceReady, at: Moment) -> None:
        """Bound, and its reporting read back: now it has to do once what it is there for."""
        proof = self._proofs[view.device]
        proof.begin(message.kind, is_event_client=message.is_event_client)
        told = replace(
            view,
            state=JoinState.SET_UP,
            kind=message.kind,
            manufacturer=message.manufacturer,
            model=message.model,
            set_up=view.set_up or at,
        )
        self._enter(told, at, TEST_S)
        self._conclude(told, at)

    def _prove(self, view: Join, thing: object, at: Moment) -> None:
        self._proofs[view.device].hear(thing)
        if view.state is JoinState.SET_UP:
            self._conclude(view, at)

    def _conclude(self, view: Join, at: Moment) -> None:
        proof = self._proofs[view.device]
        if proof.is_given:
            self._enter(replace(view, state=JoinState.READY, ready=at), at, 0.0)
            self._ended.append(self._joins[view.device])
        elif proof.fault is not None:
            self._fail(view, proof.fault, at)

    def _knocked(self, device: Eui64, at: Moment) -> None:
        """It looked for the network while nobody, or not this one, might join."""
        view = self._joins.get(device)
        if view is None:
            self._knocks.pop(device, None)
            self._knocks[device] = at
            if len(self._knocks) > MOST_STRANGERS:
                del self._knocks[next(iter(self._knocks))]
        elif view.state is JoinState.FAILED and view.found is None:
            self._joins[device] = replace(view, found=at, failed=at, fault=JoinFault.CLOSED)

    def _enter(self, view: Join, at: Moment, seconds: float) -> None:
        self._joins[view.device] = replace(view, until=self._later(at, seconds))
        self._fails_s[view.device] = at.monotonic_s + seconds

    def _fail(self, view: Join, fault: JoinFault, at: Moment, reason: str = "") -> None:
        fault = self._judged(view, fault, at)
        failed = replace(view, state=JoinState.FAILED, failed=at, fault=fault, reason=reason)
        self._joins[view.device] = failed
        self._ended.append(failed)

    def _judged(self, view: Join, fault: JoinFault, at: Moment) -> JoinFault:
        """The same silence has several causes: what came through before it, and how loud, tells which."""
        knock = self._knocks.pop(view.device, None)
        if fault is JoinFault.NOBODY_CAME and knock is not None and at.seconds_since(knock) <= REMEMBERED_S:
            return JoinFault.CLOSED
        if fault not in _SILENCES:
            return fault
        lost, _ = self._losses.get(view.device, (0, 0))
        is_faint = view.lqi is not None and view.lqi < WEAK_LQI
        return JoinFault.TOO_WEAK if lost >= WEAK_LOSSES or is_faint else fault

    def _later(self, at: Moment, seconds: float) -> Moment:
        return Moment(at.utc + timedelta(seconds=seconds * self._speed), at.monotonic_s + seconds)


_FAULT_OF: Final = {
    JoinState.WAITING: JoinFault.NOBODY_CAME,
    JoinState.FOUND: JoinFault.STOPPED_ANSWERING,
    JoinState.JOINED: JoinFault.INTERVIEW_STUCK,
    JoinState.IDENTIFIED: JoinFault.STOPPED_ANSWERING,
    JoinState.SET_UP: JoinFault.STOPPED_ANSWERING,
}
"""What it means that a stage was not left in time."""
