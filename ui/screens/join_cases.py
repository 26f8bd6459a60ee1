"""A device that is let in: each stage, and every way in which it may end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from devices.errors import JoinFault
from devices.messages import DeviceKind, Eui64
from devices.moment import Moment
from hemsapp.snapshot import Join, JoinState, Snapshot

METER = Eui64("00:0d:6f:00:0a:90:69:e7")
UPSTAIRS = Eui64("00:0d:6f:00:0b:11:22:05")
REACHED_AGO_S = (52.0, 49.0, 46.0, 12.0, 11.0)
"""How long ago the stages found, joined, identified, set up and tested were reached; it all began 53 s ago."""

_METER_FAULTS: dict[str, tuple[JoinFault, int]] = {
    "code-wrong": (JoinFault.CODE_WRONG, 1),
    "code-refused": (JoinFault.CODE_WRONG, 0),
    "nobody-came": (JoinFault.NOBODY_CAME, 0),
    "not-ready": (JoinFault.NOT_READY, 0),
    "full": (JoinFault.FULL, 0),
    "stopped": (JoinFault.STOPPED_ANSWERING, 2),
}
_FAULTS: dict[str, tuple[JoinFault, int, dict[str, object]]] = {
    "thermostat-stopped": (JoinFault.STOPPED_ANSWERING, 3, {"lqi": 61, "answered": 3, "asked": 10}),
    "thermostat-power": (JoinFault.STOPPED_ANSWERING, 3, {"lqi": 190, "answered": 9, "asked": 10}),
    "thermostat-closed": (JoinFault.CLOSED, 0, {}),
    "thermostat-too-weak": (JoinFault.TOO_WEAK, 2, {"lqi": 22, "answered": 2, "asked": 12}),
    "thermostat-wrong-kind": (JoinFault.WRONG_KIND, 3, {"kind": DeviceKind.LOAD_SWITCH, "model": "LS-20"}),
    "thermostat-interview": (JoinFault.INTERVIEW_STUCK, 2, {"lqi": 96, "answered": 1, "asked": 8}),
    "thermostat-refused": (JoinFault.REFUSED, 3, {}),
    "thermostat-key-failed": (JoinFault.KEY_FAILED, 3, {"lqi": 180}),
    "thermostat-known": (JoinFault.KNOWN, 0, {}),
}


def earlier(at: Moment, seconds: float) -> Moment:
    """The moment that many seconds before."""
    return Moment(at.utc - timedelta(seconds=seconds), at.monotonic_s - seconds)


def join(device: Eui64, state: JoinState, at: Moment, reached: int = 0, **facts: object) -> Join:
    """A joining that reached so many stages by that moment."""
    moments = [earlier(at, age_s) if index < reached else None for index, age_s in enumerate(REACHED_AGO_S)]
    names = dict(zip(("found", "joined", "identified", "set_up", "ready"), moments, strict=True))
    failed = earlier(at, 2) if state is JoinState.FAILED else None
    begun = Join(device, state, earlier(at, 53), earlier(at, -127), failed=failed)
    return replace(begun, **names, **facts)  # type: ignore[arg-type]  # fields of a joining, by name


def meter(s: Snapshot, state: JoinState, fault: JoinFault | None = None, reached: int = 0) -> Snapshot:
    """The first meter joins."""
    return replace(s, join=join(METER, state, s.at, reached, fault=fault))


def thermostat(
    s: Snapshot, state: JoinState, fault: JoinFault | None = None, reached: int = 0, **facts: object
) -> Snapshot:
    """A thermostat joins a home that has its meter; from the third stage on it said what it is."""
    said = {"kind": DeviceKind.THERMOSTAT, "model": "T-100", "firmware": "1.4"} if reached > 2 else {}
    made = join(UPSTAIRS, state, s.at, reached, fault=fault, **(said | facts))
    return replace(s, join=made, joins=(made,))


def make(no_meter: Callable[[], Snapshot], normal: Callable[[], Snapshot]) -> dict[str, Callable[[], Snapshot]]:
    """The states by name: the first meter's, then a thermostat's."""
    running = {"waiting": JoinState.WAITING, "found": JoinState.FOUND, "joined": JoinState.JOINED,
               "identified": JoinState.IDENTIFIED, "set-up": JoinState.SET_UP}  # fmt: skip
    return {
        **{
            f"join-{name}": partial(_meter, no_meter, state, reached=index)
            for index, (name, state) in enumerate(running.items())
        },
        "join-ready": partial(_meter, normal, JoinState.READY, reached=5),
        **{
            f"join-{name}": partial(_meter, no_meter, JoinState.FAILED, fault, reached)
            for name, (fault, reached) in _METER_FAULTS.items()
        },
        "join-thermostat-ready": partial(_thermostat, normal, JoinState.READY, None, 5, {}),
        **{
            f"join-{name}": partial(_thermostat, normal, JoinState.FAILED, fault, reached, facts)
            for name, (fault, reached, facts) in _FAULTS.items()
        },
    }


def _meter(
    base: Callable[[], Snapshot], state: JoinState, fault: JoinFault | None = None, reached: int = 0
) -> Snapshot:
    return meter(base(), state, fault, reached)


def _thermostat(
    base: Callable[[], Snapshot], state: JoinState, fault: JoinFault | None, reached: int, facts: dict[str, object]
) -> Snapshot:
    return thermostat(base(), state, fault, reached, **facts)
