"""Sample snapshots of events: announced, running, over, in every state that a screen can stand in.

Monday 13 July, 1:12 PM, as in `ui.screens.cases`; every state is told as a difference from an earlier one.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from devices.demand_response import EventStatus, MeterEventStatus, ThermostatMode
from devices.messages import Eui64
from devices.moment import Moment
from hemsapp.plans import Plan, Policy, Saving
from hemsapp.snapshot import (
    Comfort,
    EaseOption,
    Event,
    EventPhase,
    Events,
    LoopStep,
    Outcome,
    Part,
    Participation,
    PriceBlock,
    PriceLevel,
    Program,
    Refusal,
    Snapshot,
    Thermostat,
    Undo,
)
from ui.screens.comfort_cases import PERIODS

NOW = Moment(datetime(2026, 7, 13, 20, 12, tzinfo=UTC), 100_000.0)
LIVING, UPSTAIRS, NURSERY = (Eui64(f"00:0d:6f:00:0b:11:22:{each:02x}") for each in (1, 2, 4))
HEATER = Eui64("00:0d:6f:00:0b:11:22:03")
EVENT_ID, NEXT_ID = 4711, 4712
PHONE = "1-800-555-0142"


def at(hour: int, minute: int = 0, second: int = 0, *, day: int = 13) -> datetime:
    """That time of July 2026 in Los Angeles."""
    return datetime(2026, 7, day, tzinfo=UTC) + timedelta(hours=hour + 7, minutes=minute, seconds=second)


def fahrenheit(degrees: int) -> int:
    """Hundredths of a degree Celsius."""
    return round((degrees - 32) * 500 / 9)


def participation(
    name: str = "Living room thermostat", device: Eui64 = LIVING, part: Part = Part.SAVING
) -> Participation:
    """A room that is cooled to 78 instead of 74, and never above 80."""
    planned = fahrenheit(78)
    return Participation(
        device, name, part, True, fahrenheit(74), planned, planned, planned, fahrenheit(80), fahrenheit(77)
    )


def options(*rooms: Eui64 | None, is_cooling: bool = True, end: datetime | None = None) -> tuple[EaseOption, ...]:
    """One degree, half an hour, and out: for each room, and for all of them (None)."""
    over = end or at(15)
    nearer, normal = (fahrenheit(77), fahrenheit(74)) if is_cooling else (fahrenheit(65), fahrenheit(68))
    made: list[EaseOption] = []
    for room in rooms:
        factor = 1 if room is not None else 2
        made += [
            EaseOption("degrees", room, nearer, 56, 0, over, Decimal("0.35") * factor),
            EaseOption("break", room, normal, 222, 30, NOW.utc + timedelta(minutes=30), Decimal("0.60") * factor),
            EaseOption("out", room, normal, 222, 0, over, Decimal("1.90") * factor),
        ]
    return tuple(made)


LOOP = (
    LoopStep("MS", False, at(10, 58, 40), "control", "urn:ms:4711:1", 1, 4),
    LoopStep("meter", False, at(10, 58, 43), "control", "urn:ms:4711:1", 1, 4),
    LoopStep("display", False, at(10, 58, 44), "control", "0x2A", 1, 0),
    LoopStep("thermostat", False, at(11, 0, 2), "control", "0x2B", 1, 0),
    LoopStep("meter", True, at(11, 0, 4), "private", "urn:home:17", 1, 0),
    LoopStep("MS", True, at(11, 0, 9), "private", "urn:home:17", 1, 4),
    LoopStep("MDMS", True, at(11, 0, 31), "private", "urn:home:17", 1, 4),
)


def loop_to(confirmed: int) -> tuple[LoopStep, ...]:
    """The loop with so many links confirmed, and the others not yet."""
    return tuple(step if index < confirmed else replace(step, at=None, tries=0) for index, step in enumerate(LOOP))


def announced_event() -> Event:
    """A critical price tomorrow from two to six, not answered yet."""
    return Event(
        issuer_event_id=EVENT_ID, program=Program.CRITICAL_PEAK, phase=EventPhase.SCHEDULED, start=at(14, day=14),
        end=at(18, day=14), criticality=3, announced=at(9, 30), price=Decimal("0.62000"),
        usual_price=Decimal("0.34000"), reason="", is_test=False, is_answered=False, is_skipped=False,
        is_locked=False, meter_status=MeterEventStatus.PENDING, meter_told=at(9, 31), is_confirmation_missing=False,
        runs_by_own_clock=False, changed_at=None, moved_from=None, cancelled_at=None, recovery_ends=None,
        participations=(participation(part=Part.PLANNED), participation("Upstairs thermostat", UPSTAIRS, Part.PLANNED)),
        options=(), likely_saving=Decimal("1.55"), saved_so_far=None, outcome=None, loop=loop_to(3), notice_id=None,
        last_status=EventStatus.RECEIVED,
    )  # fmt: skip


def running_event() -> Event:
    """From eleven to three today: two hours and twelve minutes are over."""
    return replace(
        announced_event(), phase=EventPhase.ACTIVE, start=at(11), end=at(15), announced=at(9, 30, day=12),
        is_answered=True, meter_status=MeterEventStatus.ACTIVE, meter_told=at(11, 0, 1),
        participations=(participation(), participation("Upstairs thermostat", UPSTAIRS)),
        options=options(LIVING, None), saved_so_far=Decimal("0.71"), loop=loop_to(6), last_status=EventStatus.STARTED,
    )  # fmt: skip


def emergency_event() -> Event:
    """The grid is short of power until three: the programme locks the thermostats, the nursery is exempt."""
    exempt = replace(
        participation("Nursery thermostat", NURSERY, Part.EXEMPT),
        planned_centi_c=fahrenheit(74), target_centi_c=fahrenheit(74), confirmed_centi_c=fahrenheit(74),
    )  # fmt: skip
    rooms = (participation(), participation("Upstairs thermostat", UPSTAIRS))
    locked = tuple(replace(each, is_locked=True, limit_centi_c=fahrenheit(85)) for each in rooms)
    return replace(
        running_event(), program=Program.EMERGENCY, criticality=9, start=at(12, 45), announced=at(12, 41),
        price=None, usual_price=None, reason="the grid is short of power", is_locked=True,
        participations=(*locked, exempt), options=(), saved_so_far=None,
    )  # fmt: skip


def ended_event() -> Event:
    """Yesterday's event, with its result and every receipt."""
    shift = timedelta(hours=3)
    loop = tuple(replace(step, at=None if step.at is None else step.at + shift - timedelta(days=1)) for step in LOOP)
    return replace(
        announced_event(), phase=EventPhase.ENDED, start=at(14, day=12), end=at(18, day=12),
        announced=at(9, 30, day=11), is_answered=True, meter_status=MeterEventStatus.ENDED, notice_id=31,
        outcome=Outcome(3_100, 5_600, 4, Decimal("1.55"), 12, is_business_day=False), loop=loop,
        participations=(participation(part=Part.DONE), participation("Upstairs thermostat", UPSTAIRS, Part.DONE)),
        last_status=EventStatus.COMPLETED,
    )  # fmt: skip


