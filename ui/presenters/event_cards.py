"""The cards of events on Home's foot: announced, changed, about to start, cancelled, over."""

from dataclasses import dataclass

from devices.moment import Moment
from hemsapp.commands import AcknowledgeNotice, AnswerEvent, CheckEvent
from hemsapp.snapshot import Event, EventPhase, Participation, Snapshot, Thermostat
from ui import i18n
from ui.i18n import words
from ui.presenters import event_words as told
from ui.presenters.events import Answer, details_key
from ui.presenters.frame import Page
from ui.views import ButtonKind, ButtonState, ButtonView, Line, PlanCardView, Run, Tone, quiet

DISMISS = "dismiss"
"""The reminder was seen: it is nobody's but this page's."""


@dataclass(frozen=True, slots=True)
class EventCard:
    """A card and what its buttons ask, in their order: commands for the engine, a page's key, or DISMISS."""

    event: Event
    card: PlanCardView
    answers: tuple[Answer, ...]


def event_card(
    snapshot: Snapshot, now: Moment, dismissed: frozenset[int] = frozenset(), asked: int | None = None
) -> EventCard | None:
    """The one event that a person should see now; `asked` is the event whose answer is on its way."""
    cards = []
    for event in snapshot.events.all:
        made = _card(event, snapshot, now, is_dismissed=event.issuer_event_id in dismissed)
        if made is not None:
            cards.append((_urgency(event, now), made))
    if not cards:
        return None
    card = min(cards, key=lambda each: each[0])[1]
    return _busy(card) if card.event.issuer_event_id == asked else card


def _urgency(event: Event, now: Moment) -> tuple[int, float]:
    """What needs an answer soonest comes first; then what changed; then what is over."""
    if event.phase in told.COMING:
        return (0 if told.is_soon(event, now) else 2, event.start.timestamp())
    return (1 if event.phase is EventPhase.CANCELLED else 3, event.start.timestamp())


def _busy(card: EventCard) -> EventCard:
    waiting = ButtonView(words("events.sending"), ButtonKind.PRIMARY, ButtonState.BUSY)
    rest = tuple(ButtonView(each.text, each.kind, ButtonState.DISABLED, each.icon) for each in card.card.buttons[1:])
    buttons = (waiting, *rest)
    view = PlanCardView(card.card.title, card.card.level, card.card.beside, card.card.lines, buttons)
    return EventCard(card.event, view, card.answers)


def _card(event: Event, snapshot: Snapshot, now: Moment, *, is_dismissed: bool) -> EventCard | None:
    zone = snapshot.preferences.zone
    match event.phase:
        case EventPhase.CANCELLED if event.notice_id is not None and event.cancelled_at is not None:
            title = words(
                "events.cancelled", program=told.program(event), time=i18n.clock_time(event.cancelled_at, zone)
            )
            return _note(event, title, _after_cancel(event), now, zone)
        case EventPhase.SUPERSEDED if event.notice_id is not None:
            return _note(event, words("events.superseded", program=told.program(event)), "", now, zone)
        case EventPhase.ENDED if event.notice_id is not None:
            return _finished(event, now, zone)
        case EventPhase.SCHEDULED | EventPhase.PRE_COOLING:
            return _coming(event, snapshot, now, is_dismissed=is_dismissed)
    return None


