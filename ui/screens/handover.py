"""Hand-over: a verdict, what was tried, a key to practise and one to save the home's passport."""

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.questions import Answer, Question
from hemsapp.snapshot import Snapshot
from ui.passport import print as press
from ui.presenters.frame import Page
from ui.presenters.handover import HandoverPresenter
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.screens.mark import Mark
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.tokens import Milliseconds, Touch, Type
from ui.views import HeaderView, Tone
from ui.widgets.button import Button

_KEYS_H, _GAP = 60, 14


class HandoverScreen(Screen):
    """For whoever installed it, and whoever takes it over."""

    page = Page.HANDOVER
    home_after_ms = Milliseconds.TO_GLANCE

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = HandoverPresenter(is_demo=is_demo)
        self._mark = Mark("handover.mark", theme, self)
        self._verdict = Label("handover.verdict", theme, self, Type.TITLE, Tone.INK)
        self._body = Label("handover.body", theme, self, Type.BODY)
        self._rows = RowList("handover.row", theme, self)
        self._note = Label("handover.note", theme, self, Type.SMALL)
        self._practise = Button("handover.practise", theme, self)
        self._save = Button("handover.save", theme, self)
        self._practise.chosen.connect(self._ask_practice)
        self._save.chosen.connect(self._ask_passport)

    def came_from(self, page: Page) -> None:
        """The way back leads there."""
        self.back = page if page is not Page.MANUAL else Page.MORE

    def entered(self) -> None:
        """Where could a file go?"""
        self.wanted.emit(self.presenter.places())

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._mark.show_view((view.icon, view.tone))
        self._verdict.show_view(view.verdict)
        self._body.show_view(view.body)
        self._rows.show_rows(view.rows)
        self._practise.show_view(view.practise)
        self._save.show_view(view.save)
        if view.note != getattr(self._note, "view", ""):
            self._note.show_view(view.note)
            self.place()
        return view.header

    def answered(self, question: Question, answer: Answer) -> None:  # noqa: ARG002 - the answer says what it is
        """Take where files can go; write the passport that was asked for."""
        wanted = self.presenter.answered(answer)
        if wanted is None:
            return
        path, shown = wanted
        try:
            press.write(path, shown.passport, shown.seal)
        except OSError:
            self.presenter.failed()
        else:
            self.asked.emit(self.presenter.saved(path, shown))

    def _ask_practice(self) -> None:
        self.asked.emit(self.presenter.practise())
        self.changed.emit()

    def _ask_passport(self) -> None:
        self.wanted.emit(self.presenter.save())
        self.changed.emit()

    def place(self) -> None:
        """Verdict above, rows in the middle, keys at the foot with what came of them."""
        px = self.theme.layout.px
        left, right = self.x_at(104), self.x_at(1008)
        self._mark.setGeometry(self.at(104, 72, 56, 56))
        text = self.x_at(178)
        self._verdict.setGeometry(text, self.y_at(66), right - text, px(34))
        self._body.setGeometry(text, self.y_at(66) + px(34), right - text, px(58))
        high = max(Touch.MINIMUM, px(_KEYS_H))
        keys_y = self.y_at(596) - high
        half = (right - left - px(_GAP)) // 2
        self._practise.setGeometry(left, keys_y, half, high)
        self._save.setGeometry(left + half + px(_GAP), keys_y, half, high)
        note_y = keys_y - px(52 if getattr(self._note, "view", "") else 8)
        self._note.setGeometry(left, note_y, right - left, px(48))
        top = self.y_at(66) + px(96)
        self._rows.setGeometry(left, top, right - left, note_y - top)
        self._rows.place()
