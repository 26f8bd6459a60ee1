"""Messages: a card for each text from the utility."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.paint import text
from ui.presenters.frame import Page
from ui.presenters.messages import MessageCard, MessagesPresenter
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.screens.network import scroll_area
from ui.theme import Theme
from ui.tokens import Type
from ui.views import HeaderView
from ui.widgets.notice_card import NoticeCard

_CARD_H, _GAP, _WHEN_H = 150, 12, 24
_BESIDE, _ABOVE = 324, 92


class MessagesScreen(Screen):
    """Unread ones first; "Got it" tells the utility if it asked."""

    page = Page.MESSAGES

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = MessagesPresenter(is_demo=is_demo)
        self._empty = Label("messages.empty", theme, self, Type.BODY)
        self._list, self._column = scroll_area(self)
        self._cards: list[tuple[NoticeCard, Label]] = []
        self._shown: tuple[MessageCard, ...] = ()

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._empty.show_view(view.empty)
        self._shown = view.cards
        while len(self._cards) > len(view.cards):
            for part in self._cards.pop():
                part.deleteLater()
        while len(self._cards) < len(view.cards):
            self._add_card()
        for (card, when), shown in zip(self._cards, view.cards, strict=True):
            card.show_view(shown.card)
            when.show_view(shown.when)
        self._place_cards()
        return view.header

    def place(self) -> None:
        """Cards below one another."""
        self._empty.setGeometry(self.at(104, 72, 700, 60))
        self._list.setGeometry(self.between(104, 62, 904, 526))
        self._place_cards()

    def _add_card(self) -> None:
        index = len(self._cards)
        card = NoticeCard(f"messages.card{index}", self.theme, self._column)
        card.primary_chosen.connect(lambda: self._got_it(index))
        when = Label(f"messages.card{index}.when", self.theme, self._column, Type.SMALL)
        when.alignment = Qt.AlignmentFlag.AlignRight
        for part in (card, when):
            part.setVisible(True)
        self._cards.append((card, when))
        self._place_cards()

    def _place_cards(self) -> None:
        px, width, top = self.theme.layout.px, self._list.width(), 0
        for index, (card, when) in enumerate(self._cards):
            height = self._card_height(index, width)
            card.setGeometry(0, top, width, height)
            when.setGeometry(width - px(420), top + px(12), px(398), px(_WHEN_H))
            when.raise_()
            top += height + px(_GAP)
        self._column.resize(width, top)

    def _card_height(self, index: int, width: int) -> int:
        """As drawn, or as much more as a long text needs."""
        px = self.theme.layout.px
        if index >= len(self._shown):
            return px(_CARD_H)
        lines = len(text.wrap(self.theme, self._shown[index].card.body, width - px(_BESIDE), Type.LABEL))
        return max(px(_CARD_H), px(_ABOVE) + round(lines * self.theme.metrics(Type.LABEL).height()))

    def _got_it(self, index: int) -> None:
        self.asked.emit(self.presenter.got_it(self._shown[index].message_id))
