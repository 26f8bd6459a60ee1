"""Sample comfort: thermostats, a load switch, their rules, and an event that runs, in the numbers of the design."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from devices.demand_response import MeterEventStatus, ThermostatMode
from devices.moment import Moment
from devices.names import Eui64
from hemsapp.plans import PRICE_OFFSETS_CENTI_C, Plan, Policy, ProgrammePeriod, Saving
from hemsapp.snapshot import (
    Because,
    Comfort,
    Event,
    EventPhase,
    Events,
    LoadSwitch,
    Outcome,
    Part,
    Participation,
    PriceLevel,
    Program,
    Reason,
    Snapshot,
    Thermostat,
)

LIVING_ROOM = Eui64("00:0d:6f:00:0b:11:22:01")
UPSTAIRS = Eui64("00:0d:6f:00:0b:11:22:02")
NURSERY = Eui64("00:0d:6f:00:0b:11:22:04")
WATER_HEATER = Eui64("00:0d:6f:00:0b:11:22:03")
EVENT_NOW = Moment(datetime(2026, 7, 14, 22, 46, tzinfo=UTC), 193_440.0)
MISSED_NOW = Moment(datetime(2026, 7, 14, 21, 5, tzinfo=UTC), 187_380.0)
EMERGENCY_NOW = Moment(datetime(2026, 7, 16, 23, 42, tzinfo=UTC), 369_600.0)
F70, F72, F74, F76, F77, F78, F80, F82 = 2111, 2222, 2333, 2444, 2500, 2556, 2667, 2778

_WEEK, _WEEKEND = frozenset(range(5)), frozenset({5, 6})
PERIODS = tuple(
    ProgrammePeriod(days, time(hour, minute), name, cooling, heating)
    for days, hour, minute, name, cooling, heating in (
        (_WEEK, 6, 0, "Wake", F74, 2000),
        (_WEEK, 8, 0, "Day", F74, 1889),
        (_WEEK, 18, 0, "Evening", F74, 2000),
        (_WEEK, 22, 0, "Night", F72, 1778),
        (_WEEKEND, 7, 30, "Wake", F74, 2000),
        (_WEEKEND, 10, 0, "Day", F74, 2000),
        (_WEEKEND, 18, 0, "Evening", F74, 2000),
        (_WEEKEND, 23, 0, "Night", F72, 1778),
    )
)
PLAN = Plan(
    takes_part=frozenset(each.value for each in Program),
    critical_offset_centi_c=222,
    emergency_offset_centi_c=222,
    highest_centi_c=F80,
    lowest_centi_c=1667,
    pre_cool_centi_c=111,
    pre_cool_minutes=60,
    saving=Saving.BALANCED,
    price_offsets_centi_c=PRICE_OFFSETS_CENTI_C[Saving.BALANCED],
)


def living_room(now: Moment) -> Thermostat:
    """Cooling to 74 as its programme says, 75 indoors."""
    return Thermostat(
        device=LIVING_ROOM,
        name="Living room",
        mode=ThermostatMode.COOL,
        is_cooling=True,
        heard=_ago(now, 12),
        indoor_centi_c=2389,
        set_point_centi_c=F74,
        wanted_centi_c=F74,
        programme_centi_c=F74,
        programme_name="Day",
        next_change=datetime(2026, 7, 14, 1, 0, tzinfo=UTC),
        is_held=False,
        is_event_client=False,
        is_locked=False,
        limits_centi_c=(1667, 2944),
        reasons=(Reason(Because.PROGRAMME, F74, since=datetime(2026, 7, 13, 15, 0, tzinfo=UTC)),),
        plan=PLAN,
        periods=PERIODS,
    )


def comfort(now: Moment) -> Comfort:
    """Three rooms and the water heater on an ordinary day."""
    room = living_room(now)
    return Comfort(
        (
            room,
            replace(
                room, device=UPSTAIRS, name="Upstairs", indoor_centi_c=2500, heard=_ago(now, 38), is_event_client=True
            ),
            replace(
                room,
                device=NURSERY,
                name="Nursery",
                indoor_centi_c=F74,
                heard=_ago(now, 20),
                plan=replace(PLAN, takes_part=frozenset()),
            ),
        ),
        (LoadSwitch(WATER_HEATER, "Water heater", _ago(now, 6), True, True, PLAN),),
    )


def event() -> Event:
    """A critical peak from 2 to 6 PM, with an hour and three quarters behind it; two rooms save, one is left out."""
    room = Participation(LIVING_ROOM, "Living room", Part.SAVING, True, F74, F78, F78, F78, F80, F77)
    return Event(
        issuer_event_id=4711,
        program=Program.CRITICAL_PEAK,
        phase=EventPhase.ACTIVE,
        start=datetime(2026, 7, 14, 21, 0, tzinfo=UTC),
        end=datetime(2026, 7, 15, 1, 0, tzinfo=UTC),
        criticality=6,
        announced=datetime(2026, 7, 13, 22, 0, tzinfo=UTC),
        price=Decimal("0.62"),
        usual_price=Decimal("0.34"),
        reason="",
        is_test=False,
        is_answered=True,
        is_skipped=False,
        is_locked=False,
        meter_status=MeterEventStatus.ACTIVE,
        meter_told=datetime(2026, 7, 14, 21, 0, 1, tzinfo=UTC),
        is_confirmation_missing=False,
        runs_by_own_clock=False,
        changed_at=None,
        moved_from=None,
        cancelled_at=None,
        recovery_ends=None,
        participations=(
            room,
            replace(room, device=UPSTAIRS, name="Upstairs", indoor_centi_c=F78),
            replace(room, device=NURSERY, name="Nursery", part=Part.NOT_ENROLLED, planned_centi_c=F74,
                    target_centi_c=F74, confirmed_centi_c=F74, indoor_centi_c=F74),
            replace(room, device=WATER_HEATER, name="Water heater", normal_centi_c=None, planned_centi_c=None,
                    target_centi_c=None, confirmed_centi_c=None, limit_centi_c=None, indoor_centi_c=None),
        ),
        options=(),
        likely_saving=Decimal("1.55"),
        saved_so_far=Decimal("0.71"),
        outcome=None,
        loop=(),
        notice_id=None,
        support_code="K7M2PX",
    )  # fmt: skip


def past_event() -> Event:
    """Last Thursday's, with what it was worth."""
    before = event()
    return replace(
        before,
        issuer_event_id=4702,
        phase=EventPhase.ENDED,
        start=datetime(2026, 7, 9, 21, 0, tzinfo=UTC),
        end=datetime(2026, 7, 10, 1, 0, tzinfo=UTC),
        meter_status=MeterEventStatus.ENDED,
        participations=tuple(replace(each, part=Part.DONE) for each in before.participations),
        outcome=Outcome(3100, 5600, 10, Decimal("1.20")),
    )


