"""Connect: what is added, the radio check, the label, then stages left and advice right; it covers the window."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.commands import Command
from hemsapp.questions import Answer, Question
from hemsapp.snapshot import Snapshot
from ui.presenters.connect import ConnectPresenter
from ui.presenters.frame import Page
from ui.presenters.typing import Typing
from ui.screens.air_part import AirPart
from ui.screens.base import Screen
from ui.screens.batch_part import BatchPart
from ui.screens.choice_part import ChoicePart
from ui.screens.label_part import LabelPart
from ui.screens.progress_part import ProgressPart
from ui.screens.scanner import Scanner
from ui.screens.text_sheet import TextSheet
from ui.screens.wizard_part import BAR
from ui.theme import Theme
from ui.views import HeaderView
from ui.widgets.wizard_bar import WizardBar


class ConnectScreen(Screen):
    """Covers rail and header until the device is in, or a person leaves."""

    page = Page.CONNECT

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:  # noqa: ARG002 - no chip here
        super().__init__(theme, parent)
        self.presenter = ConnectPresenter()
        self._choice = ChoicePart(theme, self)
        self._air = AirPart(theme, self)
        self._label = LabelPart(theme, self)
        self._batch = BatchPart(theme, self)
        self._progress = ProgressPart(theme, self)
        self._parts = (self._choice, self._air, self._label, self._batch, self._progress)
        self._bar = WizardBar("connect.bar", theme, self)
        self._scanner = Scanner("connect.scanner", self)
        self._name = TextSheet("connect.name", theme, parent)
        self._connect()

    @property
    def is_editing(self) -> bool:
        """A label that is being typed, or a device that is waited for, keeps the page."""
        return self.presenter.is_editing or self._name.is_open

    def about(self, of: str) -> None:
        """A new device is to take the place of that one."""
        self.presenter.about(of)

    def entered(self) -> None:
        """Ask where a report could be written, and whose labels wait."""
        for question in self.presenter.wants():
            self.wanted.emit(question)

    def answered(self, question: Question, answer: Answer) -> None:  # noqa: ARG002 - its answers tell themselves apart
        """The store answered."""
        self.presenter.answered(answer)

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment, and ask for what follows from it."""
        view = self.presenter.present(snapshot, now)
        self._bar.show_view(view.bar)
        shown: QWidget = self._choice
        if view.air is not None:
            shown = self._air
            self._air.show_air(view.air)
        elif view.form is not None:
            shown = self._label
            self._label.show_form(view.form)
        elif view.batch is not None:
            shown = self._batch
            self._batch.show_batch(view.batch)
        elif view.progress is not None:
            shown = self._progress
            self._progress.show_progress(view.progress, view.rows)
        else:
            self._choice.show_tiles(view.tiles)
        if shown is not self._label:
            self._label.forget()
        for part in self._parts:
            part.setVisible(part is shown)
        self._listen(is_wanted=shown is not self._progress)
        for command in self.presenter.due():
            self.asked.emit(command)
        return view.header

    def left(self) -> None:
        """The label is forgotten, by the widgets too."""
        self.presenter.left()
        self._label.forget()
        self._scanner.forget()
        self._name.close_sheet()

    def place(self) -> None:
        """The bar, and below it the part that is shown."""
        self._bar.setGeometry(0, 0, self.width(), self.theme.layout.px(BAR))
        for part in self._parts:
            part.setGeometry(self.rect())
            part.place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A sign of a burst that no key of the page wanted: the scanner hears it, and what follows."""
        if self._progress.isVisible() or not self._scanner.hear(event):
            super().keyPressEvent(event)
        else:
            self._scanner.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Hear the scanner from the first moment on: the window has taken the focus by then."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self.changed.emit)

    def _listen(self, *, is_wanted: bool) -> None:
        """The scanner has the focus where no key of the page has it."""
        focused = self.window().focusWidget()
        if is_wanted and not self._name.is_open and focused in {None, self.window()}:
            self._scanner.setFocus()
        elif not is_wanted and focused is self._scanner:
            self.window().setFocus()

    def _connect(self) -> None:
        presenter, label, air, card = self.presenter, self._label, self._air.card, self._progress.card
        self._choice.chosen.connect(lambda index: self._open(presenter.choose(index)))
        air.primary_chosen.connect(lambda: self._did(presenter.leave_air))
        air.secondary_chosen.connect(lambda: self._ask(presenter.listen()))
        label.grid.group_chosen.connect(lambda group: self._did(presenter.form.choose, group))
        label.hint.primary_chosen.connect(lambda: self._did(presenter.form.press_hint))
        label.scan.chosen.connect(lambda: self._did(presenter.form.press_scan))
        label.where.chosen.connect(lambda: self._did(presenter.form.press_where))
        label.pad.typed.connect(lambda sign: self._did(presenter.form.key, sign))
        label.pad.erased.connect(lambda: self._did(presenter.form.key, ""))
        label.pad.went_back.connect(lambda: self._did(presenter.go_back))
        label.pad.accepted.connect(lambda: self._ask(presenter.accept()))
        self._scanner.read.connect(lambda text: self._did(presenter.take, text))
        self._scanner.typed.connect(lambda sign: self._did(presenter.typed, sign))
        self._scanner.erased.connect(lambda: self._did(presenter.typed, ""))
        self._batch.primary.chosen.connect(lambda: self._ask(*presenter.press_batch(is_primary=True)))
        self._batch.secondary.chosen.connect(lambda: self._ask(*presenter.press_batch(is_primary=False)))
        self._batch.chosen.connect(lambda row: self._did(presenter.look_at, row))
        self._progress.chosen.connect(self._press_row)
        card.primary_chosen.connect(lambda: self._ask(*presenter.press_primary()))
        card.secondary_chosen.connect(lambda: self._ask(*presenter.press_secondary()))
        card.tertiary_chosen.connect(lambda: self._ask(presenter.save_report()))
        self._bar.closed.connect(lambda: self._ask(*presenter.close()))
        self._name.accepted.connect(lambda name: self._ask(presenter.name_typed(name)))

    def _press_row(self, row: int) -> None:
        command, page, typing = self.presenter.press_row(row)
        self._ask(command, page)
        self._open(typing)

    def _open(self, typing: Typing | None) -> None:
        if typing is not None:
            self._name.open(typing)
        self.changed.emit()

    def _did(self, gesture: Callable[..., None], *arguments: object) -> None:
        gesture(*arguments)
        self.changed.emit()

    def _ask(self, command: Command | None, page: str | None = None) -> None:
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()
        if page is not None:
            self.opened.emit(page)
