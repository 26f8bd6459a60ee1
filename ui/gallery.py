"""Pictures of every widget and every page in every state: the workbench, and the source of the golden images."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from devices.moment import Moment
from hemsapp.commands import Theme as ChosenTheme
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.kit_sheet import KitSheet
from ui.paint import text
from ui.presenters.frame import Page
from ui.presenters.glance import glance
from ui.screens.cases import CASES, JOINS, LABEL_ADDRESS, LABEL_CODE, NOW, no_meter, normal
from ui.screens.chain_scenes import CHAIN_SCENES
from ui.screens.comfort_cases import SCENES
from ui.screens.handover_cases import HANDOVER_SCENES
from ui.screens.health_cases import HEALTH_SCENES
from ui.screens.history_cases import HISTORY_SCENES, Scene
from ui.screens.join_scenes import JOIN_SCENES, JoinScene
from ui.screens.money_scenes import MONEY_SCENES
from ui.screens.network_cases import NETWORK_SCENES
from ui.screens.sample_answers import serve
from ui.screens.scanner import Scanner
from ui.screens.settings_scenes import SETTINGS_SCENES
from ui.screens.typing_scenes import TYPING_SCENES
from ui.specimens import Specimen, specimens
from ui.theme import Look, Theme
from ui.tokens import Colour, Scheme, Screen, Type
from ui.widgets.glance import Glance
from ui.widgets.hex_pad import HexPad
from ui.widgets.history_chart import HistoryChart
from ui.widgets.price_ribbon import PriceRibbon
from ui.window import Window

AT_REST = {
    name: CASES[name]
    for name in (
        *("normal", "high-price", "exporting", "no-tariff", "loading", "silent"),
        *("event-soon", "event-active", "event-meter-silent", "event-emergency"),
    )
}
SCHEMES = (Scheme.DARK, Scheme.LIGHT, Scheme.CONTRAST)
_NORMAL = "normal"
_QUICKLY_WRITTEN = 80  # these are looked at and thrown away
_SHEET_WIDTH, _MARGIN, _GAP, _CAPTION = 1280, 32, 16, 26


def run(directory: Path) -> list[Path]:
    """Paint everything into PNG files below the directory, which is made; gives their paths."""
    theme = Theme(Look(is_motion_reduced=True))
    written = []
    for scheme in SCHEMES:
        for screen in Screen:
            theme.use(replace(theme.look, scheme=scheme, screen=screen))
            written += [_save(image, directory / "screens" / name) for name, image in screens(theme)]
        theme.use(replace(theme.look, scheme=scheme, screen=Screen.MEDIUM))
        written += [
            _save(picture(each, theme), directory / "widgets" / scheme.value / f"{each.name}.png")
            for each in specimens()
        ]
        written.append(_save(kit(theme), directory / f"component-kit-{scheme.value}.png"))
        written.append(_save(contact_sheet(theme), directory / f"all-widgets-{scheme.value}.png"))
    return written


def picture(specimen: Specimen, theme: Theme) -> QImage:
    """The widget in that state, on the page's ground."""
    holder = QWidget()
    holder.setPalette(theme.palette())
    widget = specimen.build(theme, holder)
    holder.resize(widget.size())
    holder.show()
    if specimen.has_focus:
        holder.activateWindow()
        QApplication.processEvents()
        widget.setFocus()
    image = holder.grab().toImage()
    put_away(holder)
    return image


def kit(theme: Theme) -> QImage:
    """The component kit as it was drawn."""
    sheet = KitSheet(theme)
    sheet.show()
    sheet.focus()
    image = sheet.grab().toImage()
    put_away(sheet)
    return image


def put_away(widget: QWidget) -> None:
    """Close and destroy it now: whatever lives on is styled anew with every theme."""
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)


@contextmanager
def window_of(theme: Theme, now: Callable[[], Moment]) -> Iterator[Window]:
    """A window of the theme's screen, for as long as its pictures are taken."""
    window = Window(theme, now)
    window.resize(*theme.look.screen.value)
    yield window
    put_away(window)