def coming_event() -> Event:
    """The same, the day before: everybody will take part."""
    running = event()
    parts = tuple(
        replace(each, part=each.part if each.part is Part.NOT_ENROLLED else Part.PLANNED)
        for each in running.participations
    )
    return replace(
        running, phase=EventPhase.SCHEDULED, participations=parts, meter_status=MeterEventStatus.PENDING,
        saved_so_far=None,
    )  # fmt: skip


def moved(snapshot: Snapshot, now: Moment) -> Snapshot:
    """The same house at another moment, everything as fresh as it was."""
    link, power, rooms = snapshot.link, snapshot.power, snapshot.comfort

    def later(heard: Moment | None) -> Moment | None:
        return None if heard is None else _ago(now, snapshot.at.monotonic_s - heard.monotonic_s)

    return replace(
        snapshot,
        at=now,
        link=replace(link, meter_heard=later(link.meter_heard)),
        power=replace(power, heard=later(power.heard)),
        devices=tuple(replace(each, heard=later(each.heard)) for each in snapshot.devices),
        comfort=replace(
            rooms,
            thermostats=tuple(replace(each, heard=later(each.heard)) for each in rooms.thermostats),
            switches=tuple(replace(each, heard=later(each.heard)) for each in rooms.switches),
        ),
    )


