"""Match my bill: what is printed is typed left, what was found stands on a card right."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.questions import Answer, Question
from hemsapp.snapshot import Snapshot
from ui.paint import text
from ui.presenters.frame import Page
from ui.presenters.match import ENERGY, TOTAL, MatchPresenter, MatchView
from ui.screens.base import Screen
from ui.screens.label import Label, Panel, heights_within
from ui.screens.pad import PadSheet
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import HeaderView, Tone, plain
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.list_row import ListRow
from ui.widgets.sentence import Sentence
from ui.widgets.stepper import Stepper

_SENTENCES, _PAD = 4, 24


class MatchScreen(Screen):
    """Nothing is changed until [Use it]."""

    page = Page.MATCH
    back = Page.BILL

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = MatchPresenter(is_demo=is_demo)
        self._labels = [Label(f"match.label{i}", theme, self) for i in range(4)]
        for label in self._labels:
            label.is_centred = True
        self._total = Field("match.total", theme, self)
        self._start = Stepper("match.from", theme, self)
        self._end = Stepper("match.to", theme, self)
        self._energy = Field("match.energy", theme, self)
        self._compare = Button("match.compare", theme, self)
        self._panel = Panel(theme, self)
        self._title = Sentence("match.title", theme, self, Type.TITLE)
        self._rows = [ListRow(f"match.row{i}", theme, self) for i in range(2)]
        for row in self._rows:
            row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sentences = [Label(f"match.sentence{i}", theme, self, Type.BODY) for i in range(_SENTENCES)]
        self._sentences[0].tone = Tone.INK
        self._buttons = [Button(f"match.{name}", theme, self) for name in ("use", "other", "not_now")]
        self._pad = PadSheet("match.pad", theme, parent)
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Is a bill being typed?"""
        return self._pad.is_open or self.presenter.is_editing

    def about(self, of: str) -> None:
        """Match that bill."""
        self.presenter.open(of)

    def entered(self) -> None:
        """Ask which bills there are."""
        self.wanted.emit(self.presenter.first_question())

    def answered(self, question: Question, answer: Answer) -> None:
        """Show what was found."""
        self.presenter.answer(question, answer)

    def left(self) -> None:
        """What was typed is forgotten."""
        self._pad.close_pad()
        self.presenter.forget()

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        for label, words in zip(self._labels, view.labels, strict=True):
            label.show_view(words)
        self._total.show_view(view.total)
        self._start.show_view(view.start)
        self._end.show_view(view.end)
        self._energy.show_view(view.energy)
        self._compare.show_view(view.compare)
        self._show_found(view)
        self.place()
        return view.header

    def place(self) -> None:
        """Four rows left, the card right."""
        px, left = self.theme.layout.px, self.x_at(104)
        height, foot = max(Touch.MINIMUM, px(60)), self.height() - px(14)
        top, button = px(8), max(Touch.MINIMUM, px(64))
        step = min(height + px(16), (foot - button - px(8) - top) // 4)
        controls = (self._total, self._start, self._end, self._energy)
        for index, (label, control) in enumerate(zip(self._labels, controls, strict=True)):
            y = top + index * step
            label.setGeometry(left, y, self.x_at(238) - left, height)
            control.setGeometry(self.x_at(238), y, self.x_at(504) - self.x_at(238), min(height, step))
        self._compare.setGeometry(left, foot - button, self.x_at(504) - left, button)
        self._panel.setGeometry(self.x_at(536), top, self.x_at(1008) - self.x_at(536), foot - top)
        self._place_found(button)

    def _place_found(self, button: int) -> None:
        px, card = self.theme.layout.px, self._panel.geometry()
        left, width = card.left() + px(_PAD), card.width() - 2 * px(_PAD)
        y, foot = card.top() + px(14), card.bottom() - px(16)
        title = plain(getattr(self._title, "view", ()))
        if title:
            tall = px(40) * len(text.wrap(self.theme, title, width - px(40), Type.TITLE))
            self._title.setGeometry(left, y, width, tall)
            y += tall + px(6)
        for row in self._rows:
            if not row.isHidden():
                row.setGeometry(left, y, width, max(Touch.MINIMUM, px(70)))
                y += row.height()
        y += px(10)
        shown = [each for each in self._buttons if not each.isHidden()]
        if shown:
            share = (width - px(10) * (len(shown) - 1)) // len(shown)
            for index, each in enumerate(shown):
                each.setGeometry(left + index * (share + px(10)), foot - button, share, button)
            foot -= button + px(10)
        heights = heights_within(self._sentences, width, foot - y - px(6) * len(self._sentences))
        for label, tall in zip(self._sentences, heights, strict=True):
            words = getattr(label, "view", "")
            label.setGeometry(left, y, width, tall)
            label.setVisible(bool(words) and tall > 0)
            y += tall + (px(6) if words else 0)

    def _show_found(self, view: MatchView) -> None:
        self._title.show_view(view.title)
        self._title.setVisible(bool(view.title))
        for index, row in enumerate(self._rows):
            if index < len(view.rows):
                row.show_view(view.rows[index])
            row.setVisible(index < len(view.rows))
        for index, label in enumerate(self._sentences):
            label.show_view(view.sentences[index] if index < len(view.sentences) else "")
        for button, shown in zip(self._buttons, (view.use, view.other, view.not_now), strict=True):
            if shown is not None:
                button.show_view(shown)
            button.setVisible(shown is not None)

    def _connect(self) -> None:
        presenter = self.presenter
        self._total.clicked.connect(lambda: self._type_into(TOTAL))
        self._energy.clicked.connect(lambda: self._type_into(ENERGY))
        self._start.decreased.connect(lambda: self._do(lambda: presenter.step(start=-1)))
        self._start.increased.connect(lambda: self._do(lambda: presenter.step(start=1)))
        self._end.decreased.connect(lambda: self._do(lambda: presenter.step(end=-1)))
        self._end.increased.connect(lambda: self._do(lambda: presenter.step(end=1)))
        self._compare.chosen.connect(self._ask)
        use, other, not_now = self._buttons
        use.chosen.connect(self._use)
        other.chosen.connect(lambda: self._do(presenter.another))
        not_now.chosen.connect(lambda: self._do(presenter.not_now))
        self._pad.typed.connect(lambda sign: self._pad.show_view(presenter.key(sign)))
        self._pad.accepted.connect(lambda: self._do(presenter.accept_typed))
        self._pad.cancelled.connect(lambda: self._do(presenter.cancel_typed))

    def _do(self, gesture: Callable[[], None]) -> None:
        gesture()
        self.changed.emit()

    def _type_into(self, key: str) -> None:
        self._pad.show_view(self.presenter.type_into(key))
        self._pad.open()
        self.changed.emit()

    def _ask(self) -> None:
        question = self.presenter.compare()
        if question is not None:
            self.wanted.emit(question)
        self.changed.emit()

    def _use(self) -> None:
        for command in self.presenter.use():
            self.asked.emit(command)
        self.changed.emit()
