"""Prices: one hour read out, the ribbon below it, and when the dear machines cost least."""

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.questions import Answer, Question
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.prices import PricesPresenter, reminder_toast
from ui.presenters.why import why_price
from ui.screens.base import Screen
from ui.screens.label import Panel
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import HeaderView, ToastView, WhySheetView
from ui.widgets.button import Button
from ui.widgets.price_read_out import PriceReadOut
from ui.widgets.price_ribbon import PriceRibbon
from ui.widgets.sentence import Sentence


class PricesScreen(Screen):
    """A finger on the ribbon reads an hour; it stays for four seconds (C1FR32f)."""

    page = Page.PRICES

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = PricesPresenter(is_demo=is_demo)
        self._read_out = PriceReadOut("prices.read_out", theme, self)
        self._ribbon = PriceRibbon("prices.ribbon", theme, self)
        self._panel = Panel(theme, self)
        self._foot = Sentence("prices.foot", theme, self, Type.BODY)
        self._button = Button("prices.button", theme, self)
        self._now: Moment | None = None
        self._ribbon.dragged.connect(self._drag)
        self._ribbon.let_go.connect(self._let_go)
        self._ribbon.stepped.connect(self._step)
        self._button.chosen.connect(self._press)

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment, and ask for what the day's hours cost that are over."""
        self._now = now
        view = self.presenter.present(snapshot, now)
        self._read_out.show_view(view.read_out)
        self._ribbon.show_view(view.ribbon)
        self._foot.show_view(view.foot)
        self._panel.setVisible(bool(view.foot))
        self._foot.setVisible(bool(view.foot))
        if view.button is not None:
            self._button.show_view(view.button)
        self._button.setVisible(view.button is not None)
        self._place_foot()
        for question in self.presenter.wants(now, snapshot.preferences.zone):
            self.wanted.emit(question)
        return view.header

    def answered(self, question: Question, answer: Answer) -> None:  # noqa: ARG002 - the answer says which day it is
        """A day's prices came."""
        self.presenter.answered(answer)

    def why(self, name: str, snapshot: Snapshot, now: Moment) -> WhySheetView | None:  # noqa: ARG002 - prices have no age
        """Why the price is what it is now."""
        return why_price(snapshot) if name == "prices.read_out" else None

    def left(self) -> None:
        """The next time it reads now."""
        self.presenter.forget()

    def reminder(self, snapshot: Snapshot, now: Moment) -> ToastView | None:
        """What the window tells over any page when the cheap hours begin."""
        return reminder_toast(self.presenter.reminder, now, snapshot.preferences.zone)

    def place(self) -> None:
        """The read-out on top, the foot below, the ribbon between them."""
        self._read_out.setGeometry(self.at(104, 60, 904, 76))
        self._place_foot()
        top = self._read_out.geometry().bottom() + self.theme.layout.px(6)
        foot = self._panel.geometry().top() - self.theme.layout.px(8)
        self._ribbon.setGeometry(self.x_at(104), top, self.x_at(1008) - self.x_at(104), foot - top)

    def _place_foot(self) -> None:
        px, left, right = self.theme.layout.px, self.x_at(104), self.x_at(1008)
        height = max(Touch.MINIMUM + 8, px(64))
        top = self.height() - px(12) - height
        self._panel.setGeometry(left, top, right - left, height)
        width = 0 if self._button.isHidden() else self._button.sizeHint().width()
        self._button.setGeometry(right - width - 6, top + 4, width, height - 8)
        if self._foot.isHidden():
            self._button.move((left + right - width) // 2, self.y_at(380))
        self._foot.setGeometry(left + px(18), top, right - left - px(18) - width - px(24), height)

    def _drag(self, place: float) -> None:
        self.presenter.drag(place)
        self.changed.emit()

    def _let_go(self) -> None:
        if self._now is not None:
            self.presenter.let_go(self._now)

    def _step(self, hours: int) -> None:
        if self._now is not None:
            self.presenter.step(hours, self._now)
            self.changed.emit()

    def _press(self) -> None:
        page = self.presenter.press()
        if page is not None:
            self.opened.emit(page)
        self.changed.emit()
