"""The events that are still known, the coming ones first: a row each, and what they were worth."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from devices.moment import Moment
from hemsapp.commands import AcknowledgeNotice, Practise
from hemsapp.snapshot import Event, EventPhase, Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters import event_words as told
from ui.presenters.frame import header
from ui.views import ButtonKind, ButtonState, ButtonView, HeaderView
from ui.views.comfort import EventRowView

_OPEN = (EventPhase.ACTIVE, EventPhase.PRE_COOLING, EventPhase.RECOVERING, EventPhase.SCHEDULED)
_ASKING_S = 10


@dataclass(frozen=True, slots=True)
class EventItem:
    """A row, the event that it opens, and the notice that is read with it."""

    issuer_event_id: int
    row: EventRowView
    notice_id: int | None = None


@dataclass(frozen=True, slots=True)
class EventListView:
    """Every event, or one sentence and one action when there is none."""

    header: HeaderView
    rows: tuple[EventItem, ...]
    empty: str
    practise: ButtonView


class EventListPresenter:
    """Snapshot to EventListView."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._practised: Moment | None = None
        self._now: Moment | None = None

    def present(self, snapshot: Snapshot, now: Moment) -> EventListView:
        """The page at that moment."""
        self._now = now
        zone = snapshot.preferences.zone
        events = [*coming(snapshot), *past(snapshot)]
        is_asking = self._practised is not None and now.seconds_since(self._practised) < _ASKING_S
        asked = ButtonView(words("event_list.practise_asked"), ButtonKind.OUTLINE, ButtonState.BUSY)
        return EventListView(
            header(snapshot, now, words("event_list.title"), has_back=True, is_demo=self._is_demo),
            tuple(item(event, now.utc, zone) for event in events),
            "" if events else words("event_list.empty"),
            asked if is_asking else ButtonView(words("event_list.practise"), ButtonKind.PRIMARY, icon="play"),
        )

    def practise(self) -> Practise:
        """Ask for an event of ten minutes that is marked as a test."""
        self._practised = self._now
        return Practise()


def acknowledged(found: EventItem) -> AcknowledgeNotice | None:
    """What is told when the row is opened: its notice was seen."""
    return None if found.notice_id is None else AcknowledgeNotice(found.issuer_event_id, found.notice_id)


def coming(snapshot: Snapshot) -> list[Event]:
    """What runs, then what comes, by start."""
    events = [each for each in snapshot.events.all if each.phase in _OPEN]
    return sorted(events, key=lambda each: (_OPEN.index(each.phase), each.start))


def past(snapshot: Snapshot) -> list[Event]:
    """What is over, the latest first."""
    events = [each for each in snapshot.events.all if each.phase not in _OPEN]
    return sorted(events, key=lambda each: each.start, reverse=True)


def item(event: Event, now: datetime, zone: str) -> EventItem:
    """An event's row."""
    title, when = _title(event, zone), when_words(event, now, zone)
    if event.is_test and event.phase is EventPhase.ENDED:
        title = words("event_list.test", what=title)
    row = EventRowView(title, when, told.level(event), event.phase not in _OPEN, f"{title}, {when}")
    return EventItem(event.issuer_event_id, row, event.notice_id)


def when_words(event: Event, now: datetime, zone: str) -> str:
    """`tomorrow, 2–6 PM`, `Thu 9 Jul, 2–6 PM`."""  # noqa: RUF002 - the dash is the contract
    hours = i18n.time_range(event.start, event.end, zone)
    day, today = i18n.local(event.start, zone).date(), i18n.local(now, zone).date()
    if day == today:
        return words("event_list.today", hours=hours)
    if day == today + timedelta(days=1):
        return words("event_list.tomorrow", hours=hours)
    return words("event_list.day", date=i18n.short_date(day), hours=hours)


def _title(event: Event, zone: str) -> str:
    program = told.program(event)
    match event.phase:
        case EventPhase.ACTIVE | EventPhase.PRE_COOLING:
            return words("event_list.now", program=program, time=i18n.hour_time(event.end, zone))
        case EventPhase.SCHEDULED:
            key = "coming_skipped" if event.is_skipped else "coming_moved" if event.moved_from else "coming"
            return words(f"event_list.{key}", program=program)
        case EventPhase.RECOVERING:
            return words("event_list.recovering", program=program)
        case EventPhase.ENDED:
            return _result(event)
        case EventPhase.CANCELLED | EventPhase.SUPERSEDED | EventPhase.REJECTED:
            return words(f"event_list.{event.phase.value}", program=program)


def _result(event: Event) -> str:
    saved = event.outcome.saved if event.outcome else None
    if saved is None:
        return words("event_list.finished")
    if saved < 0:
        return words("event_list.finished_more", amount=i18n.money(-saved))
    return words("event_list.finished_saved", amount=i18n.money(saved))
