"""The window's light and rest: what the screen does by itself, and what a first touch does to it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.daylight import Coordinates
from hemsapp.manners import DEFAULT_MANNERS, Manners
from hemsapp.panel import NoPanel, Panel
from hemsapp.snapshot import Snapshot
from ui.presenters.alerts import Alerts, emergency
from ui.presenters.blank import blank
from ui.presenters.glance import glance
from ui.presenters.light import day_share, light_percent
from ui.presenters.rest import SHEET_S, Phase, Rest
from ui.theme import Theme
from ui.tokens import Milliseconds
from ui.widgets.glance import Glance
from ui.widgets.sheet import Sheet
from ui.widgets.veil import Veil

_LOOK_S = 30
_NOTICED_PERCENT = 4
"""The room's light moves the screen's by steps that are worth a write."""
_SENSOR_SHARE = 0.5

_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin, QEvent.Type.KeyPress)
_RELEASES = (QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel, QEvent.Type.KeyRelease)


class Resting(QObject):
    """Dims, shows the glance screen, wakes, and keeps the touch that wakes from every widget (users.md 24).

    `rang` carries the Chime of what is new. The panel is told what changes; what it cannot dim, a veil does.
    """

    rang = Signal(object)

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        now: Callable[[], Moment],
        panel: Panel | None = None,
        place: Coordinates | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._now, self._place = window, now, place
        self.panel: Panel = panel or NoPanel()
        self._rest, self._alerts = Rest(now()), Alerts()
        self._snapshot: Snapshot | None = None
        self._looked: Moment | None = None
        self._day = 1.0
        self._light: tuple[Phase, bool, int] | None = None
        self._glance = Glance("glance", theme, window)
        self._glance.hide()
        self._veil = Veil("veil", window)

    def watch(self, handle: QWindow) -> None:
        """Begin, once the window has its handle and everybody else watches it: it sees each event first."""
        handle.installEventFilter(self)

    def place(self) -> None:
        """Cover the whole window."""
        for part in (self._glance, self._veil):
            part.setGeometry(self._window.rect())

    @property
    def is_at_glance(self) -> bool:
        """Does the glance screen cover the pages?"""
        return not self._glance.isHidden()

    @property
    def phase(self) -> Phase:
        """How far the screen has gone to rest."""
        return self._rest.phase(self._manners, self._now())

    @property
    def idle_s(self) -> float:
        """How long nobody touched it, and nothing woke it."""
        return self._rest.idle_s(self._now())

    def show(self, snapshot: Snapshot | None, now: Moment, kept_ms: int = Milliseconds.TO_HOME) -> None:
        """Hear what is new, and show how far the screen has gone to rest; the open page is not dimmed for `kept_ms`."""
        self._snapshot = snapshot
        self._rest.kept_s = kept_ms / 1000
        if snapshot is not None:
            alert = self._alerts.hear(snapshot, now)
            if alert is not None and alert.wakes:
                self._rest.wake(now)
            if alert is not None and alert.chime is not None:
                self.rang.emit(alert.chime)
        self._follow(now)

    def wake(self) -> None:
        """Somebody is there, or should look: bright at once."""
        now = self._now()
        self._rest.wake(now)
        self._follow(now)

    def put_questions_away(self) -> None:
        """After two minutes without an answer every sheet closes as if its dark border had been pressed."""
        if self.idle_s >= SHEET_S:
            for sheet in self._window.findChildren(Sheet):
                if sheet.isVisible():
                    sheet.dismissed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """Note each touch and key; True keeps those that only wake from everything below."""
        kind, now = event.type(), self._now()
        if kind in _PRESSES:
            is_swallowed = self._rest.pressed(self._manners, now)
            self._follow(now)
            return is_swallowed
        if kind == QEvent.Type.Wheel:
            is_swallowed = self._rest.pressed(self._manners, now)
            self._rest.released(now)
            self._follow(now)
            return is_swallowed
        if kind in _RELEASES:
            return self._rest.released(now)
        is_dragged = isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseMove and bool(event.buttons().value)
        return self._rest.moved(now) if is_dragged or kind == QEvent.Type.TouchUpdate else False

    @property
    def _manners(self) -> Manners:
        return DEFAULT_MANNERS if self._snapshot is None else self._snapshot.preferences.manners

    def _follow(self, now: Moment) -> None:
        """Glance, light and veil as the phase wants them."""
        phase = self._rest.phase(self._manners, now)
        if phase is Phase.GLANCE:
            self._glance.show_view(glance(self._snapshot or blank(now), now))
        if self.is_at_glance is not (phase is Phase.GLANCE):
            self._cover(is_covered=phase is Phase.GLANCE)
        self._give_light(phase, now)
        self.raise_()

    def raise_(self) -> None:
        """Lie over what was opened meanwhile; raised without need they would be painted anew."""
        if self._window.children()[-2:] != [self._glance, self._veil]:
            self._glance.raise_()
            self._veil.raise_()

    def _cover(self, *, is_covered: bool) -> None:
        """Show the glance screen or take it away; what it covers is kept up to date, and not painted."""
        parts = self._window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        for part in parts:
            if part not in {self._glance, self._veil}:
                part.setUpdatesEnabled(not is_covered)
        self._glance.setVisible(is_covered)

    def _give_light(self, phase: Phase, now: Moment) -> None:
        """Tell the panel when the phase changed, or the light by as much as an eye sees."""
        self._look_out(now)
        is_emergency = self._snapshot is not None and emergency(self._snapshot) is not None
        percent = light_percent(phase, self._manners, self._day, is_emergency=is_emergency)
        before = self._light
        if before is not None and before[:2] == (phase, is_emergency) and abs(before[2] - percent) < _NOTICED_PERCENT:
            return
        self._light = (phase, is_emergency, percent)
        given = self.panel.show(percent)
        lit = light_percent(Phase.LIT, self._manners, self._day)
        self._veil.dim(1.0 if given <= percent else min(1.0, percent / lit))

    def _look_out(self, now: Moment) -> None:
        """How light it is, now and then; a sensor's word counts half, that a shadow passing does not flicker."""
        if self._snapshot is None or (self._looked is not None and now.seconds_since(self._looked) < _LOOK_S):
            return
        is_first, self._looked = self._looked is None, now
        lux = self.panel.ambient_lux()
        day = day_share(self._snapshot, now, self._place, lux)
        self._day = day if is_first or lux is None else self._day + (day - self._day) * _SENSOR_SHARE
