"""An event whose time has come, but not by the meter: what we did, a check, whom to call (UC96.3.4, UC96.3.5)."""

from dataclasses import replace

from devices.demand_response import MeterEventStatus
from devices.moment import Moment
from hemsapp.commands import CheckEvent, StopPlan
from hemsapp.snapshot import Event, Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters import event_words as told
from ui.presenters.event_list import when_words
from ui.presenters.notices import CHECK_S
from ui.presenters.rooms import TAKING_PART
from ui.views import ButtonKind, ButtonState, ButtonView, SheetView
from ui.views.comfort import CallView, EventCardView


class MissedPresenter:
    """Snapshot to the card of the event that nobody confirmed; remembers when a check was asked for."""

    def __init__(self) -> None:
        self._checked: dict[int, Moment] = {}
        self._seen: tuple[Snapshot, Moment] | None = None

    def present(self, snapshot: Snapshot, now: Moment) -> EventCardView | None:
        """The card, or None when every event was confirmed."""
        self._seen = (snapshot, now)
        event = self._event()
        if event is None:
            return None
        checked = self._checked.get(event.issuer_event_id)
        is_checking = checked is not None and now.seconds_since(checked) < CHECK_S
        check = ButtonView(words("missed.check"), ButtonKind.PRIMARY, icon="activity")
        if is_checking:
            check = ButtonView(words("missed.checking"), ButtonKind.PRIMARY, ButtonState.BUSY)
        return replace(
            _card(snapshot, event, now, None if is_checking else checked),
            check=check,
            stop=ButtonView(words("missed.stop")) if event.runs_by_own_clock else None,
            call=ButtonView(words("missed.call"), ButtonKind.OUTLINE, icon="phone"),
        )

    def check(self) -> CheckEvent | None:
        """Ask the meter which events it knows, now."""
        event = self._event()
        if event is None or self._seen is None:
            return None
        self._checked[event.issuer_event_id] = self._seen[1]
        return CheckEvent(event.issuer_event_id)

    def stop(self) -> StopPlan | None:
        """Stop what our own clock began."""
        event = self._event()
        return None if event is None else StopPlan(event.issuer_event_id)

    def call(self) -> tuple[SheetView, CallView] | None:
        """The number, and the facts to tell."""
        event = self._event()
        if event is None or self._seen is None:
            return None
        snapshot, now = self._seen
        name = snapshot.events.utility_name or words("missed.call_your_utility")
        number = snapshot.events.utility_phone or words("missed.no_phone")
        sheet = SheetView(
            words("missed.call_title", name=name), primary=ButtonView(words("missed.close"), ButtonKind.PRIMARY)
        )
        return sheet, CallView(number, words("missed.tell"), _facts(snapshot, event, now))

    def _event(self) -> Event | None:
        if self._seen is None:
            return None
        return next((each for each in self._seen[0].events.all if each.is_confirmation_missing), None)


def support_code(code: str) -> str:
    """In groups of three, as it is read out."""
    plain = code.replace(" ", "")
    return " ".join(plain[at : at + 3] for at in range(0, len(plain), 3))


def _card(snapshot: Snapshot, event: Event, now: Moment, checked: Moment | None) -> EventCardView:
    zone = snapshot.preferences.zone
    is_over = _is_over(event, now)
    due = event.end if is_over else event.start
    time = i18n.clock_time(due, zone)
    caption = words("missed.caption")
    if checked is not None:
        caption = words("missed.caption_checked", time=i18n.clock_time(checked.utc, zone))
    return EventCardView(
        caption,
        words("messages.today_at", time=i18n.clock_time(now.utc, zone)),
        words("missed.end" if is_over else "missed.start", time=time),
        _did(event, is_over=is_over) if checked is None else _found(snapshot, event, checked, is_over=is_over),
        "clock-alert",
        words("missed.support") if event.support_code else "",
        support_code(event.support_code),
    )


def _is_over(event: Event, now: Moment) -> bool:
    return now.utc >= event.end


def _did(event: Event, *, is_over: bool) -> str:
    """What we did meanwhile, with the first room that it concerns."""
    if not event.runs_by_own_clock and not is_over:
        return words("missed.waits")
    room = next((p for p in event.participations if p.part in TAKING_PART and p.planned_centi_c is not None), None)
    lead = words("missed.ended" if is_over else "missed.began")
    if room is None:
        return lead
    centi_c = room.normal_centi_c if is_over else room.target_centi_c or room.planned_centi_c
    key = "missed.back" if is_over else "missed.going"
    return f"{lead} {words(key, name=told.room(room.name), set_point=i18n.temperature(centi_c))}"


def _found(snapshot: Snapshot, event: Event, checked: Moment, *, is_over: bool) -> str:
    """What the check showed."""
    heard = snapshot.link.meter_heard
    if heard is None or heard.monotonic_s < checked.monotonic_s:
        return words("missed.silent")
    if event.meter_status is None:
        return words("missed.no_event")
    return words("missed.still_active" if is_over else "missed.pending")


def _facts(snapshot: Snapshot, event: Event, now: Moment) -> tuple[tuple[str, str], ...]:
    zone, heard = snapshot.preferences.zone, snapshot.link.meter_heard
    status = words(f"missed.status_{_status(event.meter_status)}")
    meter = words("missed.meter_never")
    if heard is not None:
        meter = words("missed.meter_value", age=i18n.age(now.seconds_since(heard)), status=status)
    event_value = words("missed.event_value", number=event.issuer_event_id, when=when_words(event, now.utc, zone))
    display = words("missed.display_runs" if event.runs_by_own_clock else "missed.display_waits")
    facts = [
        (words("missed.fact_event"), event_value),
        (words("missed.fact_meter"), meter),
        (words("missed.fact_display"), display),
    ]
    if event.support_code:
        facts.append((words("missed.fact_code"), support_code(event.support_code)))
    return tuple(facts)


def _status(status: MeterEventStatus | None) -> str:
    return "none" if status is None else status.value