def plan(pre_cool_degrees: int = 2) -> Plan:
    """Four warmer at a critical price, and two cooler before."""
    return Plan(
        frozenset(each.value for each in Program), 222, 222, fahrenheit(80), fahrenheit(60),
        round(pre_cool_degrees * 500 / 9), 60, Saving.BALANCED, (0, 0, 111, 222),
    )  # fmt: skip


def comfort(mode: ThermostatMode = ThermostatMode.COOL, pre_cool_degrees: int = 2) -> Comfort:
    """Two thermostats; nothing above 85 whatever anybody says."""
    rooms = ((LIVING, "Living room thermostat"), (UPSTAIRS, "Upstairs thermostat"))
    return Comfort(
        tuple(
            Thermostat(
                device=device, name=name, mode=mode, is_cooling=mode is ThermostatMode.COOL, heard=NOW,
                indoor_centi_c=fahrenheit(77), set_point_centi_c=fahrenheit(78), wanted_centi_c=fahrenheit(78),
                programme_centi_c=fahrenheit(74), programme_name="Day", next_change=at(17), is_held=False,
                is_event_client=False, is_locked=False, limits_centi_c=None, reasons=(), plan=plan(pre_cool_degrees),
                periods=PERIODS,
            )
            for device, name in rooms
        ),
        safety_highest_centi_c=fahrenheit(85),
    )  # fmt: skip