def _coming(event: Event, snapshot: Snapshot, now: Moment, *, is_dismissed: bool) -> EventCard | None:
    zone, is_changed = snapshot.preferences.zone, event.changed_at is not None and event.notice_id is not None
    if event.is_confirmation_missing:
        return _unconfirmed(event, zone)
    if is_changed and event.changed_at is not None:
        time = i18n.clock_time(event.changed_at, zone)
        line = words("events.changed_by_utility", time=time, hours=told.hours(event, zone))
        return _question(event, snapshot, now, (Run(line, Tone.INK, is_strong=True),))
    if not event.is_answered:
        return _question(event, snapshot, now)
    if event.is_skipped or is_dismissed or not told.is_soon(event, now):
        return None
    minutes = told.minutes_until(event.start, now)
    key = "events.starts_now" if minutes == 0 else "events.starts_practice" if event.is_test else "events.starts_in"
    doing = "events.pre_cooling" if told.is_cooling(event) else "events.pre_heating"
    is_preparing = event.phase is EventPhase.PRE_COOLING
    title = words(key, minutes=minutes, program=told.program(event))
    if is_preparing:
        title = words("events.sentences", first=title, second=words(doing))
    buttons = (
        ButtonView(words("events.ok"), ButtonKind.PRIMARY),
        ButtonView(words("events.change_plan")),
        ButtonView(words("events.skip"), ButtonKind.OUTLINE),
    )
    card = PlanCardView(title, told.level(event), _price(event), (plan_line(event, snapshot),), buttons)
    skip: Answer = (AnswerEvent(event.issuer_event_id, is_skipped=True),)
    if event.is_locked:
        card, skip = PlanCardView(title, card.level, card.beside, card.lines, buttons[:2]), ()
    return EventCard(event, card, ((DISMISS,), (_rules_key(event),), skip))


def _unconfirmed(event: Event, zone: str) -> EventCard:
    """The time has come, and the meter's status did not change (UC96.3.4)."""
    title = words("events.unconfirmed")
    body = words("events.unconfirmed_body", time=i18n.clock_time(event.start, zone))
    buttons = (
        ButtonView(words("events.check"), ButtonKind.PRIMARY, icon="activity"),
        ButtonView(words("events.details"), icon="info"),
    )
    card = PlanCardView(title, told.level(event), (), (quiet(body),), buttons)
    return EventCard(event, card, ((CheckEvent(event.issuer_event_id),), (details_key(event),)))


def _rules_key(event: Event) -> str:
    """Where the rules of the first room are changed; of one that is locked, the details."""
    room = told.first_room(event)
    if event.is_locked or room is None:
        return details_key(event)
    return f"{Page.RULES}/{room.device}"


def _question(event: Event, snapshot: Snapshot, now: Moment, first: Line = ()) -> EventCard:
    """The announcement, or the change, with what the home would do about it."""
    zone = snapshot.preferences.zone
    when = words("events.when", day=told.day(event.start, now, zone), hours=told.hours(event, zone))
    title = words("events.announced", program=told.program(event), when=when)
    plan = plan_line(event, snapshot)
    seen: Answer = () if event.notice_id is None else (AcknowledgeNotice(event.issuer_event_id, event.notice_id),)
    keep: Answer = (AnswerEvent(event.issuer_event_id, is_skipped=False), *seen)
    skip: Answer = (AnswerEvent(event.issuer_event_id, is_skipped=True), *seen)
    buttons = [
        ButtonView(words("events.keep"), ButtonKind.PRIMARY, icon="check"),
        ButtonView(words("events.change_plan")),
        ButtonView(words("events.skip"), ButtonKind.OUTLINE),
    ]
    if event.is_locked:
        buttons = [ButtonView(words("events.ok"), ButtonKind.PRIMARY), ButtonView(words("events.details"))]
    lines = tuple(line for line in (first, plan) if line)
    card = PlanCardView(title, told.level(event), _price(event), lines, tuple(buttons))
    return EventCard(event, card, (keep, (_rules_key(event),), skip))


def _note(event: Event, title: str, body: str, now: Moment, zone: str) -> EventCard:
    when = words("events.when", day=told.day(event.start, now, zone), hours=told.hours(event, zone))
    line = (Run(body),) if body else ()
    buttons = (ButtonView(words("events.ok"), ButtonKind.PRIMARY),)
    card = PlanCardView(title, told.level(event), (Run(when),), (line,) if line else (), buttons)
    return EventCard(event, card, (_seen(event),))


def _after_cancel(event: Event) -> str:
    """Before its start nothing changed; after it, everything is put back."""
    if event.cancelled_at is None or event.cancelled_at < event.start:
        return words("events.nothing_changes")
    room = told.first_room(event)
    if room is None:
        return words("events.put_back")
    return words("events.put_back_to", normal=i18n.temperature(room.normal_centi_c))


