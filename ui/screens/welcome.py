"""The first run: one question, three answers."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.commands import Role
from hemsapp.snapshot import Snapshot
from ui.paint import shapes
from ui.presenters.frame import Page, header
from ui.presenters.welcome import WelcomePresenter
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.theme import Theme
from ui.tokens import Colour, Touch, Type
from ui.views import ArchView, HeaderView, Level, Tone
from ui.widgets.arch import Arch
from ui.widgets.base import Painted
from ui.widgets.button import Button
from ui.widgets.segmented import Segmented
from ui.widgets.tile import Tile
from ui.widgets.why_sheet import WhySheet

_CARDS, _CARD_W, _CARD_STEP = 3, 299, 314.5
_EMBLEM = ArchView(0.36)


class Shapes(Painted[tuple[Level, ...]]):
    """Levels by their shapes alone, as a picture."""

    def sentence(self) -> str:
        """A picture without a statement."""
        return ""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint one beside the other."""
        theme, size, step = self.theme, self.theme.layout.px(20), box.width() / len(self.view)
        for index, level in enumerate(self.view):
            at = QRectF(box.left() + index * step, box.top(), step, box.height()).center()
            corner = at.toPoint().toPointF()
            corner.setX(corner.x() - size / 2)
            corner.setY(corner.y() - size / 2)
            shapes.draw(painter, level, corner, size, theme.level(level), theme.colour(Colour.BG))


class Globe(Painted[str]):
    """An icon by its name, as a picture beside what can be chosen."""

    def sentence(self) -> str:
        """A picture without a statement."""
        return ""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint it."""
        painter.drawPixmap(box.topLeft(), self.theme.icon(self.view, self.theme.colour(Colour.TEXT), box.height()))


class WelcomeScreen(Screen):
    """Covers rail and header until it is answered."""

    page = Page.WELCOME

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:  # noqa: ARG002 - no chip here
        super().__init__(theme, parent)
        self.presenter = WelcomePresenter()
        self._arch = Arch("welcome.arch", theme, self)
        self._shapes = Shapes("welcome.levels", theme, self)
        self._headline = Label("welcome.headline", theme, self, Type.HEADLINE, Tone.INK)
        self._question = Label("welcome.question", theme, self, Type.BODY)
        self._tiles: list[Tile] = []
        self._demo = WhySheet("welcome.sheet", theme, parent)
        self._globe = Globe("welcome.globe", theme, self)
        self._languages = Segmented("welcome.language", theme, self)
        self._languages.chosen.connect(lambda index: self.asked.emit(self.presenter.speak(index)))
        self._larger = Button("welcome.larger", theme, self)
        self._larger.chosen.connect(lambda: self.asked.emit(self.presenter.grow()))

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show the question."""
        view = self.presenter.present(snapshot)
        self._arch.show_view(_EMBLEM)
        self._shapes.show_view((Level.LOW, Level.NORMAL, Level.HIGH, Level.CRITICAL))
        self._headline.show_view(view.headline)
        self._question.show_view(view.question)
        if not self._tiles:
            for role, _ in view.roles:
                tile = Tile(f"welcome.{role.value}", self.theme, self)
                tile.clicked.connect(lambda _checked=False, role=role: self._answer(role))
                tile.setVisible(True)
                self._tiles.append(tile)
        for tile, (_, shown) in zip(self._tiles, view.roles, strict=True):
            tile.show_view(shown)
        self._globe.show_view("languages")
        self._languages.show_view(view.languages)
        self._larger.show_view(view.larger)
        self.place()
        return header(snapshot, now, "")

    def place(self) -> None:
        """The drawing covers the whole window, so its proportions do too."""
        across, down, px = self.width() / 1024, self.height() / 600, self.theme.layout.px
        self._arch.setGeometry(round(66 * across), round(34 * down), px(244), px(200))
        self._shapes.setGeometry(round(66 * across) + px(72), round(34 * down) + px(104), px(104), px(28))
        self._headline.setGeometry(round(348 * across), round(52 * down), round(640 * across), px(120))
        self._question.setGeometry(round(348 * across), round(52 * down) + px(122), round(600 * across), px(66))
        for index, tile in enumerate(self._tiles):
            left = round((48 + index * _CARD_STEP) * across)
            tile.setGeometry(left, round(246 * down), round(_CARD_W * across), round(246 * down))
        width = self._larger.sizeHint().width()
        right, height = round(976 * across), max(Touch.MINIMUM, px(60))
        left, top = round(48 * across), round(512 * down)
        self._globe.setGeometry(left, top + (height - px(28)) // 2, px(28), px(28))
        self._languages.setGeometry(
            left + px(36), top, min(self._languages.sizeHint().width(), right - width - left - px(52)), height
        )
        self._larger.setGeometry(right - width, round(514 * down), width, height)

    def _answer(self, role: Role) -> None:
        if role is Role.DEMO:
            self._demo.show_view(self.presenter.explain_demo())
            self._demo.open()
            return
        command, page = self.presenter.answer(role)
        self.asked.emit(command)
        self.opened.emit(page)
