"""A failing home becomes a scenario: the same devices, the same events, and what failed, at the same times of day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from devices.errors import JoinFault
from devices.messages import DeviceIdentified, DeviceKind, Eui64
from hemsapp.bundle.faults import Fault, FaultKind, Owed, found
from hemsapp.bundle.lines import Heard, Line
from hemsapp.bundle.pack import Report
from hemsapp.rows import instant

LEAD = timedelta(minutes=10)
REST = timedelta(minutes=5)
_LOOK = timedelta(seconds=150)
_WORDS = {
    DeviceKind.METER_GATEWAY: "meter",
    DeviceKind.THERMOSTAT: "thermostat",
    DeviceKind.LOAD_SWITCH: "load-switch",
    DeviceKind.DISPLAY: "display",
}
TROUBLES = {
    JoinFault.INTERVIEW_STUCK: "mute",
    JoinFault.STOPPED_ANSWERING: "mute",
    JoinFault.CODE_WRONG: "with a wrong code",
    JoinFault.KEY_FAILED: "without its certificate",
    JoinFault.REFUSED: "without what it must have",
}
_PROOF = timedelta(seconds=60)
_PROGRAMS = {
    "critical peak": "critical peak price",
    "emergency": "emergency",
    "demand bidding": "demand bidding",
    "custom": "custom",
}
Step = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Written:
    """A report as a scenario: its text, what failed in the report, and by what name the scenario calls each device."""

    text: str
    faults: tuple[Fault, ...]
    rooms: Mapping[Eui64, str]


def written(report: Report) -> Written:
    """The scenario of a report; without any fault it plays the last half hour."""
    kinds = {Eui64(each["device"]): DeviceKind(each["kind"]) for each in report.devices if not each["is_gone"]}
    faults = found(report.heard, kinds, owed(report.receipts), report.made)
    placed = [(Eui64(each["device"]), _kind(each)) for each in report.devices if not each["is_gone"]]
    failed = {fault.device for fault in faults if fault.kind is FaultKind.JOIN_FAILED and fault.device is not None}
    placed += [(device, _kind_heard(device, report.heard)) for device in sorted(failed - kinds.keys())]
    rooms = _rooms([(device, kind) for device, kind in placed if kind])
    begins = min([report.made - REST, *(fault.start for fault in faults)]) - LEAD
    steps = [*_steps(faults, rooms, report.made), *_events(report.events, begins)]
    ends = max([report.made, *(at for at, _ in steps)])
    is_lost = any(fault.kind is FaultKind.RADIO_LOST and fault.end is None for fault in faults)
    steps.append((ends, f"kiosk shows radio {'lost' if is_lost else 'ready'}"))
    zone = ZoneInfo(report.zone)
    local = begins.astimezone(zone)
    head = [
        f"# A report of {report.made.astimezone(zone):%Y-%m-%d %H:%M}, played again",
        f"date {local:%Y-%m-%d}",
        f"zone {report.zone}",
        f"begins {local:%H:%M}",
        "devices " + ", ".join(f"{room} {kind}" if room != "meter" else kind for _, (room, kind) in rooms.items()),
    ]
    if absent := [rooms[device][0] for device in sorted(failed - kinds.keys()) if device in rooms]:
        head.append("absent " + ", ".join(absent))
    head.append("")
    body = _timetable(steps, begins, zone)
    return Written("\n".join([*head, *body, ""]), faults, {device: room for device, (room, _) in rooms.items()})


def owed(receipts: tuple[Line, ...]) -> list[Owed]:
    """The receipts of a report, as far as they tell of the way to the utility."""
    found = []
    for line in receipts:
        values = line["of"]
        arrived = values.get("mdms") or values.get("ms")
        found.append(Owed(instant(values["owed"]), None if arrived is None else instant(arrived)))
    return found


def _kind_heard(device: Eui64, heard: tuple[Heard, ...]) -> str:
    """What a device that never came in said it is; a thermostat, if it said nothing."""
    said = (each.message for each in heard if isinstance(each.message, DeviceIdentified))
    kind = next((each.kind for each in said if each.device == device), DeviceKind.THERMOSTAT)
    return _WORDS.get(kind, "thermostat")


def _kind(line: Line) -> str:
    """The scenario's word for a device; empty if it has none of that kind."""
    kind = DeviceKind(line["kind"])
    if kind is DeviceKind.THERMOSTAT and line["is_event_client"]:
        return "pct"
    return _WORDS.get(kind, "")


