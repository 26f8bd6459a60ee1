"""A grid emergency: what was asked, what is locked, who is exempt, which limit holds (UC96 profile and JA5)."""

from dataclasses import dataclass

from devices.moment import Moment
from hemsapp.snapshot import Event, Part, Participation, Program, Snapshot, Tier
from ui import i18n
from ui.i18n import UNKNOWN, words
from ui.presenters import event_words as told
from ui.presenters.events import Answer, details_key, step_out
from ui.presenters.frame import level_word, shown_level
from ui.presenters.ledger import current_tier, is_unknown
from ui.views import (
    ArchView,
    ButtonView,
    FiguresView,
    Level,
    Line,
    ReasonRowView,
    Run,
    Tone,
    WhySheetView,
)

CALL, MEDICAL = "call", "medical"
_COOLING, _HEATING = (1889, 3111), (889, 2222)
"""The ends of the temperature gauge, hundredths of a degree Celsius: 66 to 88 degrees Fahrenheit, 48 to 72."""


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """The gauge with what stands in it, what power costs, the reasons, and buttons with what each asks."""

    arch: ArchView
    room: str
    set_point: str
    lock: Line
    indoors: str
    figures: FiguresView
    tier: str
    reasons: tuple[ReasonRowView, ...]
    buttons: tuple[ButtonView | None, ...]
    answers: tuple[Answer, ...]


def emergency(snapshot: Snapshot, now: Moment) -> EmergencyView | None:
    """The page at that moment; None when no emergency runs, or when it moves no thermostat."""
    event = snapshot.events.current
    if event is None or not told.is_running(event) or event.program is not Program.EMERGENCY:
        return None
    room = told.first_room(event)
    if room is None:
        return None
    confirmed = told.confirmed(room, snapshot, now)
    buttons, answers = _buttons(event, snapshot.events.utility_phone)
    return EmergencyView(
        _arch(room, confirmed, snapshot),
        told.room(room.name),
        i18n.temperature(confirmed),
        _lock(event, room, now, snapshot.preferences.zone),
        _indoors(room),
        _figures(snapshot, now),
        _tier(snapshot, now),
        _reasons(event, room, snapshot),
        buttons,
        answers,
    )


def _arch(room: Participation, confirmed: int | None, snapshot: Snapshot) -> ArchView:
    assert room.normal_centi_c is not None, "the first room is a thermostat"
    limit = _safety_limit(room, snapshot)
    return ArchView(
        value=None if confirmed is None else _share(confirmed, room),
        level=Level.EMERGENCY,
        lit_from=_share(room.normal_centi_c, room),
        ghost=_share(room.normal_centi_c, room),
        limit=_share(limit, room),
        sentence=words("emergency.indoors", indoors=i18n.temperature(room.indoor_centi_c),
                       normal=i18n.temperature(room.normal_centi_c)),
        ghost_word=i18n.temperature(room.normal_centi_c),
        limit_word=i18n.temperature(limit),
    )  # fmt: skip


def _share(centi_c: int, room: Participation) -> float:
    low, high = _COOLING if room.is_cooling else _HEATING
    return min(1.0, max(0.0, (centi_c - low) / (high - low)))


def _safety_limit(room: Participation, snapshot: Snapshot) -> int:
    comfort = snapshot.comfort
    return comfort.safety_highest_centi_c if room.is_cooling else comfort.safety_lowest_centi_c


def _lock(event: Event, room: Participation, now: Moment, zone: str) -> Line:
    if event.is_locked and room.is_locked:
        text = words("emergency.locked_until", time=i18n.hour_time(event.end, zone))
        return (Run(text, Tone.INK, is_strong=True, icon="lock"),)
    if room.part is Part.SAVING:
        return (Run(words("emergency.until", time=i18n.hour_time(event.end, zone))),)
    return told.part_line(event, room, now, zone)


def _indoors(room: Participation) -> str:
    normally = i18n.temperature(room.normal_centi_c)
    if room.indoor_centi_c is None:
        return words("emergency.normally", normal=normally)
    return words("emergency.indoors", indoors=i18n.temperature(room.indoor_centi_c), normal=normally)


def _figures(snapshot: Snapshot, now: Moment) -> FiguresView:
    power, prices = snapshot.power, snapshot.prices
    is_absent = is_unknown(snapshot, now)
    rate = i18n.cost_rate(None if is_absent else power.cost_per_hour)
    demand = i18n.power(None if is_absent or power.demand_w is None else abs(power.demand_w))
    price: Line = (Run(UNKNOWN, Tone.OFF),)
    if prices.level is not None and prices.price is not None:
        named = Run(level_word(prices.level), level=shown_level(prices.level), is_strong=True)
        price = (named, Run(i18n.price(prices.price).number))
    sentence = ", ".join((str(rate), str(demand), " ".join(run.text for run in price)))
    unit = "" if demand.number == UNKNOWN else demand.unit
    return FiguresView((rate.number, rate.unit), (demand.number, unit), price, sentence)


