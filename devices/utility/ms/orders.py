"""What an operator asks for, checked: an event's fields, and by when it must be delivered (C1FR1, C1FR14)."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from devices.utility.ms.settings import Settings
from devices.wan.words import EventControl, Origin, Program


class OrderRefused(ValueError):
    """The order cannot be done as it is; the text says why, for the person who gave it."""


class Delivery(Enum):
    """By when a message must be with the meter."""

    DAY_AHEAD = "day-ahead"
    DAY_OF = "day-of"
    REAL_TIME = "real-time"


# Priority 1 is the highest (C1FR7); criticality as DRLC counts it: 7 is the emergency, 2 to 6 are voluntary.
PRIORITY = {Program.EMERGENCY: 1, Program.CRITICAL_PEAK: 3, Program.DEMAND_BIDDING: 5, Program.CUSTOM: 6}
CRITICALITY = {Program.EMERGENCY: 7, Program.CRITICAL_PEAK: 3, Program.DEMAND_BIDDING: 2, Program.CUSTOM: 1}
ALL_CLASSES = 0x0FFF
LONGEST_MINUTES = 1440  # DRLC's own limit
_LIMITS: dict[str, tuple[int, int]] = {
    "priority": (1, 9),
    "duration_minutes": (1, LONGEST_MINUTES),
    "criticality": (1, 15),
    "device_class": (1, 0xFFFF),
    "enrollment_group": (0, 255),
    "cooling_offset_centi_c": (0, 2540),
    "heating_offset_centi_c": (0, 2540),
    "cooling_set_point_centi_c": (0, 5000),
    "heating_set_point_centi_c": (0, 5000),
    "load_adjustment_percent": (-100, 100),
    "duty_cycle_percent": (0, 100),
}
_FIXED = {"issuer_event_id", "revision", "program", "origin", "is_test"}
CHANGEABLE = tuple(field.name for field in fields(EventControl) if field.name not in _FIXED)


@dataclass(frozen=True, slots=True)
class EventOrder:
    """An event that is wanted. `start` None: now. None for priority or criticality: what the program has.

    `device_class` 0x0FFF: every kind of load. The other fields are `EventControl`'s; `issuer_event_id` None: the next.
    """

    program: Program
    start: datetime | None
    duration_minutes: int
    delivery: Delivery = Delivery.REAL_TIME
    deliver_at: datetime | None = None  # None: as late as the deadline leaves room for
    origin: Origin = Origin.UTILITY
    priority: int | None = None
    criticality: int | None = None
    device_class: int = ALL_CLASSES
    enrollment_group: int = 0
    price: Decimal | None = None
    cooling_offset_centi_c: int | None = None
    heating_offset_centi_c: int | None = None
    cooling_set_point_centi_c: int | None = None
    heating_set_point_centi_c: int | None = None
    load_adjustment_percent: int | None = None
    duty_cycle_percent: int | None = None
    is_start_randomised: bool = False
    is_duration_randomised: bool = False
    reason: str = ""
    is_test: bool = False
    issuer_event_id: int | None = None


_SCHEDULING = {"delivery", "deliver_at", "start", "priority", "criticality", "issuer_event_id"}


def control_of(order: EventOrder, issuer_event_id: int, at: datetime) -> EventControl:
    """The message of an order. Raises OrderRefused for what a meter would refuse."""
    given: dict[str, Any] = {one.name: getattr(order, one.name) for one in fields(order) if one.name not in _SCHEDULING}
    control = EventControl(
        issuer_event_id=issuer_event_id,
        revision=1,
        start=_utc(order.start or at, "start"),
        priority=PRIORITY[order.program] if order.priority is None else order.priority,
        criticality=CRITICALITY[order.program] if order.criticality is None else order.criticality,
        **given,
    )
    check(control)
    if end_of(control) <= at:
        raise OrderRefused(f"the event would have ended already, at {end_of(control).isoformat()}")
    return control


def changed(control: EventControl, changes: dict[str, Any], at: datetime) -> EventControl:
    """The next revision of an event. Raises OrderRefused."""
    if unknown := sorted(set(changes) - set(CHANGEABLE)):
        raise OrderRefused(f"{', '.join(unknown)} cannot be changed; {', '.join(CHANGEABLE)} can")
    if end_of(control) <= at:
        raise OrderRefused(f"event {control.issuer_event_id} is over since {end_of(control).isoformat()}")
    if "start" in changes:
        changes = changes | {"start": _utc(changes["start"], "start")}
    after = replace(control, revision=control.revision + 1, **changes)
    check(after)
    if replace(after, revision=control.revision) == control:
        raise OrderRefused(f"that changes nothing of event {control.issuer_event_id}")
    if end_of(after) <= at:
        raise OrderRefused("it would have ended already; cancel it instead")
    return after


def check(control: EventControl) -> None:
    """Raises OrderRefused for a field outside of what the wire can say."""
    for name, (least, most) in _LIMITS.items():
        value = getattr(control, name)
        if value is not None and not least <= value <= most:
            raise OrderRefused(f"{name} is between {least} and {most}, not {value}")
    if not 0 < control.issuer_event_id <= 0xFFFFFFFF:
        raise OrderRefused(f"an issuer event id is between 1 and {0xFFFFFFFF}, not {control.issuer_event_id}")
    price = control.price
    if price is not None and not (price.is_finite() and 0 <= price < 1000 and price == round(price, 5)):
        raise OrderRefused(f"a price is dollars per kWh with up to five decimals, not {price}")
    if control.program is Program.CRITICAL_PEAK and price is None and not control.is_test:
        raise OrderRefused("a critical peak price event needs its price, in dollars per kWh")


def end_of(control: EventControl) -> datetime:
    """When it ends, if nothing is randomised."""
    return control.start + timedelta(minutes=control.duration_minutes)


def deadline(delivery: Delivery, start: datetime, settings: Settings) -> datetime | None:
    """By when it must be delivered (C1FR14); None: now."""
    local = start.astimezone(settings.zone).date()
    if delivery is Delivery.DAY_AHEAD:
        return _at(local - timedelta(days=1), settings.day_ahead_by, settings.zone)
    if delivery is Delivery.DAY_OF:
        return min(_at(local, settings.day_of_by, settings.zone), start)
    return None


def delivery_time(order: EventOrder, control: EventControl, at: datetime, settings: Settings) -> datetime:
    """When its first attempt is made. Raises OrderRefused if the deadline of its delivery cannot be met."""
    if order.deliver_at:
        _utc(order.deliver_at, "delivery")
    latest = deadline(order.delivery, control.start, settings)
    if latest is None:
        if order.deliver_at and order.deliver_at > end_of(control):
            raise OrderRefused("it would be delivered after its end")
        return max(order.deliver_at or at, at)
    local, now = latest.astimezone(settings.zone), at.astimezone(settings.zone)
    if at > latest:
        raise OrderRefused(
            f"too late for {order.delivery.value} delivery: it had to be sent by {local:%Y-%m-%d %H:%M %Z}, and it is "
            f"{now:%Y-%m-%d %H:%M %Z}. Schedule it for {_other(order.delivery)} delivery, or move its start."
        )
    if order.deliver_at and order.deliver_at > latest:
        raise OrderRefused(f"{order.delivery.value} delivery must be sent by {local:%Y-%m-%d %H:%M %Z}")
    wanted = order.deliver_at or latest - timedelta(minutes=settings.delivery_lead_minutes)
    return max(wanted, at).astimezone(UTC)


def _utc(at: datetime, what: str) -> datetime:
    if at.tzinfo is None:
        raise OrderRefused(f"the {what} {at.isoformat()} does not say its offset from UTC")
    return at.astimezone(UTC)


def _other(delivery: Delivery) -> str:
    return "day-of or real-time" if delivery is Delivery.DAY_AHEAD else "real-time"


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone)
