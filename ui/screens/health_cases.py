"""The network's health in its states: maps of small and large homes, searches for a problem in each of their ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from devices.messages import DeviceKind, Eui64
from devices.moment import Moment
from devices.neighbours import Neighbour, Relation, Route
from devices.self_report import CheckKind, Finding, Verdict
from devices.support_code import code_of
from hemsapp.commands import Role
from hemsapp.snapshot import Device, Diagnosis, Found, Mesh, Preferences, Snapshot, Surroundings, Told, Upkeep
from ui.presenters.frame import Page
from ui.screens.cases import NOW, earlier, normal
from ui.screens.history_cases import Scene

OWN = Eui64("00:0d:6f:00:0a:90:00:00")
CODE = code_of("sample")
_ROOMS = ("Hall", "Kitchen", "Bedroom", "Nursery", "Study", "Guest room", "Cellar", "Workshop", "Attic", "Garage")
_THINGS = (
    (DeviceKind.LOAD_SWITCH, "plug"),
    (DeviceKind.THERMOSTAT, "thermostat"),
    (DeviceKind.THERMOSTAT, "radiator"),
    (DeviceKind.THERMOSTAT, "sensor"),
    (DeviceKind.LOAD_SWITCH, "fan"),
)


def _ago(minutes: float) -> datetime:
    return NOW.utc - timedelta(minutes=minutes)


def _told(device: Eui64, *rows: Neighbour, routes: tuple[Route, ...] = ()) -> Surroundings:
    return Surroundings(device, _ago(130), rows, routes)


def mesh_of(devices: tuple[Device, ...], parents: dict[Eui64, Eui64]) -> Mesh:
    """A map in which each device goes through the given one, by its own word and by that of the one above."""
    below: dict[Eui64, list[Neighbour]] = {}
    parts = []
    for number, each in enumerate(devices):
        parent = parents.get(each.device, OWN)
        lqi = 90 + (number * 53) % 150
        below.setdefault(parent, []).append(Neighbour(each.device, lqi, Relation.CHILD))
        above = Neighbour(parent, lqi - 12, Relation.PARENT, is_router=True)
        routes = (Route(OWN, parent),) if each.kind is DeviceKind.LOAD_SWITCH else ()
        parts.append((each.device, above, routes))
    told = [_told(device, above, *below.get(device, ()), routes=routes) for device, above, routes in parts]
    return Mesh(OWN, (_told(OWN, *below.get(OWN, ())), *told))


def with_map() -> Snapshot:
    """A small home: the thermostat upstairs goes through the pool switch."""
    s = normal()
    names = [each.device for each in s.devices]
    return replace(s, mesh=mesh_of(s.devices, {names[2]: names[3]}), preferences=_installer(s))


def fifty_devices() -> Snapshot:
    """A large house of fifty devices: each room's plug carries what stands around it, three go over two plugs."""
    s = normal()
    devices = list(s.devices[:1])
    parents: dict[Eui64, Eui64] = {}
    for room, name in enumerate(_ROOMS):
        plug = Eui64(f"00:0d:6f:00:0c:{room:02x}:00:00")
        for number, (kind, thing) in enumerate(_THINGS):
            device = Eui64(f"00:0d:6f:00:0c:{room:02x}:00:{number:02x}")
            answered = 50 - (room * number) % 9
            is_lost = (room, number) == (6, 3)
            heard = earlier(900) if is_lost else earlier(5 + number)
            made = Device(device, kind, f"{name} {thing}", True, heard, 200 - 9 * room, answered=answered, asked=50)
            devices.append(made)
            if number:
                parents[device] = plug
        if room in {6, 7, 8}:
            parents[plug] = Eui64(f"00:0d:6f:00:0c:{room - 5:02x}:00:00")
    found = tuple(devices[:51])
    return replace(s, devices=found, mesh=mesh_of(found, parents), preferences=_installer(s))


def being_read() -> Snapshot:
    """It is being read anew."""
    s = with_map()
    return replace(s, mesh=replace(s.mesh, is_reading=True))


def not_read() -> Snapshot:
    """Just started: nothing was read yet."""
    return replace(normal(), mesh=Mesh(OWN), preferences=_installer(normal()))


