"""The window at rest: what a first touch reaches, what wakes it, how bright it is, and what it costs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from devices.moment import Moment
from hemsapp.manners import DEFAULT_MANNERS
from hemsapp.snapshot import Snapshot
from tests.ui import ink
from tests.ui.screens.conftest import Kiosk
from ui.presenters.alerts import Chime
from ui.presenters.frame import Page
from ui.presenters.light import light_percent
from ui.presenters.rest import Phase
from ui.screens.cases import CASES, NOW, earlier, normal, with_manners
from ui.screens.event_cases import announced_event, with_events
from ui.tokens import Drift
from ui.widgets.glance import Glance, drift

LEFT = Qt.MouseButton.LeftButton
BY_DAY = DEFAULT_MANNERS.bright_percent


class FakePanel:
    """A back-light that writes down what it is told."""

    name, fault = "fake", ""

    def __init__(self) -> None:
        self.told: list[int] = []
        self.lux: float | None = None

    def show(self, percent: int) -> int:
        self.told.append(percent)
        return percent

    def restore(self) -> None:
        self.told.append(-1)

    def ambient_lux(self) -> float | None:
        return self.lux


@pytest.fixture
def kiosk(make_kiosk: Callable[..., Kiosk]) -> Kiosk:
    kiosk = make_kiosk()
    kiosk.window.resting.panel = FakePanel()
    kiosk.window.resting._light = None
    kiosk.window.show_snapshot(normal())
    return kiosk


def told(kiosk: Kiosk) -> list[int]:
    panel = kiosk.window.resting.panel
    assert isinstance(panel, FakePanel)
    return panel.told


def after(kiosk: Kiosk, seconds: float) -> None:
    """So much time passes, and the window's second comes; the meter goes on talking."""
    kiosk.now = Moment(kiosk.now.utc, kiosk.now.monotonic_s + seconds)
    kiosk.window.turn()


def shown(kiosk: Kiosk, snapshot: Snapshot) -> None:
    """That home, heard just now."""
    heard = replace(snapshot.power, heard=kiosk.now)
    link = replace(snapshot.link, meter_heard=kiosk.now)
    kiosk.window.show_snapshot(replace(snapshot, power=heard, link=link))


def press(kiosk: Kiosk, name: str) -> None:
    """A finger, as it is: whatever the screen's state."""
    QTest.mouseClick(kiosk.window.windowHandle(), LEFT, pos=kiosk.middle(kiosk.find(name)))


@pytest.mark.parametrize(("seconds", "is_glance"), [(301, True), (61, False)])
def test_the_touch_that_wakes_presses_nothing(kiosk: Kiosk, seconds: float, is_glance: bool) -> None:
    """users.md 24, C1FR33: neither on the glance screen nor on a dim Home does it reach the button beneath."""
    after(kiosk, seconds)
    assert kiosk.window.resting.is_at_glance is is_glance
    press(kiosk, "rail.bill")
    assert (kiosk.page(), kiosk.window.resting.is_at_glance) == (Page.HOME, False)
    after(kiosk, 0.3)
    press(kiosk, "rail.bill")
    assert kiosk.page() is Page.HOME
    after(kiosk, 0.4)
    press(kiosk, "rail.bill")
    assert kiosk.page() is Page.BILL


def test_a_slow_first_touch_is_no_press_no_swipe_and_no_long_press(kiosk: Kiosk) -> None:
    after(kiosk, 301)
    handle, middle = kiosk.window.windowHandle(), kiosk.middle(kiosk.find("home.cost_now"))
    QTest.mousePress(handle, LEFT, pos=middle)
    after(kiosk, 1)
    for step in range(1, 6):
        QTest.mouseMove(handle, middle - QPoint(step * 40, 0))
    QTest.mouseRelease(handle, LEFT, pos=middle - QPoint(200, 0))
    assert (kiosk.page(), kiosk.window._gestures._hold.isActive()) == (Page.HOME, False)


