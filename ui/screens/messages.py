"""Messages: an event that nobody confirmed, texts from the utility, and events that are over."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.commands import Command
from hemsapp.snapshot import Snapshot
from ui.presenters.event_list import EventItem, acknowledged
from ui.presenters.frame import Page
from ui.presenters.messages import Message, MessagesPresenter
from ui.screens.base import Screen
from ui.screens.call import CallSheet
from ui.screens.event_list import EventRows
from ui.screens.label import Label
from ui.screens.mark import Mark
from ui.screens.scroll import scroll_area
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import HeaderView, Tone
from ui.widgets.event_card import EventCard
from ui.widgets.list_row import ListRow
from ui.widgets.message_card import MessageCard

_GAP, _NOTE_H, _INSET = 12, 60, 6


class MessagesScreen(Screen):
    """Unread ones first; "Got it" tells the utility if it asked."""

    page = Page.MESSAGES

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = MessagesPresenter(is_demo=is_demo)
        self._mark = Mark("messages.mark", theme, self)
        self._empty = Label("messages.empty", theme, self, Type.BODY)
        self._empty.alignment = Qt.AlignmentFlag.AlignHCenter
        self._list, self._column = scroll_area(self)
        self._note = Label("messages.note", theme, self._column, Type.SMALL)
        self._missed = EventCard("messages.missed", theme, self._column)
        self._missed.hide()
        self._events = EventRows("messages.event", theme, self._column)
        self._all = ListRow("messages.all_events", theme, self._column)
        self._call = CallSheet("messages.call", theme, parent)
        self._connect()
        self._cards: list[MessageCard] = []
        self._shown: tuple[Message, ...] = ()

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._mark.show_view(("mail", Tone.QUIET))
        self._empty.show_view(view.empty)
        for part in (self._mark, self._empty):
            part.setVisible(bool(view.empty))
        self._shown = view.cards
        self._note.show_view(view.note)
        self._missed.setVisible(view.missed is not None)
        if view.missed is not None:
            self._missed.show_view(view.missed)
        self._events.show_items(view.events)
        self._all.setVisible(view.all_events is not None)
        if view.all_events is not None:
            self._all.show_view(view.all_events)
        while len(self._cards) > len(view.cards):
            self._cards.pop().deleteLater()
        while len(self._cards) < len(view.cards):
            self._add_card()
        for card, shown in zip(self._cards, view.cards, strict=True):
            card.show_view(shown.card)
        self._place_cards()
        return view.header

    @property
    def is_editing(self) -> bool:
        """Does somebody read the number to call?"""
        return self._call.is_open

    def left(self) -> None:
        """The number to call is put away."""
        self._call.close_sheet()

    def place(self) -> None:
        """Cards below one another."""
        self._mark.setGeometry(self.at(524, 232, 64, 64))
        self._empty.setGeometry(self.between(204, 322, 704, 120))
        self._list.setGeometry(self.between(104, 62, 904, 526))
        self._place_cards()

    def _add_card(self) -> None:
        index = len(self._cards)
        card = MessageCard(f"messages.card{index}", self.theme, self._column)
        card.accepted.connect(lambda: self._got_it(index))
        card.setVisible(True)
        self._cards.append(card)

    def _place_cards(self) -> None:
        px, width, top = self.theme.layout.px, self._list.width(), 0
        shown: list[EventCard | MessageCard] = [] if self._missed.isHidden() else [self._missed]
        for card in (*shown, *self._cards):
            height = card.height_for(width)
            card.setGeometry(0, top, width, height)
            top += height + px(_GAP)
        rows = self._events.natural_height()
        self._events.setGeometry(0, top, width, rows)
        top += rows
        if not self._all.isHidden():
            height = max(Touch.MINIMUM, px(_NOTE_H))
            self._all.setGeometry(px(_INSET), top, width - 3 * px(_INSET), height)  # its icon below those of the events
            top += height
        self._note.setVisible(bool(self._shown))
        self._note.setGeometry(px(_GAP) * 2, top + px(_GAP), width - 4 * px(_GAP), px(_NOTE_H))
        self._column.resize(width, top + (px(_GAP + _NOTE_H) if self._shown else 0))

    def _connect(self) -> None:
        missed = self.presenter.missed
        self._missed.check_chosen.connect(lambda: self._ask(missed.check()))
        self._missed.stop_chosen.connect(lambda: self._ask(missed.stop()))
        self._missed.call_chosen.connect(self._open_call)
        self._events.chosen.connect(self._open_event)
        self._all.clicked.connect(lambda: self.opened.emit(Page.EVENTS))

    def _ask(self, command: Command | None) -> None:
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()

    def _open_call(self) -> None:
        shown = self.presenter.missed.call()
        if shown is not None:
            self._call.open(*shown)

    def _open_event(self, item: EventItem) -> None:
        command = acknowledged(item)
        if command is not None:
            self.asked.emit(command)
        self.opened.emit(f"{Page.EVENT}/{item.issuer_event_id}")

    def _got_it(self, index: int) -> None:
        self.asked.emit(self.presenter.got_it(self._shown[index].message_id))
