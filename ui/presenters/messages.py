"""Messages: what the utility writes and that a person read it, events that nobody confirmed, events that are over."""

from dataclasses import dataclass

from devices.messages import Importance
from devices.moment import Moment
from hemsapp.commands import AcknowledgeText
from hemsapp.snapshot import Snapshot, Text
from ui import i18n
from ui.i18n import words
from ui.presenters.event_list import EventItem, item, past
from ui.presenters.frame import header, unread
from ui.presenters.missed import MissedPresenter
from ui.views import ButtonView, HeaderView, ListRowView, Tone
from ui.views.cards import MessageCardView
from ui.views.comfort import EventCardView

_PAST = 5


@dataclass(frozen=True, slots=True)
class Message:
    """A text's card, and the identifier of the text."""

    message_id: int
    card: MessageCardView


@dataclass(frozen=True, slots=True)
class MessagesView:
    """An event that nobody confirmed, the texts in force, unread ones first, and events that are over."""

    header: HeaderView
    missed: EventCardView | None
    cards: tuple[Message, ...]
    events: tuple[EventItem, ...]
    all_events: ListRowView | None
    note: str
    empty: str


class MessagesPresenter:
    """Snapshot to MessagesView."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self.missed = MissedPresenter()

    def present(self, snapshot: Snapshot, now: Moment) -> MessagesView:
        """The page at that moment."""
        count = unread(snapshot)
        subtitle = words("messages.new", count=count) if count else ""
        texts = sorted(snapshot.texts, key=lambda text: (text.is_acknowledged, -text.received.timestamp()))
        zone, missed = snapshot.preferences.zone, self.missed.present(snapshot, now)
        events = tuple(item(event, now.utc, zone) for event in past(snapshot)[:_PAST])
        is_empty = not texts and not events and missed is None
        all_events = ListRowView(words("messages.all_events"), icon="calendar-clock", has_chevron=True)
        return MessagesView(
            header(snapshot, now, words("messages.title"), subtitle=subtitle, has_back=True, is_demo=self._is_demo),
            missed,
            tuple(_card(text, now, zone) for text in texts),
            events,
            all_events if snapshot.events.all else None,
            words("messages.note") if texts else "",
            words("messages.none") if is_empty else "",
        )

    def got_it(self, message_id: int) -> AcknowledgeText:
        """The person read it; the utility is told if it asked."""
        return AcknowledgeText(message_id)


def _card(text: Text, now: Moment, zone: str) -> Message:
    is_urgent = text.importance >= Importance.HIGH and not text.is_acknowledged
    card = MessageCardView(
        words("messages.important" if is_urgent else "messages.from_utility"),
        _when(text, now, zone),
        text.text,
        Tone.ATTENTION if is_urgent else Tone.QUIET,
        None if text.is_acknowledged else ButtonView(words("messages.got_it"), icon="check"),
    )
    return Message(text.message_id, card)


def _when(text: Text, now: Moment, zone: str) -> str:
    day, time = i18n.local(text.received, zone).date(), i18n.clock_time(text.received, zone)
    is_today = day == i18n.local(now.utc, zone).date()
    when = words("messages.today_at", time=time) if is_today else words(
        "messages.day_at", date=i18n.short_date(day), time=time
    )  # fmt: skip
    if not text.is_acknowledged:
        return when
    told = words("messages.confirmed" if text.is_confirmation_required else "messages.read")
    return words("frame.join", first=when, second=told)
