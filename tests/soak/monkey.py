"""A monkey at the screen of a house in objects: a seed, days of events, weather, faults, and touches of every kind.

Everything happens on one thread, so a seed always gives the same days; the window is the real one, and so are the
engine, the store and the archive behind it.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import psutil
from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from devices.moment import Moment
from devices.sim.scenario import parse
from hemsapp.archive import answer
from hemsapp.archive.kept import Source
from hemsapp.commands import SetManners, SetTheme
from hemsapp.commands import Theme as Palette
from hemsapp.effects import DoWork, Effect
from hemsapp.manners import LANGUAGES, TEXT_SIZES_PERCENT
from hemsapp.play.player import Player, settings
from hemsapp.questions import Answer, Question
from hemsapp.work import Task, WorkEnded
from ui import finger
from ui.inspection import is_named
from ui.presenters.frame import Page
from ui.theme import Look, Theme
from ui.window import Window

FIRST = date(2026, 7, 14)
KEYS = ("Tab", "Shift+Tab", "Return", "Space", "Escape", "Left", "Right", "Up", "Down", "7", "a", "Backspace")
PROGRAMS = (
    "critical peak price #{n} from {start} for 1 h at 0.62",
    "emergency #{n} from {start} for 45 min with +4 F",
    "demand bidding #{n} from {start} for 1 h with +2 F",
)


def week(chance: random.Random, days: int) -> str:
    """A scenario: each day a message, an event that may be moved or taken back, and something that breaks."""
    lines = [f"date {FIRST}", "devices meter, hall thermostat, den pct, cellar load-switch", ""]
    for number in range(days):
        lines.append(f"day {FIRST + timedelta(days=number)}")
        lines.append(f'07:{chance.randrange(10, 60)} utility says "Hot today: cool early.", low, for 6 h')
        lines.append("09:30 radio cable pulled for 90 s")
        lines.append(f"11:{chance.randrange(10, 60)} meter silent for {chance.randrange(3, 12)} min")
        event = chance.choice(PROGRAMS).format(n=number + 1, start=f"{chance.randrange(14, 18)}:00")
        lines.append(f"12:30 utility {event}")
        if chance.random() < 0.3:
            lines.append(f"13:20 utility cancels #{number + 1}")
        lines.append("19:40 kiosk killed")
        lines.append("19:41 kiosk started")
    return "\n".join(lines) + "\n"


class Monkey:
    """One home, one window, one seed; `live` lets days pass with visits to the screen in between."""

    def __init__(self, folder: Path, seed: int, days: int) -> None:
        self._chance = random.Random(seed)
        scenario = parse(week(self._chance, days))
        fixed = settings(scenario)
        self._source = Source(folder / "home.db", fixed.zone, fixed.tariff, fixed.bill_day, folder)
        self._player = Player(scenario, folder, is_strict=False)
        self._player.kiosk.on_wish = self._wish
        self.touches = 0
        theme = Theme(Look())
        theme.apply()
        self._player.begin()
        self.window = Window(theme, self._now, is_demo=True)
        self.window.asked.connect(self._player.kiosk.take)
        self.window.wanted.connect(self._answer)
        self.window._gestures._hold.setInterval(1)  # a finger that rests is not waited for
        self.window.resize(1024, 600)
        self.window.show()
        self._show()
        for page in Page:  # whatever is made once is made now
            self.window.open(page)
            QApplication.processEvents()
        self.window.open(Page.HOME)

    @property
    def now_s(self) -> float:
        return self._player.now_s

    def live(self, seconds: float, visits: float) -> None:
        """Let so much time pass, with so many visits in an hour, by day and by night."""
        end_s = self.now_s + seconds
        while self.now_s < end_s:
            self._pass(min(end_s - self.now_s, self._chance.expovariate(visits / 3600)))
            if self.now_s < end_s:
                self._visit()

    def rest(self) -> None:
        """Nobody is there for seven minutes: Home, then the screen rests."""
        for _ in range(7):
            self._pass(60)

    def close(self) -> None:
        """End the window and the house."""
        self.window.close()
        self.window.deleteLater()
        self._player.close()

    # What it does

    def _visit(self) -> None:
        """A person, of sorts, is there for a few touches."""
        if self._chance.random() < 0.25:
            self._change_manners()
        acts = (self._tap, self._poke, self._swipe, self._drag, self._rest_finger, self._press_key)
        for _ in range(self._chance.randrange(3, 16)):
            self._pass(self._chance.uniform(0.4, 6.0))
            self._chance.choices(acts, (60, 8, 12, 8, 6, 10))[0]()
            self.touches += 1
            QApplication.processEvents()

    def _tap(self) -> None:
        widgets = sorted(self._touchable(), key=QWidget.objectName)
        if widgets:
            widget = self._chance.choice(widgets)
            finger.scroll_to(widget)
            finger.tap(self.window, widget.mapTo(self.window, widget.rect().center()))

    def _poke(self) -> None:
        finger.tap(self.window, self._anywhere())

    def _swipe(self) -> None:
        finger.stroke(self.window, self._anywhere(), self._anywhere())

    def _drag(self) -> None:
        charts = [each for each in self._touchable() if getattr(each, "takes_drags", False)]
        if charts:
            place = self._chance.choice(charts).rect()
            corner = charts[0].mapTo(self.window, QPoint(0, 0))
            ends = [corner + QPoint(self._chance.randrange(max(1, place.width())), place.height() // 2) for _ in "ab"]
            finger.stroke(self.window, *ends)

    def _rest_finger(self) -> None:
        at = self._anywhere()
        finger.down(self.window, at)
        QTest.qWait(5)
        finger.up(self.window, at)

    def _press_key(self) -> None:
        pressed = finger.combination(self._chance.choice(KEYS))
        assert pressed is not None
        finger.key(self.window, pressed)

    def _change_manners(self) -> None:
        kiosk, chance = self._player.kiosk, self._chance
        before = kiosk.seen().preferences.manners
        manners = replace(
            before,
            language=chance.choice(LANGUAGES),
            text_percent=chance.choice(TEXT_SIZES_PERCENT),
            is_motion_reduced=chance.random() < 0.5,
        )
        kiosk.take(SetManners(manners))
        kiosk.take(SetTheme(chance.choice(list(Palette))))
        self._show()

    # How the world goes on

    def _pass(self, seconds: float) -> None:
        """Time passes as it does: the window looks each half minute at least."""
        while seconds > 0:
            step_s = min(30.0, seconds)
            self._player.live_for(step_s)
            seconds -= max(step_s, 0.001)
            self._show()
            self.window.turn()
            QApplication.processEvents()

    def _show(self) -> None:
        if self._player.kiosk.is_running:
            self.window.show_snapshot(self._player.kiosk.seen())

    def _now(self) -> Moment:
        return self._player.kiosk.now

    def _answer(self, question: Question, reply: Callable[[Answer], None]) -> None:
        if self._player.kiosk.is_running:
            self._player.kiosk.catch_up()
            reply(answer(self._source, question, self._player.now))

    def _wish(self, effect: Effect) -> None:
        """Files, backups and joining devices need another thread, and are shown elsewhere."""
        if isinstance(effect, DoWork) and isinstance(effect.task, Task):
            self._player.kiosk.take(WorkEnded(effect.task, "", "Not now."))

    def _touchable(self) -> Iterator[QWidget]:
        for widget in self.window.findChildren(QWidget):
            if is_named(widget) and widget.isVisible() and widget.isEnabled():
                yield widget

    def _anywhere(self) -> QPoint:
        return QPoint(self._chance.randrange(self.window.width()), self._chance.randrange(self.window.height()))

    # What may not grow

    def counts(self) -> tuple[int, int]:
        """Qt objects below the window, and timers that run among them."""
        QApplication.processEvents()
        objects = self.window.findChildren(QObject)
        return len(objects), sum(isinstance(each, QTimer) and each.isActive() for each in objects)

    @staticmethod
    def resident_mb() -> float:
        return psutil.Process().memory_info().rss / 1e6
