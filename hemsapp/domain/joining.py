"""How the joining of a device goes: the stages that it reached, and why it ended if it did not come to the last."""

from dataclasses import replace
from datetime import timedelta

from devices.errors import JoinFault
from devices.messages import (
    DeviceFound,
    DeviceJoined,
    DeviceKind,
    DeviceLeft,
    DeviceReady,
    Eui64,
    JoinFailed,
    RadioChanged,
    RadioState,
    Reading,
)
from devices.moment import Moment
from hemsapp.snapshot import Join, JoinState

LATE_S = 30.0
"""The network says itself why a device is not in; this much later it is taken for lost."""
SET_UP_S = 180.0
_OVER = (JoinState.READY, JoinState.FAILED)


class Joining:
    """One device at a time; `view` is None when nobody may join and nobody waits to read how it ended.

    `speed` is how many seconds of `Moment.utc` pass in a real one.
    """

    def __init__(self, speed: float) -> None:
        self.view: Join | None = None
        self._speed = speed
        self._fails_s = 0.0
        self._is_measured = False

    def begin(self, device: Eui64, seconds: int, at: Moment) -> None:
        """The device may join for that long."""
        self.view = Join(device, JoinState.WAITING, since=at, until=self._later(at, seconds))
        self._fails_s = at.monotonic_s + seconds + LATE_S
        self._is_measured = False

    def stop(self) -> Eui64 | None:
        """Forget it; the device whose permit is to be ended, if one still runs."""
        view, self.view = self.view, None
        return None if view is None or view.state in _OVER else view.device

    def hear(self, thing: object, at: Moment) -> None:
        """Take note of whatever tells about the device that may join."""
        view = self.view
        if view is None or view.state in _OVER:
            return
        match thing:
            case RadioChanged() if thing.state is not RadioState.READY:
                self._fail(view, JoinFault.NOT_READY, at)
            case JoinFailed(device=view.device) if view.set_up is None:
                self._fail(view, thing.why, at)
            case DeviceLeft(device=view.device):
                self._fail(view, JoinFault.STOPPED_ANSWERING, at)
            case DeviceFound(device=view.device) if view.state is JoinState.WAITING:
                self._enter(replace(view, state=JoinState.FOUND, found=at), at, LATE_S)
            case DeviceJoined(device=view.device) if view.joined is None:
                self._enter(replace(view, state=JoinState.JOINED, joined=at), at, SET_UP_S)
            case DeviceReady(device=view.device):
                self._set_up(view, at, is_meter=thing.kind is DeviceKind.METER_GATEWAY)
            case Reading(device=view.device):
                self._is_measured = True
                if view.state is JoinState.SET_UP:
                    self._enter(replace(view, state=JoinState.READY, ready=at), at, 0.0)

    def wake(self, at: Moment) -> None:
        """Fail what nothing was heard of in time."""
        view = self.view
        if view is not None and view.state not in _OVER and at.monotonic_s >= self._fails_s:
            is_absent = view.state is JoinState.WAITING
            self._fail(view, JoinFault.NOBODY_CAME if is_absent else JoinFault.STOPPED_ANSWERING, at)

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which `wake` is next needed, or None."""
        return None if self.view is None or self.view.state in _OVER else self._fails_s

    def _set_up(self, view: Join, at: Moment, *, is_meter: bool) -> None:
        """A meter is ready when it has also told a register; everything else is ready now."""
        view = replace(view, set_up=view.set_up or at)
        if is_meter and not self._is_measured:
            self._enter(replace(view, state=JoinState.SET_UP), at, SET_UP_S)
        else:
            self._enter(replace(view, state=JoinState.READY, ready=at), at, 0.0)

    def _enter(self, view: Join, at: Moment, seconds: float) -> None:
        self.view = replace(view, until=self._later(at, seconds))
        self._fails_s = at.monotonic_s + seconds

    def _fail(self, view: Join, fault: JoinFault, at: Moment) -> None:
        self.view = replace(view, state=JoinState.FAILED, failed=at, fault=fault)

    def _later(self, at: Moment, seconds: float) -> Moment:
        return Moment(at.utc + timedelta(seconds=seconds * self._speed), at.monotonic_s + seconds)
