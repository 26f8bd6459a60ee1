"""Messages: a card for each text from the utility."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.messages import Message, MessagesPresenter
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.screens.mark import Mark
from ui.screens.network import scroll_area
from ui.theme import Theme
from ui.tokens import Type
from ui.views import HeaderView, Tone
from ui.widgets.message_card import MessageCard

_GAP, _NOTE_H = 12, 60


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
        while len(self._cards) > len(view.cards):
            self._cards.pop().deleteLater()
        while len(self._cards) < len(view.cards):
            self._add_card()
        for card, shown in zip(self._cards, view.cards, strict=True):
            card.show_view(shown.card)
        self._place_cards()
        return view.header

    def place(self) -> None:
        """Cards below one another."""
        self._mark.setGeometry(self.at(524, 232, 64, 64))
        self._empty.setGeometry(self.at(204, 322, 704, 60))
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
        for card in self._cards:
            height = card.height_for(width)
            card.setGeometry(0, top, width, height)
            top += height + px(_GAP)
        self._note.setGeometry(px(_GAP) * 2, top + px(_GAP), width - 4 * px(_GAP), px(_NOTE_H))
        self._column.resize(width, top + px(_GAP + _NOTE_H))

    def _got_it(self, index: int) -> None:
        self.asked.emit(self.presenter.got_it(self._shown[index].message_id))