def _rooms(placed: list[tuple[Eui64, str]]) -> dict[Eui64, tuple[str, str]]:
    """A room and a kind for each device; a home without a meter gets one, for without it nothing is counted."""
    rooms: dict[Eui64, tuple[str, str]] = {}
    counts: dict[str, int] = {}
    if all(kind != "meter" for _, kind in placed):
        placed = [(Eui64(""), "meter"), *placed]
    for device, kind in placed:
        counts[kind] = counts.get(kind, 0) + 1
        if kind != "meter":
            rooms[device] = f"{kind}-{counts[kind]}", kind
        elif counts[kind] == 1:
            rooms[device] = "meter", kind
    return rooms


def _steps(faults: tuple[Fault, ...], rooms: Mapping[Eui64, tuple[str, str]], until: datetime) -> Iterator[Step]:
    for fault in faults:
        room = rooms.get(fault.device or Eui64(""), ("", ""))[0]
        lasts = "" if fault.end is None else f" for {max(1, round((fault.end - fault.start).total_seconds()))} s"
        is_long = fault.end is None or fault.end - fault.start > _LOOK
        look = min(fault.start + _LOOK, until)
        match fault.kind:
            case FaultKind.RADIO_LOST:
                yield fault.start, f"radio cable pulled{lasts}"
            case FaultKind.METER_SILENT:
                yield fault.start, f"meter silent{lasts}"
                if is_long:
                    yield look, "kiosk shows meter silent"
            case FaultKind.DEVICE_SILENT if room:
                yield fault.start, f"device {room} silent{lasts}"
            case FaultKind.DEVICE_WEAK if room:
                yield fault.start, f"device {room} loses {fault.percent} %{lasts}"
            case FaultKind.JOIN_FAILED if room and fault.why in TROUBLES:
                # the permit comes before the failure: a device that is mute is waited for
                yield fault.start - _PROOF, f"installer connects {room}, which comes {TROUBLES[fault.why]}"
            case FaultKind.RECEIPTS_LOST:
                before = fault.start - timedelta(seconds=10)
                more = "" if fault.end is None else f" for {round((fault.end - before).total_seconds())} s"
                yield before, f"utility cannot reach the meter{more}"
            case _:
                pass


def _events(lines: tuple[Line, ...], begins: datetime) -> Iterator[Step]:
    for line in lines:
        values = line["of"]
        program = _PROGRAMS.get(values["program"])
        start, announced = instant(values["start"]), instant(values["announced"])
        if program is None or start < begins or values["is_test"]:
            continue
        words = f"utility {program} #{values['issuer_event_id']} from {{start}} for {values['duration_minutes']} min"
        if values.get("price") is not None:
            words += f" at {Decimal(values['price'])}"
        if values.get("cooling_offset_centi_c") is not None:
            words += f" with +{Decimal(values['cooling_offset_centi_c']) / 100} C"
        yield max(announced, begins + timedelta(minutes=1)), words.replace("{start}", f"@{int(start.timestamp())}")


def _timetable(steps: list[Step], begins: datetime, zone: ZoneInfo) -> Iterator[str]:
    day = begins.astimezone(zone).date()
    for at, words in sorted(steps, key=lambda step: step[0]):
        local = at.astimezone(zone)
        if local.date() != day:
            day = local.date()
            yield f"day {day}"
        told = " ".join(_clock(word, day, zone) if word.startswith("@") else word for word in words.split(" "))
        yield f"{_time(local)} {told}"


def _clock(word: str, day: date, zone: ZoneInfo) -> str:
    """A time of the running day, which has 48 hours."""
    local = datetime.fromtimestamp(int(word[1:]), zone)
    return f"{local.hour + 24 * (local.date() - day).days:02d}:{local:%M:%S}"


def _time(local: datetime) -> str:
    name = local.tzname() or ""
    return f"{local:%H:%M:%S}" + (f" {name}" if name.isalpha() and name.isupper() and len(name) in {3, 4} else "")
