"""The one window: rail, header, and the pages that it stacks, each made when it is first opened."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.commands import ReturnNow
from hemsapp.panel import Panel
from hemsapp.snapshot import Snapshot
from ui import accessible, i18n
from ui.announcements import Announcements
from ui.asking import Asking
from ui.explaining import Explaining
from ui.keyboard import Keyboard
from ui.manual.topics import help_key
from ui.motion import Motion
from ui.pages import SCREENS
from ui.place import Place
from ui.presenters.blank import blank
from ui.presenters.companion import led
from ui.presenters.events import band, details_key
from ui.presenters.frame import COVERING, NEXT, REAL_TIME, Page, following, rail
from ui.reading import Reader
from ui.resting import Resting
from ui.rewording import reword
from ui.screens.base import Screen
from ui.screens.connect import ConnectScreen
from ui.screens.gate import Gate
from ui.screens.gestures import Gestures
from ui.screens.manual import ManualScreen
from ui.screens.network import NetworkScreen
from ui.screens.prices import PricesScreen
from ui.telling import Telling
from ui.theme import Theme
from ui.tokens import Colour, Scheme
from ui.tokens import Screen as Size
from ui.widgets.event_band import EventBand
from ui.widgets.header import Header
from ui.widgets.rail import Rail

TICK_MS = 1000


class Window(QWidget):
    """Shows snapshots and passes commands on; `painted` carries a snapshot once its pixels are in the window.

    `wanted` carries a page's Question and what to call, on the Qt thread, with its Answer. `framed` says, once, that
    the first frame was painted.
    """

    asked = Signal(object)
    wanted = Signal(object, object)
    painted = Signal(object)
    framed = Signal()
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        now: Callable[[], Moment],
        *,
        is_demo: bool = False,
        place: Place | None = None,
        panel: Panel | None = None,
    ) -> None:
        super().__init__()
        accessible.install()
        self._written = place or Place()
        self.setObjectName("window")
        self.setWindowTitle("hemsapp")
        self.theme, self._now, self._is_demo = theme, now, is_demo
        self.snapshot: Snapshot | None = None
        self._style = i18n.style()
        self._is_still = theme.look.is_motion_reduced
        self._unpainted: Snapshot | None = None
        self._is_framed = False
        self._rail = Rail("rail", theme, self)
        self._header = Header("header", theme, self)
        self._band = EventBand("band", theme, self)
        self._band.hide()
        self._motion = Motion(theme, self)
        self._screens: dict[Page, Screen] = {}
        self._explaining = Explaining("why", theme, self)
        self._telling = Telling("toast", theme, self)
        self.page = Page.HOME
        self._asking = Asking(self)
        self._gate = Gate(theme, self, now)
        self.is_closable = True
        self._gestures = Gestures(self)
        self._keyboard = Keyboard(self)
        self.resting = Resting(self, theme, now, panel, self._written.coordinates)
        self._announcements = Announcements(self)
        self._reader = Reader(self, self._header, self._keyboard)
        self._connect()
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._ticked)
        self.open(Page.HOME)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show this from now on; the look follows the preferences, the first run asks (not in a demonstration)."""
        is_first = self.snapshot is None
        self.snapshot = self._unpainted = snapshot
        chosen = snapshot.preferences
        scheme = Scheme(chosen.theme.value)
        manners = chosen.manners
        self._speak(i18n.Style(manners.language, manners.temperature_scale, manners.hour_style))
        is_still = self._is_still or manners.is_motion_reduced
        self.theme.use(
            replace(self.theme.look, scheme=scheme, text_percent=manners.text_percent, is_motion_reduced=is_still)
        )
        if is_first and chosen.role is None and not self._is_demo:
            self.open(Page.WELCOME)
        if (page := led(snapshot, self.page)) is not None:
            self.open(page)
        self.present()
        self.update(0, 0, 1, 1)

    def _speak(self, style: i18n.Style) -> None:
        """Write like this from now on; what explains itself in another language is put away."""
        i18n.use(style)
        if style != self._style:
            self._style = style
            self._explaining.stop()
            reword(self)

    def present(self) -> None:
        """Show the present moment on the page that is open."""
        now = self._now()
        screen = self._screens[self.page]
        snapshot = self.snapshot or blank(now)
        self._gate.show(snapshot)
        self._rail.show_view(rail(self.page, screen.back))
        self._show_band(snapshot, now)
        running = None if self._band.isHidden() else self._band.view
        self._header.show_view(self._reader.on(screen.present(snapshot, now), snapshot, running, now))
        prices = self._screens.get(Page.PRICES)
        self._telling.show(snapshot, now, prices if isinstance(prices, PricesScreen) else None)
        self.resting.show(self.snapshot, now, screen.kept_ms)
        self._announcements.show(self._header.view, running, self._telling.view)

    def turn(self) -> None:
        """Do at once what is done each second: after time that passed at once."""
        self._ticked()

    def _show_band(self, snapshot: Snapshot, now: Moment) -> None:
        """A running event stands on every page, and above sheets; the page below makes room."""
        view = band(snapshot, now, is_narrow=self.theme.look.screen is Size.SMALL)
        was = self._band_height()
        if view is not None:
            self._band.show_view(view)
        if self._band.isHidden() is (view is not None):
            self._band.setVisible(view is not None)
            self._band.raise_()
        if self._band_height() != was:
            self._place()
            self._motion.band(self._band, was)

    def _band_height(self) -> int:
        return 0 if self._band.isHidden() else self._band.sizeHint().height()

    def open(self, key: str) -> None:
        """Open the page of that key, or with `next` the one that follows (C1FR33); Home alone before a snapshot.

        A key such as `event/4711` opens a page for one thing among several.
        """
        name, _, of = key.partition("/")
        page = following(self.page) if key == NEXT else Page(name)
        if self.snapshot is None:
            page = Page.HOME
        before = self._screens.get(self.page)
        if page is not self.page and ((before is not None and before.holds(key)) or self._gate.holds(page, key)):
            return
        screen = self._screen(page)
        if of:
            screen.about(of)
        if before is not None and before is not screen:
            before.left()
            self._keyboard.leave(before)
            before.hide()
            screen.came_from(before.page)
        self.page = page
        if self.snapshot is not None:
            screen.entered()
        for part in (self._rail, self._header):
            part.setVisible(page not in COVERING)
        self._place()
        self.present()
        screen.show()
        screen.raise_()
        self._motion.page(screen, before)
        self._telling.raise_()
        self.resting.raise_()
        self._keyboard.enter(screen)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to watch the pointer and the time."""
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            self._gestures.watch(handle)
            self.resting.watch(handle)
        self._tick.start()
        self.setFocus()
        self.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the tick; a kiosk is closed by its own process alone, by no key of the window (Alt+F4)."""
        if not self.is_closable:
            event.ignore()
            return
        self._tick.stop()
        self.closed.emit()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the measures of the screen that fits, and lay out."""
        super().resizeEvent(event)
        self.theme.resize(self.width(), self.height())
        self._place()
        self.present()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.theme.colour(Colour.BG))
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Say when a snapshot's pixels are in the window: Qt paints all that is due in one update request."""
        is_handled = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            if not self._is_framed:
                self._is_framed = True
                self.framed.emit()
            if self._unpainted is not None:
                snapshot, self._unpainted = self._unpainted, None
                self.painted.emit(snapshot)
        return is_handled

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Tab goes in reading order."""
        return self._keyboard.step(is_next=is_next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget wanted: arrows, Escape, `?` for the reason, Ctrl+Z for the toast."""
        if not self._keyboard.press(event):
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._rail.chosen.connect(self.open)
        self._header.back_pressed.connect(self._go_back)
        self._header.link_opened.connect(lambda: self.open(Page.NETWORK))
        self._header.help_opened.connect(lambda: self.open(help_key(self.page)))
        self._header.mail_opened.connect(lambda: self.open(Page.MESSAGES))
        self._gestures.swiped.connect(self._swiped)
        self._gestures.dropped.connect(self._dropped)
        self._gestures.held.connect(self.hold)
        self._gestures.touched.connect(self._keyboard.put_away)
        self._keyboard.went_back.connect(self._escape)
        self._keyboard.asked_why.connect(self.hold)
        self._keyboard.took_back.connect(self._telling.take_back)
        self._keyboard.pressed.connect(self.resting.wake)
        self._header.chip_opened.connect(self._open_chip)
        self._band.clicked.connect(self._open_event)
        self._band.returned.connect(self._return_now)
        self._gate.asked.connect(self.asked)
        self._gate.opened.connect(self.open)
        self._gate.wanted.connect(self.wanted)
        self._telling.asked.connect(self.asked)
        self._asking.wanted.connect(self.wanted)
        self._asking.answered.connect(self._answered)
        self.theme.changed.connect(self._restyled)

    def _screen(self, page: Page) -> Screen:
        if page not in self._screens:
            made = SCREENS[page](self.theme, self, is_demo=self._is_demo)
            if isinstance(made, NetworkScreen | ConnectScreen | ManualScreen):
                made.presenter.place = self._written
            made.lit_by(self.resting.panel)
            made.asked.connect(self._gate.ask)
            made.opened.connect(self.open)
            made.changed.connect(self.present)
            made.explained.connect(self._explaining.show)
            made.wanted.connect(partial(self._asking.want, made))
            self._screens[page] = made
            self._place()
        return self._screens[page]

    def _go_back(self) -> None:
        screen = self._screens[self.page]
        if not screen.up():
            self.open(screen.back)

    def _escape(self) -> None:
        """Escape: one level up; from a page of the rail, home."""
        if self.page in REAL_TIME and not self._screens[self.page].up():
            self.open(Page.HOME)
        elif self.page not in {*REAL_TIME, Page.WELCOME, Page.COMPANION}:
            self._go_back()

    @property
    def is_answered(self) -> bool:
        """Did the store answer everything that pages asked?"""
        return self._asking.is_over

    def _answered(self, screen: Screen) -> None:
        if self._screens.get(self.page) is screen:
            self.present()

    def _place(self) -> None:
        layout = self.theme.layout
        width, height = self.width(), self.height()
        self._rail.setGeometry(0, 0, layout.rail, height)
        right = layout.content_x + layout.content_w
        self._header.setGeometry(layout.content_x, 0, right - layout.content_x, layout.header)
        self._telling.place()
        banded, is_covered = self._band_height(), self.page in COVERING
        self._band.setGeometry(
            0 if is_covered else layout.rail, 0 if is_covered else layout.header, width, banded or layout.band
        )
        if not is_covered:
            self._band.resize(width - layout.rail, self._band.height())
        top = layout.header + banded
        below = QRect(layout.rail, top, width - layout.rail, height - top)
        self.resting.place()
        for page, screen in self._screens.items():
            screen.setGeometry(self.rect().adjusted(0, banded, 0, 0) if page in COVERING else below)

    def _restyled(self) -> None:
        self._place()
        for screen in self._screens.values():
            screen.place()
        self.update()

    def _ticked(self) -> None:
        self.present()
        self.resting.put_questions_away()
        screen = self._screens[self.page]
        self._gate.watch(self.resting.idle_s)
        if self.resting.idle_s * 1000 < screen.home_after_ms or screen.is_editing:
            return
        self._explaining.stop()
        if self.page not in {Page.HOME, Page.WELCOME}:
            self.open(Page.HOME)

    def _swiped(self, step: int) -> None:
        is_held = self._explaining.is_open or self._screens[self.page].is_editing
        if self.page not in COVERING and not is_held and not self._screens[self.page].swiped(step):
            self.open(following(self.page, step))

    def _dropped(self) -> None:
        self._screens[self.page].dropped()

    def hold(self, widget: QWidget) -> None:
        """A long press: what the page does about it, else why a number is what it is, if it can truly be said."""
        if self.snapshot is None or self._screens[self.page].held(widget.objectName()):
            return
        view = self._screens[self.page].why(widget.objectName(), self.snapshot, self._now())
        if view is not None:
            self._explaining.show(view)

    def _open_chip(self, index: int) -> None:
        key = self._header.view.chips[index].opens
        if key:
            self.open(key)

    def _open_event(self) -> None:
        event = None if self.snapshot is None else self.snapshot.events.current
        if event is not None:
            self._explaining.stop()
            self.open(details_key(event))

    def _return_now(self) -> None:
        event = None if self.snapshot is None else self.snapshot.events.current
        if event is not None:
            self.asked.emit(ReturnNow(event.issuer_event_id))