def test_a_panel_of_glass_wakes_it_as_a_pointer_does(kiosk: Kiosk) -> None:
    """users.md 24: touch events, from which Qt makes a pointer's, are held back as well."""
    device = QTest.createTouchDevice()
    handle, at = kiosk.window.windowHandle(), kiosk.middle(kiosk.find("rail.bill"))

    def touch() -> None:
        QTest.touchEvent(handle, device).press(0, at, handle).commit()
        QTest.touchEvent(handle, device).release(0, at, handle).commit()

    after(kiosk, 301)
    touch()
    assert (kiosk.page(), kiosk.window.resting.is_at_glance) == (Page.HOME, False)
    after(kiosk, 1)
    touch()
    assert kiosk.page() is Page.BILL


def test_the_first_key_only_wakes_too(kiosk: Kiosk) -> None:
    kiosk.find("rail.bill").setFocus()
    after(kiosk, 301)
    QTest.keyClick(kiosk.window.windowHandle(), Qt.Key.Key_Space)
    assert (kiosk.page(), kiosk.window.resting.is_at_glance) == (Page.HOME, False)
    after(kiosk, 1)
    kiosk.find("rail.bill").setFocus()
    QTest.keyClick(kiosk.window.windowHandle(), Qt.Key.Key_Space)
    assert kiosk.page() is Page.BILL


def test_a_pointer_that_passes_by_touches_nothing(kiosk: Kiosk) -> None:
    after(kiosk, 301)
    at = QPointF(300, 300)
    nothing = Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    passing = QMouseEvent(QEvent.Type.MouseMove, at, kiosk.window.mapToGlobal(at), nothing, nothing, keys)
    QApplication.sendEvent(kiosk.window.windowHandle(), passing)
    assert kiosk.window.resting.is_at_glance


def test_a_touch_gives_light_for_fifteen_seconds_at_least(kiosk: Kiosk) -> None:
    """C1NFR13.3, with the least that can be chosen."""
    after(kiosk, 301)
    press(kiosk, "home.cost_now")
    given = told(kiosk)[-1]
    after(kiosk, 14.9)
    assert (given, told(kiosk)[-1]) == (BY_DAY, BY_DAY)
    after(kiosk, 0.2)
    assert told(kiosk)[-1] < BY_DAY


def test_the_panel_is_told_what_changes_and_nothing_else(kiosk: Kiosk) -> None:
    manners = DEFAULT_MANNERS
    for _ in range(70):
        after(kiosk, 5)
    phases = (Phase.SOFT, Phase.DIMMED)  # the rest has the light of the dim Home: one writing is enough for both
    wanted = [BY_DAY, *(light_percent(phase, manners, 1.0) for phase in phases)]
    assert [each for at, each in enumerate(told(kiosk)) if not at or told(kiosk)[at - 1] != each] == wanted
    assert len(told(kiosk)) <= len(Phase) + 1


def test_the_glance_screen_covers_everything_and_says_one_sentence(kiosk: Kiosk) -> None:
    after(kiosk, 301)
    shown(kiosk, normal())
    glance = kiosk.find("glance")
    assert (glance.geometry(), glance.isVisible()) == (kiosk.window.rect(), True)
    assert kiosk.window.childAt(QPoint(20, 100)) is glance
    assert kiosk.text("glance").startswith("Normal price. $0.42/h. until 2 PM, then High")


def test_what_a_new_snapshot_brings_stays_below_the_glance_screen(kiosk: Kiosk) -> None:
    after(kiosk, 301)
    shown(kiosk, CASES["event-refused"]())  # toast and band come up
    kiosk.window.resting._rest._woken = earlier(3600)
    after(kiosk, 1)
    assert kiosk.window.resting.is_at_glance
    corners = [QPoint(20, 20), QPoint(500, 80), QPoint(500, 580)]
    assert {kiosk.window.childAt(each) for each in corners} == {kiosk.find("glance")}