def _tier(snapshot: Snapshot, now: Moment) -> str:
    """Tier and rate stay on Home, in an emergency too (C1FR34c, C1FR34d)."""
    tier: Tier | None = current_tier(snapshot)
    if tier is None:
        return ""
    price = i18n.price(tier.price).number
    if snapshot.bill.left_wh is None or is_unknown(snapshot, now):
        return words("events.tier_now", number=tier.number, price=price)
    left = words("events.tier_left", energy=i18n.bill_energy(snapshot.bill.left_wh))
    return words("emergency.tier", number=tier.number, price=price, left=left)


def _reasons(event: Event, room: Participation, snapshot: Snapshot) -> tuple[ReasonRowView, ...]:
    zone = snapshot.preferences.zone
    end, sent = i18n.hour_time(event.end, zone), i18n.clock_time(event.announced, zone)
    asked = words("emergency.asked_switch", time=end)
    if room.planned_centi_c is not None and room.normal_centi_c is not None:
        difference = i18n.temperature_difference(room.planned_centi_c - room.normal_centi_c)
        asked = words("emergency.asked", difference=difference, time=end)
    told_why = words("emergency.sent", time=sent)
    if event.reason:
        told_why = words("emergency.reason", reason=event.reason, time=sent)
    limit = i18n.temperature(_safety_limit(room, snapshot))
    season = "cool" if room.is_cooling else "heat"
    return (
        ReasonRowView(asked, told_why, "radio-tower"),
        _freedom(event),
        _exemption(event, snapshot),
        ReasonRowView(
            words(f"emergency.limit_{season}", limit=limit),
            words(f"emergency.limit_{season}_body", limit=limit),
            "shield-check",
            has_rule=False,
        ),
    )


def _freedom(event: Event) -> ReasonRowView:
    """Locked, with what that covers; or free, and asked not to (JA5)."""
    if not event.is_locked:
        return ReasonRowView(words("emergency.free"), words("emergency.free_body"), "lock-keyhole-open")
    locked = [told.room(each.name) for each in event.participations if each.is_locked]
    body = words("emergency.locked_rooms", rooms=_listed(locked)) if locked else ""
    return ReasonRowView(words("emergency.locked"), body, "lock")


def _exemption(event: Event, snapshot: Snapshot) -> ReasonRowView:
    exempt = [each for each in event.participations if each.part is Part.EXEMPT]
    if not exempt and not snapshot.events.is_exempt:
        return ReasonRowView(words("emergency.not_exempt"), words("emergency.not_exempt_body"), "heart-pulse")
    if not exempt:
        body = words("emergency.exempt_home")
    elif len(exempt) == 1:
        set_point = i18n.temperature(exempt[0].normal_centi_c)
        body = words("emergency.exempt_room", rooms=told.room(exempt[0].name), set_point=set_point)
    else:
        body = words("emergency.exempt_rooms", rooms=_listed([told.room(each.name) for each in exempt]))
    return ReasonRowView(words("emergency.exempt"), body, "heart-pulse")


def _listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    text = names[0]
    for index, name in enumerate(names[1:], start=2):
        text = words("emergency.and" if index == len(names) else "emergency.comma", first=text, second=name)
    return text


def _buttons(event: Event, phone: str) -> tuple[tuple[ButtonView | None, ...], tuple[Answer, ...]]:
    """Step out (None while locked), details, call (None without a number), medical exemption."""
    out, answer = (None, ()) if event.is_locked else step_out(event)
    details = ButtonView(words("events.details"), icon="info")
    call = ButtonView(words("emergency.call", phone=phone), icon="phone") if phone else None
    exemption = ButtonView(words("emergency.medical"), icon="heart-pulse")
    return (out, details, call, exemption), (answer, (details_key(event),), (CALL,), (MEDICAL,))


def medical(snapshot: Snapshot) -> WhySheetView:
    """What a medical exemption is, and how one comes by it."""
    event = snapshot.events.current
    has_room = event is not None and any(each.part is Part.EXEMPT for each in event.participations)
    body = words("emergency.medical_on" if has_room or snapshot.events.is_exempt else "emergency.medical_off")
    number = snapshot.events.utility_phone
    if number:
        body = words("events.sentences", first=body, second=words("emergency.medical_call", phone=number))
    return WhySheetView(words("emergency.medical"), body, (), words("emergency.close"))