def with_events(base: Snapshot, *events: Event, undo: Undo | None = None) -> Snapshot:
    """The home with those events; the first that runs or recovers governs, the next that is scheduled comes."""
    now = (EventPhase.ACTIVE, EventPhase.RECOVERING)
    ahead = (EventPhase.SCHEDULED, EventPhase.PRE_COOLING)
    seen = Events(
        all=events,
        current=next((each for each in events if each.phase in now), None),
        coming=next((each for each in events if each.phase in ahead), None),
        undo=undo,
        policy=Policy.UC96_2007,
        utility_name="Sample Power & Light",
        utility_phone=PHONE,
    )
    return replace(base, events=seen, comfort=comfort(), texts=())


def at_critical_price(base: Snapshot) -> Snapshot:
    """The prices and the power of the running event."""
    price = Decimal("0.62000")
    block = PriceBlock(at(11), at(15), price, PriceLevel.CRITICAL)
    then = PriceBlock(at(15), at(20), Decimal("0.34000"), PriceLevel.HIGH)
    return replace(
        base,
        power=replace(base.power, demand_w=840, cost_per_hour=Decimal("0.5208"), usual_w=(1500, 2300)),
        prices=replace(
            base.prices, price=price, level=PriceLevel.CRITICAL, stored=price, until=at(15), blocks=(block, then)
        ),
    )


def make(base: Callable[[], Snapshot]) -> dict[str, Callable[[], Snapshot]]:
    """Every state, by its name, in the home that `base` makes."""
    return {**_before(base), **_during(base), **_after(base)}


def _before(base: Callable[[], Snapshot]) -> dict[str, Callable[[], Snapshot]]:
    tomorrow = announced_event()
    soon = replace(tomorrow, is_answered=True, start=at(13, 40), end=at(17, 40))
    cancelled = replace(tomorrow, phase=EventPhase.CANCELLED, cancelled_at=at(11, 20), notice_id=8)
    changed = replace(
        tomorrow, changed_at=at(11, 20), moved_from=tomorrow.start, start=at(15, day=14), end=at(19, day=14),
        is_answered=True, notice_id=9,
    )  # fmt: skip
    return {
        "event-announced": lambda: with_events(base(), tomorrow),
        "event-changed": lambda: with_events(base(), changed),
        "event-cancelled": lambda: with_events(base(), cancelled),
        "event-answered": lambda: with_events(base(), replace(tomorrow, is_answered=True)),
        "event-skipped": lambda: with_events(base(), replace(tomorrow, is_answered=True, is_skipped=True)),
        "event-soon": lambda: with_events(base(), replace(soon, phase=EventPhase.PRE_COOLING)),
        "event-practice-soon": lambda: with_events(base(), replace(soon, is_test=True, price=None)),
    }


def first_room(**changes: object) -> Event:
    """The running event, with these changes of its first room."""
    event = running_event()
    first = replace(event.participations[0], **changes)  # type: ignore[arg-type]  # fields by their names
    return replace(event, participations=(first, *event.participations[1:]))