def contact_sheet(theme: Theme) -> QImage:
    """All widgets in all states on one sheet, each with its name."""
    pictures = [(each.name, picture(each, theme)) for each in sorted(specimens(), key=lambda each: each.height)]
    places, height = flow([(image.width(), image.height()) for _, image in pictures], _SHEET_WIDTH - 2 * _MARGIN)
    sheet = QImage(_SHEET_WIDTH, height + 2 * _MARGIN, QImage.Format.Format_RGB32)
    sheet.fill(theme.colour(Colour.BG))
    painter = QPainter(sheet)
    for (name, image), place in zip(pictures, places, strict=True):
        at = QPoint(place[0] + _MARGIN, place[1] + _MARGIN)
        painter.drawImage(at, image)
        caption = QPointF(at.x(), at.y() + image.height() + _CAPTION - 8)
        text.draw_text(painter, theme, name, caption, Type.BADGE, theme.colour(Colour.TEXT3))
    painter.end()
    return sheet


def flow(sizes: list[tuple[int, int]], width: int) -> tuple[list[tuple[int, int]], int]:
    """Boxes in rows from the left, a row as high as its tallest; gives their corners and the whole height."""
    places: list[tuple[int, int]] = []
    x = y = tallest = 0
    for wide, high in sizes:
        if x and x + wide > width:
            x, y, tallest = 0, y + tallest + _CAPTION + _GAP, 0
        places.append((x, y))
        x += wide + _GAP
        tallest = max(tallest, high)
    return places, y + tallest + _CAPTION


def screens(theme: Theme) -> Iterator[tuple[str, QImage]]:
    """Home in every case, every other page in the normal one, ways out, stages of joining: (file name, picture)."""
    width, height = theme.look.screen.value
    look = f"{width}x{height}-{theme.look.scheme.value}"
    for name, make in CASES.items():
        pages = (Page.HOME, Page.EVENT) if name.startswith("event") else (Page.HOME, Page.BILL)
        with window_of(theme, lambda: NOW) as window:
            window.show_snapshot(in_scheme(make(), theme.look.scheme))
            for page in tuple(Page) if name == _NORMAL else pages:
                window.open(page)
                yield f"{page.value}-{name}-{look}.png", window.grab().toImage()
    for name, image in _scenes(theme):
        yield f"{name}-{look}.png", image
    for name, image in _played(theme):
        yield f"{name}-{look}.png", image
    for name, step in JOIN_SCENES.items():
        with window_of(theme, lambda: NOW) as window:
            yield f"{name}-{look}.png", walk(window, step).grab().toImage()
    with window_of(theme, lambda: NOW) as window:
        for name, image in _stepping_out(window, theme.look.scheme):
            yield f"override-{name}-{look}.png", image
        for name, image in _joining(window, theme.look.scheme):
            yield f"{Page.CONNECT.value}-{name}-{look}.png", image
    for name, make in AT_REST.items():
        yield f"glance-{name}-{look}.png", at_rest(theme, make(), NOW)


def at_rest(theme: Theme, snapshot: Snapshot, now: Moment) -> QImage:
    """The glance screen of that moment, in the middle of its drift."""
    i18n.use(i18n.Style())
    widget = Glance("glance", theme)
    widget.resize(*theme.look.screen.value)
    widget.show_view(replace(glance(snapshot, now), step=0))
    image = widget.grab().toImage()
    put_away(widget)
    return image


def _scenes(theme: Theme) -> Iterator[tuple[str, QImage]]:
    """Comfort, rules, programme, events, messages and devices, each in the states that it is about."""
    for name, (make, now, pages) in (SCENES | NETWORK_SCENES).items():
        with window_of(theme, partial(_at, now or NOW)) as window:
            window.show_snapshot(in_scheme(make(normal()), theme.look.scheme))
            for page in pages:
                window.open(page)
                yield f"{page}-{name}", window.grab().toImage()
            if "rules" in pages:
                button = window.findChild(QAbstractButton, "rules.more")
                assert button is not None
                window.open(Page.RULES)
                button.click()
                yield f"more-rules-{name}", window.grab().toImage()


def _played(theme: Theme) -> Iterator[tuple[str, QImage]]:
    """Prices, history, data, bills and rates, with what a finger does there."""
    every = (
        HISTORY_SCENES | MONEY_SCENES | TYPING_SCENES | SETTINGS_SCENES | HEALTH_SCENES | HANDOVER_SCENES | CHAIN_SCENES
    )
    for name, scene in every.items():
        with window_of(theme, partial(_at, scene.now)) as window:
            yield name, play(window, scene).grab().toImage()