def _ago(now: Moment, seconds: float) -> Moment:
    return Moment(now.utc - timedelta(seconds=seconds), now.monotonic_s - seconds)


def in_event(normal: Snapshot) -> Snapshot:
    """3:46 PM of the critical peak: 78 instead of 74, two of three rooms in it."""
    s = moved(normal, EVENT_NOW)
    rooms = s.comfort.thermostats
    reasons = (
        Reason(Because.PROGRAMME, F74, since=datetime(2026, 7, 14, 15, 0, tzinfo=UTC)),
        Reason(Because.EVENT, F78, until=event().end, detail=Program.CRITICAL_PEAK.value),
    )
    by_degree = (Decimal("0.35"), Decimal("0.30"))
    saving = replace(
        rooms[0], indoor_centi_c=F77, set_point_centi_c=F78, wanted_centi_c=F78, reasons=reasons, by_degree=by_degree
    )
    return replace(
        s,
        prices=replace(s.prices, price=Decimal("0.62"), level=PriceLevel.CRITICAL),
        comfort=replace(
            s.comfort,
            thermostats=(
                saving,
                replace(saving, device=UPSTAIRS, name="Upstairs", indoor_centi_c=F78),
                replace(rooms[2], by_degree=by_degree),
            ),
            switches=(replace(s.comfort.switches[0], is_on=False, wanted=False),),
        ),
        events=Events((past_event(), event()), current=event()),
    )


def _with_room(snapshot: Snapshot, room: Thermostat) -> Snapshot:
    rooms = snapshot.comfort.thermostats
    return replace(snapshot, comfort=replace(snapshot.comfort, thermostats=(room, *rooms[1:])))


def pending(normal: Snapshot) -> Snapshot:
    """77 was asked for, and the thermostat has not confirmed it yet."""
    s = in_event(normal)
    return _with_room(s, replace(s.comfort.thermostats[0], wanted_centi_c=F77))


def limited(normal: Snapshot) -> Snapshot:
    """The thermostat takes no more than 82."""
    room = normal.comfort.thermostats[0]
    reasons = (*room.reasons, Reason(Because.HELD, 2889), Reason(Because.DEVICE_LIMIT, F82))
    limits = (1667, F82)
    return _with_room(
        normal,
        replace(room, set_point_centi_c=F82, wanted_centi_c=F82, is_held=True, limits_centi_c=limits, reasons=reasons),
    )


def lost(normal: Snapshot) -> Snapshot:
    """The living room has not been heard for twelve minutes."""
    room = normal.comfort.thermostats[0]
    return _with_room(normal, replace(room, heard=_ago(normal.at, 12 * 60 + 5)))


def high_price(normal: Snapshot) -> Snapshot:
    """A dear hour: two degrees warmer, because the customer's plan says so."""
    room = normal.comfort.thermostats[0]
    reasons = (*room.reasons, Reason(Because.PRICE, F76, detail=PriceLevel.HIGH.value))
    s = replace(normal, prices=replace(normal.prices, level=PriceLevel.HIGH, price=Decimal("0.34")))
    return _with_room(s, replace(room, set_point_centi_c=F76, wanted_centi_c=F76, reasons=reasons))


def heating(normal: Snapshot) -> Snapshot:
    """Winter: 68, held by hand at 70."""
    room = normal.comfort.thermostats[0]
    reasons = (Reason(Because.PROGRAMME, 2000), Reason(Because.HELD, F70, since=normal.at.utc))
    return _with_room(
        normal,
        replace(
            room,
            mode=ThermostatMode.HEAT,
            is_cooling=False,
            is_held=True,
            indoor_centi_c=2056,
            set_point_centi_c=F70,
            wanted_centi_c=F70,
            programme_centi_c=2000,
            reasons=reasons,
        ),
    )


