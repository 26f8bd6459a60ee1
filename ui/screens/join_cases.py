"""A device that is let in: each stage, and every way in which it may end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from devices.errors import JoinFault
from devices.messages import DeviceKind, Eui64
from devices.moment import Moment
from hemsapp.snapshot import AirScan, Join, JoinState, Snapshot

METER = Eui64("00:0d:6f:00:0a:90:69:e7")
UPSTAIRS, LISTED = Eui64("00:0d:6f:00:0b:11:22:05"), Eui64("00:0d:6f:00:0b:11:22:02")
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
    "thermostat-code-wrong": (JoinFault.CODE_WRONG, 1, {}),
    "thermostat-nobody-came": (JoinFault.NOBODY_CAME, 0, {}),
}


_AIR_AT = datetime(2026, 7, 13, 20, 11, 4, tzinfo=UTC)
_CODE = "83FED3407A939723A5C639B26916D505C3B5"
LIST = "\n".join(
    f"000D6F000B1122{number:02X},{_CODE},{name}"
    for number, name in enumerate(
        ("Upstairs thermostat", "Nursery thermostat", "Water heater", "Dryer plug", "Hall display", "Car charger"), 5
    )
)
"""A list of labels as an installer brings it: address, install code, name."""


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
    made = join(LISTED if state is JoinState.READY else UPSTAIRS, state, s.at, reached, fault=fault, **(said | facts))
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


def _scan(*levels: int) -> AirScan:
    channels = tuple(zip(range(11, 27), levels, strict=True))
    return AirScan(Moment(datetime(2026, 7, 13, 20, 11, tzinfo=UTC), 0.0), Moment(_AIR_AT, 0.0), channels)


AIRS = {
    "quiet": _scan(30, 22, 25, 28, 24, 61, 72, 70, 48, 34, 88, 96, 90, 66, 20, 14),
    "usable": _scan(70, 82, 85, 78, 144, 101, 92, 90, 78, 74, 98, 106, 90, 76, 60, 54),
    "wifi": _scan(228, 236, 230, 221, 199, 88, 71, 64, 60, 66, 72, 78, 70, 52, 40, 31),
    "usb": _scan(198, 204, 201, 199, 207, 203, 199, 205, 200, 196, 190, 188, 180, 176, 160, 141),
}
"""The air at home, as scans heard it: quiet, busy, beside a router, beside a USB 3 disk."""


def join_address(number: int) -> Eui64:
    """The address of a device on the list, by its last octet."""
    return Eui64(f"00:0d:6f:00:0b:11:22:{number:02x}")


def batch(s: Snapshot) -> Snapshot:
    """Six devices of a list: two did not come in, two are in, two are on the way."""
    kinds = (DeviceKind.THERMOSTAT, DeviceKind.THERMOSTAT, DeviceKind.WATER_HEATER, DeviceKind.SMART_PLUG)
    states = (
        (JoinState.READY, 5, None),
        (JoinState.FAILED, 2, JoinFault.TOO_WEAK),
        (JoinState.READY, 5, None),
        (JoinState.SET_UP, 4, None),
        (JoinState.WAITING, 0, None),
        (JoinState.FAILED, 1, JoinFault.CODE_WRONG),
    )
    joins = []
    for index, (state, reached, fault) in enumerate(states):
        said = {"kind": kinds[index], "model": f"M-{index + 1}00", "firmware": "2.0"} if reached > 2 else {}
        joins.append(
            join(join_address(index + 5), state, s.at, reached, fault=fault, lqi=40, answered=3, asked=9, **said)
        )
    return replace(s, join=joins[-1], joins=tuple(joins))