def play(window: Window, scene: Scene) -> Window:
    """The window after the scene was played on it: opened, dragged, pressed."""
    if scene.is_answered:
        serve(window)
    window.show_snapshot(in_scheme(scene.make(), window.theme.look.scheme))
    window.show()  # what a press opens is laid out when it is seen
    window.open(scene.page)
    for place in scene.drag:
        chart = window.findChild(PriceRibbon, f"{scene.page}.ribbon")
        assert chart is not None
        chart.dragged.emit(place)
    _press(window, scene.pressed)
    if scene.pick is not None:
        bars = window.findChild(HistoryChart, f"{scene.page}.chart")
        assert bars is not None
        bars.dragged.emit(*scene.pick)
        bars.let_go.emit()
    if scene.rest is not None:
        _rest(window, scene)
    if scene.why:
        number = window.findChild(QWidget, scene.why)
        assert number is not None, f"there is no {scene.why}"
        window.hold(number)
    return window


def _rest(window: Window, scene: Scene) -> None:
    """A finger rests on the chart until something comes of it."""
    bars = window.findChild(HistoryChart, f"{scene.page}.chart")
    assert bars is not None
    assert scene.rest is not None
    at = bars.point_at(scene.rest)
    press = QMouseEvent(
        QEvent.Type.MouseButtonPress,
        at,
        QPointF(bars.mapToGlobal(at)),
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(bars, press)
    window.hold(bars)


def walk(window: Window, scene: JoinScene) -> Window:
    """The window after the scene was played on it; keys that only a part of it needs are pressed by their name."""
    scheme, look = window.theme.look.scheme, window.snapshot
    window.show_snapshot(_as(scene.make(), look, scheme))
    window.show()
    window.open(scene.page)
    _press(window, scene.pressed)
    if scene.scanned:
        scanner = window.findChild(Scanner)
        assert scanner is not None
        scanner.read.emit(scene.scanned)
    _press(window, scene.after[:1])
    if scene.then is not None:
        window.show_snapshot(_as(scene.then(), look, scheme))
    _press(window, scene.after[1:])
    return window


def _as(made: Snapshot, seen: Snapshot | None, scheme: Scheme) -> Snapshot:
    """In the manners of what was shown before."""
    made = in_scheme(made, scheme)
    if seen is None:
        return made
    return replace(made, preferences=replace(made.preferences, manners=seen.preferences.manners))


def _press(window: Window, names: tuple[str, ...]) -> None:
    for name in names:
        button = window.findChild(QAbstractButton, name)
        assert button is not None, f"there is no {name} to press"
        button.click()


def _at(moment: Moment) -> Moment:
    return moment


def _stepping_out(window: Window, scheme: Scheme) -> Iterator[tuple[str, QImage]]:
    """The ways out of an event: of one room, of all, and while an answer is awaited."""
    window.show_snapshot(in_scheme(CASES["event-active"](), scheme))
    window.open(Page.HOME)
    for name, pressed in (("room", "step_out"), ("all", "override.rooms.1"), ("sending", "override.primary")):
        button = window.findChild(QAbstractButton, f"home.{pressed}")
        assert button is not None
        button.click()
        yield name, window.grab().toImage()


def _joining(window: Window, scheme: Scheme) -> Iterator[tuple[str, QImage]]:
    """A label is typed, with one slip; then every way in which joining may go."""
    window.show_snapshot(in_scheme(no_meter(), scheme))
    window.open(Page.CONNECT)
    skip = window.findChild(QAbstractButton, "connect.air.primary")
    assert skip is not None
    skip.click()
    pad = window.findChild(HexPad)
    assert pad is not None
    for name, digits in (("address", LABEL_ADDRESS), ("code", LABEL_CODE.replace("39B2", "3982"))):
        for digit in digits:
            pad.typed.emit(digit)
        yield name, window.grab().toImage()
        pad.accepted.emit()
    for name, make in JOINS.items():
        window.show_snapshot(in_scheme(make(), scheme))
        yield name, window.grab().toImage()


def in_scheme(snapshot: Snapshot, scheme: Scheme) -> Snapshot:
    """The same house, seen by a person who chose that palette."""
    return replace(snapshot, preferences=replace(snapshot.preferences, theme=ChosenTheme(scheme.value)))


def _save(image: QImage, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(path), None, _QUICKLY_WRITTEN):
        raise OSError(f"the picture {path} could not be written; is the disk full, the directory read-only?")
    return path