def _finished(event: Event, now: Moment, zone: str) -> EventCard:
    when = words("events.when", day=told.day(event.start, now, zone), hours=told.hours(event, zone))
    title = words("events.finished_title", program=told.program(event))
    buttons = (ButtonView(words("events.see_result"), ButtonKind.PRIMARY), ButtonView(words("events.ok")))
    card = PlanCardView(title, told.level(event), (Run(when),), (result_line(event),), buttons)
    return EventCard(event, card, ((details_key(event),), _seen(event)))


def result_line(event: Event) -> Line:
    """What it was worth, without praise and without blame."""
    outcome = event.outcome
    if event.is_confirmation_missing and outcome is None:
        return (Run(words("events.never_confirmed"), Tone.ATTENTION, icon="clock-alert"),)
    if outcome is None or outcome.used_wh is None:
        return (Run(words("events.result_unknown")),)
    if outcome.saved is not None and outcome.saved > 0:
        saved = words("events.result_saved", amount=i18n.money(outcome.saved))
        return (Run(saved, Tone.DONE, is_strong=True, icon="check"),)
    if outcome.usual_wh is not None and outcome.used_wh > outcome.usual_wh:
        more = i18n.energy(outcome.used_wh - outcome.usual_wh)
        return (Run(words("events.result_more", energy=more)),)
    return (Run(words("events.result_used", energy=i18n.energy(outcome.used_wh))),)


def _seen(event: Event) -> Answer:
    assert event.notice_id is not None, "a notice that is shown has an identity"
    return (AcknowledgeNotice(event.issuer_event_id, event.notice_id),)


def _price(event: Event) -> Line:
    if event.price is None:
        return ()
    price = Run(i18n.headline_price(event.price), Tone.INK, is_strong=True)
    if event.usual_price is None:
        return (price, Run(words("events.per_kwh")))
    return (price, Run(words("events.instead", price=i18n.headline_price(event.usual_price))))


def plan_line(event: Event, snapshot: Snapshot) -> Line:
    """What the customer's own rules make of it, and what that likely saves."""
    room = told.first_room(event)
    if room is None or not any(each.part in told.IN_IT for each in event.participations):
        return (Run(words("events.plan")), Run(words("events.nobody"), Tone.INK))
    if room.planned_centi_c is None or room.normal_centi_c is None:
        return (Run(words("events.plan")), Run(words("events.plan_none"), Tone.INK))
    runs = [Run(words("events.plan")), Run(_plan(event, room, snapshot), Tone.INK)]
    if event.likely_saving is not None and event.likely_saving > 0:
        saves = words("events.likely_saves", amount=i18n.money(event.likely_saving))
        runs.append(Run(saves, Tone.DONE, is_strong=True))
    return tuple(runs)


def _plan(event: Event, room: Participation, snapshot: Snapshot) -> str:
    known = next((each for each in snapshot.comfort.thermostats if each.device == room.device), None)
    planned, normal = i18n.temperature(room.planned_centi_c), i18n.temperature(room.normal_centi_c)
    season = "cool" if room.is_cooling else "heat"
    before = _before(known, room)
    if before is not None:
        start = i18n.hour_time(event.start, snapshot.preferences.zone)
        sentence = words(f"events.plan_pre_{season}", before=before, time=start, planned=planned)
    else:
        sentence = words("events.plan_instead", planned=planned, normal=normal)
    if room.limit_centi_c is None:
        return sentence
    limit = words(f"events.plan_limit_{season}", limit=i18n.temperature(room.limit_centi_c))
    return words("events.sentences", first=sentence, second=limit)


def _before(known: Thermostat | None, room: Participation) -> str | None:
    """Where the room goes before the start, if its plan prepares for it."""
    if known is None or room.normal_centi_c is None:
        return None
    if not known.plan.pre_cool_centi_c or not known.plan.pre_cool_minutes:
        return None
    step = known.plan.pre_cool_centi_c
    return i18n.temperature(room.normal_centi_c + (-step if room.is_cooling else step))