def test_a_new_emergency_wakes_the_screen_in_the_middle_of_the_night_and_is_bright_to_its_end(kiosk: Kiosk) -> None:
    """Quiet hours never hide an emergency; DESIGN 17: as bright as can be, on the glance screen too."""
    rung: list[Chime] = []
    kiosk.window.resting.rang.connect(rung.append)
    kiosk.now = Moment(datetime(2026, 7, 14, 7, tzinfo=UTC), kiosk.now.monotonic_s)  # midnight at home
    after(kiosk, 301)
    assert (told(kiosk)[-1], kiosk.window.resting.is_at_glance) == (DEFAULT_MANNERS.rest_percent, True)
    shown(kiosk, CASES["event-emergency"]())
    assert (rung, told(kiosk)[-1], kiosk.window.resting.is_at_glance) == ([Chime.EMERGENCY], 100, False)
    after(kiosk, 301)
    assert (told(kiosk)[-1], kiosk.window.resting.is_at_glance) == (100, True)


def test_a_critical_price_at_night_waits_with_its_card_and_without_light_and_sound(kiosk: Kiosk) -> None:
    rung: list[Chime] = []
    kiosk.window.resting.rang.connect(rung.append)
    kiosk.now = Moment(datetime(2026, 7, 14, 7, tzinfo=UTC), kiosk.now.monotonic_s)
    after(kiosk, 301)
    shown(kiosk, with_events(normal(), announced_event()))
    assert (rung, kiosk.window.resting.is_at_glance) == ([], True)
    assert kiosk.find("home.event_card").isVisibleTo(kiosk.window)
    kiosk.now = Moment(datetime(2026, 7, 14, 14, 0, tzinfo=UTC), kiosk.now.monotonic_s + 1)  # 7 AM
    kiosk.window.turn()
    assert (rung, kiosk.window.resting.is_at_glance) == ([Chime.ANNOUNCED], False)


def test_a_sheet_that_nobody_answers_is_put_away_after_two_minutes_as_keep_saving(kiosk: Kiosk) -> None:
    """DESIGN 3"""
    shown(kiosk, CASES["event-active"]())
    press(kiosk, "home.step_out")
    sheet = kiosk.find("home.override")
    after(kiosk, 119)
    assert sheet.isVisible()
    after(kiosk, 2)
    assert (sheet.isVisible(), kiosk.asked) == (False, [])