def _installer(s: Snapshot) -> Preferences:
    return replace(s.preferences, role=Role.INSTALLER)


def _finding(check: CheckKind, verdict: Verdict, found: Found, about: str = "", evidence: str = "") -> Finding:
    return Finding(check, verdict, found.value, about, evidence, _ago(1))


def _well(s: Snapshot) -> list[Finding]:
    kinds = (CheckKind.DISPLAY, CheckKind.RADIO, CheckKind.METER, CheckKind.UTILITY)
    findings = [_finding(kind, Verdict.GOOD, Found.ALL_WELL) for kind in kinds]
    return findings + [
        _finding(CheckKind.DEVICE, Verdict.GOOD, Found.ALL_WELL, each.device, "50/50") for each in s.devices[1:]
    ]


def _searched(findings: list[Finding], *, logged: bool = True, mdms: bool = True) -> Snapshot:
    s = normal()
    at = _ago(1)
    diagnosis = Diagnosis(
        at, at, tuple(findings), CODE, logged=at if logged else None, ms=at if mdms else None, mdms=at if mdms else None
    )
    return replace(s, upkeep=Upkeep(diagnosis=diagnosis))


def all_well() -> Snapshot:
    """Nothing is wrong, and the utility has the record."""
    return _searched(_well(normal()))


def meter_silent() -> Snapshot:
    """The meter does not answer: nothing could be sent."""
    s = normal()
    findings = _well(s)
    findings[2] = _finding(CheckKind.METER, Verdict.BAD, Found.METER_SILENT, s.devices[0].device, "41/50")
    findings[3] = _finding(CheckKind.UTILITY, Verdict.DOUBTFUL, Found.LINK_WAITS, "", "1")
    return _searched(findings, logged=False, mdms=False)


def device_lost() -> Snapshot:
    """One device is lost, another has a low battery; the record is on its way."""
    s = normal()
    findings = _well(s)
    findings[5] = _finding(CheckKind.DEVICE, Verdict.BAD, Found.DEVICE_LOST, s.devices[2].device, "22/50")
    findings[4] = _finding(CheckKind.DEVICE, Verdict.DOUBTFUL, Found.BATTERY_LOW, s.devices[1].device, "12")
    return _searched(findings, mdms=False)


def looking() -> Snapshot:
    """Every device is being asked."""
    return replace(normal(), upkeep=Upkeep(diagnosis=Diagnosis(NOW.utc)))


def told_and_tested() -> Snapshot:
    """A heartbeat arrived this morning, a test was answered, a reading was timed."""
    s = normal()
    told = Told(_ago(300), None, _ago(300), _ago(299.9))
    test = Told(_ago(80), _ago(80.1), _ago(80), _ago(80))
    upkeep = Upkeep(heartbeat=told, arrived=told, test=test, way_s=0.4, change_s=1.4, measured=_moment())
    return replace(s, upkeep=upkeep)


def _moment() -> Moment:
    return earlier(7)


def _problem(make: Callable[[], Snapshot]) -> Scene:
    return Scene(make, Page.SETTINGS, pressed=("settings.problem",))


HEALTH_SCENES: dict[str, Scene] = {
    "map": Scene(with_map, Page.MAP),
    "map-way": Scene(with_map, Page.MAP, pressed=("map.row3",)),
    "map-fifty": Scene(fifty_devices, Page.MAP),
    "map-fifty-way": Scene(fifty_devices, Page.MAP, pressed=("map.row40",)),
    "map-reading": Scene(being_read, Page.MAP),
    "map-none": Scene(not_read, Page.MAP),
    "map-devices": Scene(with_map, Page.NETWORK),
    "problem": _problem(normal),
    "problem-looking": _problem(looking),
    "problem-well": _problem(all_well),
    "problem-meter": _problem(meter_silent),
    "problem-device": _problem(device_lost),
    "problem-diagnostics": Scene(device_lost, Page.SETTINGS, pressed=("settings.diagnostics",)),
    "duties-measured": Scene(told_and_tested, Page.DUTIES),
}
"""The network's health, by the name of its picture."""