def _during(base: Callable[[], Snapshot]) -> dict[str, Callable[[], Snapshot]]:
    def active(event: Event | None = None, undo: Undo | None = None) -> Snapshot:
        return with_events(at_critical_price(base()), event or running_event(), undo=undo)

    nearer, normal = fahrenheit(77), fahrenheit(74)
    one = replace(running_event(), participations=(participation(),), options=options(LIVING))
    eased = first_room(
        part=Part.EASED, target_centi_c=nearer, confirmed_centi_c=nearer, changed_at=at(13, 11),
        changed_by="this display",
    )  # fmt: skip
    a_break = first_room(part=Part.EASED, target_centi_c=normal, confirmed_centi_c=normal, break_until=at(13, 40))
    out = first_room(part=Part.OPTED_OUT, target_centi_c=normal, confirmed_centi_c=normal, changed_at=at(13, 2))
    unconfirmed = replace(
        running_event(), is_confirmation_missing=True, runs_by_own_clock=True,
        meter_status=MeterEventStatus.PENDING, support_code="K7M 2PX",
    )  # fmt: skip
    refusal = Refusal("The thermostat does not answer. Nothing was changed.", NOW)
    return {
        "event-active": active,
        "event-heating": lambda: active(heating_event()),
        "event-one-room": lambda: active(one),
        "event-starting": lambda: active(first_room(part=Part.STARTING, confirmed_centi_c=normal)),
        "event-eased": lambda: active(eased, Undo(LIVING, nearer, Decimal("0.35"), NOW.monotonic_s + 8)),
        "event-break": lambda: active(a_break),
        "event-meter-silent": lambda: _silenced(active()),
        "event-left": lambda: active(replace(out, participations=out.participations[:1], options=())),
        "event-silent-room": lambda: active(first_room(part=Part.UNREACHABLE, confirmed_centi_c=None)),
        "event-refused": lambda: replace(active(), refusal=refusal),
        "event-unconfirmed": lambda: active(unconfirmed),
        "event-ending": lambda: active(replace(running_event(), end=NOW.utc + timedelta(minutes=9, seconds=42))),
        "event-practice": lambda: active(replace(running_event(), is_test=True)),
        "event-emergency": lambda: with_events(base(), emergency_event()),
        "event-emergency-ja5": lambda: with_events(base(), _unlocked(emergency_event())),
    }


def heating_event() -> Event:
    """The same in winter, in one room: 64 instead of 68, and never below 60."""
    room = replace(
        participation(), is_cooling=False, normal_centi_c=fahrenheit(68), planned_centi_c=fahrenheit(64),
        target_centi_c=fahrenheit(64), confirmed_centi_c=fahrenheit(64), limit_centi_c=fahrenheit(60),
        indoor_centi_c=fahrenheit(65),
    )  # fmt: skip
    return replace(running_event(), participations=(room,), options=options(LIVING, is_cooling=False))


def _after(base: Callable[[], Snapshot]) -> dict[str, Callable[[], Snapshot]]:
    restoring = replace(participation(part=Part.RESTORING), target_centi_c=fahrenheit(74))
    recovering = replace(
        running_event(), phase=EventPhase.RECOVERING, end=at(13, 10), recovery_ends=at(13, 50), saved_so_far=None,
        participations=(restoring,), options=(),
    )  # fmt: skip
    over = ended_event()
    missing = tuple(replace(step, at=None, tries=2) if index >= 5 else step for index, step in enumerate(over.loop))
    late = tuple(replace(step, is_late=index == 6) for index, step in enumerate(over.loop))
    more = Outcome(6_000, 5_600, 4, Decimal(0), is_business_day=False)
    return {
        "event-recovering": lambda: with_events(base(), recovering),
        "event-finished": lambda: with_events(base(), over),
        "event-missed": lambda: with_events(
            base(), replace(over, outcome=None, is_confirmation_missing=True, loop=over.loop[1:3])
        ),
        "event-receipt-on-its-way": lambda: with_events(base(), replace(over, loop=_as_kept(over.loop))),
        "event-finished-late": lambda: with_events(base(), replace(over, loop=late)),
        "event-finished-missing": lambda: with_events(base(), replace(over, loop=missing, outcome=more)),
    }


def _silenced(snapshot: Snapshot) -> Snapshot:
    """The same, and the meter was last heard four minutes ago."""
    heard = Moment(NOW.utc - timedelta(minutes=4), NOW.monotonic_s - 240)
    return replace(
        snapshot,
        link=replace(snapshot.link, meter_heard=heard),
        power=replace(snapshot.power, heard=heard, gap_since=heard.utc),
    )


def _as_kept(loop: tuple[LoopStep, ...]) -> tuple[LoopStep, ...]:
    """As the home itself knows the chain: from the meter on, and the receipt from this display."""
    owed = LoopStep("display", True, loop[3].at, "private", "17")
    return (*loop[1:5][:3], owed, loop[4], replace(loop[5], at=None, tries=2), replace(loop[6], at=None))


def _unlocked(event: Event) -> Event:
    """The same emergency in a home that chose JA5, without an exemption."""
    rooms = tuple(replace(each, is_locked=False) for each in event.participations[:2])
    return replace(event, is_locked=False, participations=rooms, options=options(LIVING, UPSTAIRS, None))