def test_a_panel_that_cannot_dim_is_dimmed_by_paint_that_no_finger_feels(make_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = make_kiosk()
    kiosk.window.show_snapshot(normal())
    veil = kiosk.find("veil")
    assert not veil.isVisible()
    after(kiosk, 61)
    assert (veil.isVisible(), veil.geometry()) == (True, kiosk.window.rect())
    assert kiosk.window.childAt(kiosk.middle(kiosk.find("rail.bill"))) is kiosk.find("rail.bill")
    dim = kiosk.window.grab().toImage().pixelColor(kiosk.middle(kiosk.find("rail.home"))).lightness()
    press(kiosk, "rail.home")
    assert not veil.isVisible()
    assert dim < kiosk.window.grab().toImage().pixelColor(kiosk.middle(kiosk.find("rail.home"))).lightness()


def test_a_sensor_of_the_room_moves_the_light_slowly(kiosk: Kiosk) -> None:
    panel = kiosk.window.resting.panel
    assert isinstance(panel, FakePanel)
    panel.lux = 0.0
    seen = []
    for _ in range(4):
        kiosk.window.resting.wake()
        after(kiosk, 31)
        kiosk.window.resting.wake()
        seen.append(panel.told[-1])
    assert seen == sorted(seen, reverse=True)
    assert seen[0] > seen[-1]


class Paintings(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's signature
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.fixture
def paintings(kiosk: Kiosk) -> Iterator[Paintings]:
    counting = Paintings()
    kiosk.find("glance").installEventFilter(counting)
    yield counting
    kiosk.find("glance").removeEventFilter(counting)


def test_a_resting_screen_is_painted_when_something_changes_and_not_each_second(
    kiosk: Kiosk, paintings: Paintings
) -> None:
    kiosk.now = Moment(kiosk.now.utc, 100_020.0)  # a minute of its drift begins
    kiosk.window.resting._rest._woken = Moment(NOW.utc, 0.0)
    shown(kiosk, normal())
    QApplication.processEvents()
    paintings.count = 0
    for _ in range(30):
        after(kiosk, 1)
        QApplication.processEvents()
    assert paintings.count == 0
    after(kiosk, 30)
    QApplication.processEvents()
    assert paintings.count == 1
    kiosk.window.resting.wake()
    assert all(kiosk.find(name).updatesEnabled() for name in ("home", "home.cost_now", "rail", "header.link"))


def test_an_idle_home_paints_what_changes_and_nothing_else(kiosk: Kiosk) -> None:
    counting = {name: Paintings() for name in ("home.arch", "home.cost_now", "home.prices", "rail.bill", "veil")}
    shown(kiosk, normal())
    QApplication.processEvents()
    for name, each in counting.items():
        kiosk.find(name).installEventFilter(each)
    for _ in range(10):
        after(kiosk, 1)
        QApplication.processEvents()
    assert {name: each.count for name, each in counting.items()} == dict.fromkeys(counting, 0)


def test_a_veil_over_the_glance_screen_costs_no_paint_either(make_kiosk: Callable[..., Kiosk], qtbot: QtBot) -> None:
    kiosk = make_kiosk()
    kiosk.window.show_snapshot(normal())
    after(kiosk, 400)
    counting = {name: Paintings() for name in ("glance", "veil")}
    kiosk.now = Moment(kiosk.now.utc, 100_440.0)
    kiosk.window.turn()
    qtbot.wait(50)  # until what was shown is painted
    for name, each in counting.items():
        kiosk.find(name).installEventFilter(each)
    for _ in range(10):
        after(kiosk, 1)
        QApplication.processEvents()
    assert {name: each.count for name, each in counting.items()} == {"glance": 0, "veil": 0}


def test_the_drift_is_a_closed_path_that_rests_nowhere() -> None:
    path = [drift(step) for step in range(Drift.STEPS)]
    assert drift(Drift.STEPS) == path[0]
    assert max(abs(side) for at in path for side in at) <= 1
    assert len({(round(x, 6), round(y, 6)) for x, y in path}) > Drift.STEPS // 2
    assert all(one != other for one, other in pairwise(path))


@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1280, 800)])
def test_nothing_is_cut_or_overlaps_wherever_it_has_drifted(
    make_kiosk: Callable[..., Kiosk], size: tuple[int, int]
) -> None:
    kiosk = make_kiosk(size)
    glance = kiosk.find("glance")
    assert isinstance(glance, Glance)
    for language in ("en-US", "es-US", "fr-CA"):
        for case in ("normal", "silent", "big-numbers", "exporting", "no-tariff", "event-soon", "event-emergency",
                     "event-practice", "event-meter-silent"):  # fmt: skip
            kiosk.now = NOW
            kiosk.window.resting._rest._woken = earlier(3600)
            kiosk.window.show_snapshot(with_manners(CASES[case](), language=language, text_percent=150))
            view = glance.view
            for step in range(0, Drift.STEPS, 4):
                glance.show_view(replace(view, step=step))
                assert ink.faults(glance) == [], f"{case} in {language} at {step}"


def test_the_pixels_work_at_three_at_night_until_a_touch(kiosk: Kiosk) -> None:
    after(kiosk, 301)
    kiosk.now = Moment(datetime(2026, 7, 14, 10, 0, 20, tzinfo=UTC), kiosk.now.monotonic_s)
    shown(kiosk, normal())
    glance = kiosk.find("glance")
    assert isinstance(glance, Glance)
    lit = [glance.grab().toImage().pixelColor(x, 300).lightness() > 60 for x in range(0, 1024, 8)]
    assert 0.4 < sum(lit) / len(lit) < 0.6
    worked = set()
    for second in range(20, 24):
        glance.show_view(replace(glance.view, exercise=second))
        image = glance.grab().toImage()
        worked |= {x for x in range(0, 1024, 8) if image.pixelColor(x, 300).lightness() > 60}
    assert worked == set(range(0, 1024, 8))
    press(kiosk, "glance")
    assert not kiosk.window.resting.is_at_glance
