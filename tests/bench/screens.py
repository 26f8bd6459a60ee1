"""What the screens cost on a processor that paints: a page's change, a frame of what moves, a finger's answer, rest.

Times are this process's own (CPU), so that a machine that works for others as well measures the same; where the wall
was looked at, the figure says so. The window is offscreen at 1024x600, as Qt's raster engine paints it anywhere.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QApplication, QWidget

from devices.moment import Moment
from hemsapp.clock import Clock
from hemsapp.snapshot import Snapshot
from tests.bench.figure import Figure, percentile
from ui import finger
from ui.presenters.frame import COVERING, Page
from ui.screens import cases
from ui.screens.sample_answers import serve
from ui.theme import Look, Theme
from ui.widgets.glide import Glide
from ui.window import Window

ROUNDS = 7
IDLE_S = 60
SPEAKS_S = 3
FRAMES_A_SECOND = 30
HOW = "processor time, offscreen, 1024x600"


class Frames(QObject):
    """The processor time of each turn of the window's painting."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 - Qt's signature
        """Count, and let it through."""
        self.count += event.type() == QEvent.Type.UpdateRequest
        return False


@contextmanager
def shown(look: Look, now: Callable[[], Moment] = lambda: cases.NOW) -> Iterator[Window]:
    """A window on the sample home, which answers its pages."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    theme = Theme(look)
    theme.apply()
    window = Window(theme, now, is_demo=True)
    serve(window)
    window.resize(1024, 600)
    window.show()
    window.show_snapshot(cases.normal())
    settle()
    yield window
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle() -> None:
    """Everything that is due is done and painted."""
    for _ in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents()


def spent_ms(act: Callable[[], object]) -> float:
    """Processor milliseconds from an act to the last frame of what came of it."""
    before_s = time.process_time()
    act()
    settle()
    return 1000 * (time.process_time() - before_s)


def pages() -> list[Figure]:
    """Every page is opened from Home again and again: its presenter, its store's answer, its words and its pixels."""
    times: dict[str, list[float]] = {}
    with shown(Look(is_motion_reduced=True)) as window:
        for _ in range(ROUNDS + 1):
            for page in Page:
                if page in COVERING:
                    continue
                window.open(Page.HOME if page is not Page.HOME else Page.MORE)
                settle()
                times.setdefault(page.value, []).append(spent_ms(lambda page=page: window.open(page)))  # type: ignore[misc]  # it is called at once
    figures = []
    first = {name: each[0] for name, each in times.items()}
    slowest = max(first, key=lambda name: first[name])
    for name, each in times.items():
        figures.append(
            Figure(f"page change: {name}", statistics.median(each[1:]), "ms", 120, f"median of {ROUNDS}, {HOW}")
        )
    figures.append(
        Figure("page change, the very first time", first[slowest], "ms", 120, f"the slowest, {slowest}; {HOW}")
    )
    return figures


def motion() -> list[Figure]:
    """A frame's cost while something moves; 30 frames a second are met when a frame costs less than 33 ms."""
    figures = []
    with shown(Look()) as window:
        frames = Frames(window)
        for name, act in _motions(window).items():
            costs, counts = [], []
            for _ in range(ROUNDS):
                _at_home(window)
                count, before_s = frames.count, time.process_time()
                act()
                _glide(window)
                counts.append(frames.count - count)
                costs.append(1000 * (time.process_time() - before_s) / max(1, counts[-1]))
            how = f"median of {ROUNDS}, {statistics.median(counts):.0f} frames in all, the first paints the page; {HOW}"
            figures.append(
                Figure(f"a frame while it moves: {name}", statistics.median(costs), "ms", 1000 / FRAMES_A_SECOND, how)
            )
    return figures


def _motions(window: Window) -> dict[str, Callable[[], object]]:
    return {
        "page": lambda: window.open(Page.BILL),
        "band": lambda: window.show_snapshot(cases.CASES["event-active"]()),
        "needle": lambda: window.show_snapshot(_with_demand(cases.normal(), 3100)),
    }


def _at_home(window: Window) -> None:
    window.show_snapshot(cases.normal())
    window.open(Page.HOME)
    _glide(window)


def _glide(window: Window) -> None:
    """Until everything that moves has come to rest: 0.3 s of real time, which is more than any motion takes."""
    end_s = time.monotonic() + 0.3
    while time.monotonic() < end_s or any(each.isVisible() for each in window.findChildren(Glide)):
        QApplication.processEvents()
        time.sleep(0.001)


def _with_demand(snapshot: Snapshot, watts: int) -> Snapshot:
    return replace(snapshot, power=replace(snapshot.power, demand_w=watts))


def press() -> list[Figure]:
    """From the finger to the pressed state in pixels, on every control that Home and the rail have."""
    costs = []
    with shown(Look(is_motion_reduced=True)) as window:
        for name in ("rail.bill", "rail.more", "home.price_now", "home.bill", "home.today", "home.cost_now"):
            for _ in range(ROUNDS):
                window.open(Page.HOME)
                settle()
                widget = window.findChild(QWidget, name)
                assert isinstance(widget, QWidget), name
                at = widget.mapTo(window, widget.rect().center())
                costs.append(spent_ms(lambda at=at: finger.down(window, at)))  # type: ignore[misc]  # it is called at once
                finger.up(window, QPoint(1, 1))
                settle()
    return [
        Figure(
            "a finger down to the pressed state in pixels, p99",
            percentile(costs, 0.99),
            "ms",
            100,
            f"{len(costs)} touches, {HOW}",
        )
    ]


def idle() -> list[Figure]:
    """A minute in which nobody is there and the meter speaks every 3 s: Home as it stays, and at a glance."""
    clock, figures = Clock(), []
    for name in ("Home", "Glance"):
        origin = clock.now()
        offset_s = 0.0 if name == "Home" else 400.0

        def now() -> Moment:
            moment = clock.now()
            return Moment(moment.utc, moment.monotonic_s + offset_s)  # noqa: B023 - it is called within the round

        with shown(Look(), now) as window:
            if name == "Glance":
                offset_s += 400.0
            window.turn()
            settle()
            assert window.resting.is_at_glance is (name == "Glance")
            used_s = _a_minute(window, now)
        del origin
        figures.append(
            Figure(
                f"idle at {name}, the meter speaks every {SPEAKS_S} s",
                100 * used_s / IDLE_S,
                "%",
                3,
                f"of one core, {IDLE_S} s, processor time of the window's process without the radio",
            )
        )
    return figures


def _a_minute(window: Window, now: Callable[[], Moment]) -> float:
    begin_s, used_s = time.monotonic(), time.process_time()
    said = 0
    while (passed_s := time.monotonic() - begin_s) < IDLE_S:
        if passed_s >= said * SPEAKS_S:
            said += 1
            snapshot, at = _with_demand(cases.normal(), 1500 + 37 * (said % 9)), now()
            link, power = replace(snapshot.link, meter_heard=at), replace(snapshot.power, heard=at)
            window.show_snapshot(replace(snapshot, at=at, link=link, power=power))
        QApplication.processEvents()
        time.sleep(0.02)
    return time.process_time() - used_s


def screens() -> list[Figure]:
    """All of these."""
    return [*pages(), *motion(), *press(), *idle()]