def locked(normal: Snapshot) -> Snapshot:
    """A grid emergency under the policy that locks: 78 until 7 PM; the nursery is exempt."""
    s = moved(in_event(normal), EMERGENCY_NOW)
    emergency = replace(
        event(),
        issuer_event_id=4720,
        program=Program.EMERGENCY,
        start=datetime(2026, 7, 16, 23, 31, tzinfo=UTC),
        end=datetime(2026, 7, 17, 2, 0, tzinfo=UTC),
        reason="the grid is short of power",
        is_locked=True,
        participations=tuple(
            replace(each, is_locked=each.part is Part.SAVING, part=Part.EXEMPT if each.device == NURSERY else each.part)
            for each in event().participations
        ),
    )
    reasons = (
        Reason(Because.PROGRAMME, F74),
        Reason(Because.EMERGENCY, F78, since=emergency.start, until=emergency.end),
    )
    rooms = s.comfort.thermostats
    shut = tuple(replace(each, is_locked=True, reasons=reasons, by_degree=None) for each in rooms[:2])
    return replace(
        s,
        comfort=replace(s.comfort, thermostats=(*shut, *rooms[2:])),
        events=replace(s.events, all=(past_event(), emergency), current=emergency, policy=Policy.UC96_2007),
    )


def missed(normal: Snapshot) -> Snapshot:
    """2:05 PM: the meter has not said that the event of 2 PM began; the plan runs by our own clock."""
    s = moved(normal, MISSED_NOW)
    quiet = replace(
        event(),
        meter_status=None,
        meter_told=None,
        is_confirmation_missing=True,
        runs_by_own_clock=True,
        participations=tuple(
            replace(each, part=Part.STARTING if each.device == LIVING_ROOM else each.part)
            for each in event().participations
        ),
    )
    return replace(
        s,
        events=Events(
            (past_event(), quiet), current=quiet, utility_name="Sample Power & Light", utility_phone="1-800-555-0142"
        ),
    )


def announced(normal: Snapshot) -> Snapshot:
    """The day before: an event comes, one was cancelled, one is over and unread."""
    cancelled = replace(
        past_event(), issuer_event_id=4699, phase=EventPhase.CANCELLED, outcome=None,
        start=datetime(2026, 7, 7, 21, 0, tzinfo=UTC), end=datetime(2026, 7, 8, 1, 0, tzinfo=UTC),
    )  # fmt: skip
    read = replace(past_event(), notice_id=9)
    return replace(normal, events=Events((cancelled, read, coming_event()), coming=coming_event()))


def many_rooms(normal: Snapshot) -> Snapshot:
    """A large house: eight thermostats with long names, and two switches."""
    room, switch = normal.comfort.thermostats[0], normal.comfort.switches[0]
    names = (
        "Grandmother\u2019s bedroom",
        "Dining room",
        "Den",
        "Kitchen",
        "Upstairs hall",
        "Guest room",
        "Office",
        "Attic",
    )
    rooms = tuple(
        replace(room, name=name, device=Eui64(f"00:0d:6f:00:0b:11:33:{index:02x}")) for index, name in enumerate(names)
    )
    pump = replace(switch, name="Swimming pool pump", device=Eui64("00:0d:6f:00:0b:11:33:20"), is_on=None, wanted=None)
    return replace(normal, comfort=replace(normal.comfort, thermostats=rooms, switches=(switch, pump)))


SCENES: dict[str, tuple[Callable[[Snapshot], Snapshot], Moment | None, tuple[str, ...]]] = {
    "in-event": (in_event, EVENT_NOW, ("comfort", "rules", "messages", "events", "more")),
    "pending": (pending, EVENT_NOW, ("comfort",)),
    "limited": (limited, None, ("comfort",)),
    "lost": (lost, None, ("comfort",)),
    "high-price-room": (high_price, None, ("comfort",)),
    "heating": (heating, None, ("comfort", "rules", "programme")),
    "locked": (locked, EMERGENCY_NOW, ("comfort", "rules")),
    "missed": (missed, MISSED_NOW, ("messages", "comfort", "events")),
    "announced": (announced, None, ("messages", "comfort", "events", "more")),
    "many-rooms": (many_rooms, None, ("comfort", "rules")),
}
"""What the pages of comfort, rules and messages are about: from the normal house, at that moment, on these pages."""
