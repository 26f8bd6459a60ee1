"""One line over any page, for ten seconds: what was asked for and not done, or how to take back what was."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.presenters.override import undo, undo_toast
from ui.screens.prices import PricesScreen
from ui.theme import Theme
from ui.views import ToastView
from ui.widgets.toast import Toast

TOLD_S = 10


class Telling(QObject):
    """Owns the toast; `asked` carries what taking back asks of the engine. A reminder stays until it is put away."""

    asked = Signal(object)

    def __init__(self, name: str, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self._toast = Toast(name, theme, window)
        self._toast.hide()
        self._toast.undone.connect(self._answer)
        self._reminding: PricesScreen | None = None

    @property
    def view(self) -> ToastView | None:
        """What it says now."""
        return None if self._toast.isHidden() else self._toast.view

    def show(self, snapshot: Snapshot, now: Moment, prices: PricesScreen | None) -> None:
        """Say what is to be said at that moment; the page of prices may remind, if it was ever opened."""
        due = None if prices is None else prices.reminder(snapshot, now)
        view = undo_toast(snapshot, now) or due
        self._reminding = prices if view is not None and view == due else None
        refusal = snapshot.refusal
        if refusal is not None and now.seconds_since(refusal.at) <= TOLD_S:
            view = ToastView(i18n.said(refusal.sentence), icon="triangle-alert")
        if view is not None:
            self._toast.show_view(view)
            self._toast.raise_()
        self._toast.setVisible(view is not None)

    def raise_(self) -> None:
        """Lie over what was opened meanwhile."""
        self._toast.raise_()

    def place(self) -> None:
        """At the foot of the page."""
        layout, height = self._theme.layout, self._toast.sizeHint().height()
        foot = self._window.height() - layout.px(12)
        self._toast.setGeometry(layout.content_x, foot - height, layout.content_w, height)

    def take_back(self) -> None:
        """What its key does, if it has one."""
        if self._toast.isVisible() and self._toast.view.action:
            self._answer()

    def _answer(self) -> None:
        if self._reminding is not None:
            self._reminding.presenter.reminder = None
            self._reminding.changed.emit()
        else:
            self.asked.emit(undo())
