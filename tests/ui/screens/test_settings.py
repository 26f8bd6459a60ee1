"""Settings: what a finger or a key changes holds at once, is asked for as a command, and is never a refused value."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from hemsapp.commands import Command, SetBillDay, SetClock, SetManners, SetTheme, Theme
from hemsapp.manners import HourStyle, Manners, TemperatureScale
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.presenters.settings_panels import LIT_SECONDS
from ui.screens import cases
from ui.screens.cases import with_manners
from ui.screens.sample_answers import serve
from ui.tokens import Scheme
from ui.widgets.slider import Slider

SUBJECTS = ("time", "bill_date", "screen", "language", "sounds", "pin", "backup", "diagnostics")


def slider(kiosk: Kiosk, name: str) -> Slider:
    found = kiosk.find(name)
    assert isinstance(found, Slider)
    return found


def take(kiosk: Kiosk) -> Command:
    """The one command that was asked for."""
    (command,) = kiosk.asked
    kiosk.asked.clear()
    return command


def test_settings_show_each_subject_with_its_present_value(kiosk: Kiosk) -> None:
    """Mockup 16."""
    kiosk.tap("rail.more")
    kiosk.tap("more.settings")
    assert kiosk.page() is Page.SETTINGS
    rows = [kiosk.text(f"settings.{key}") for key in SUBJECTS]
    assert rows == [
        "Time and date, 1:12 PM",
        "Bill date, 24th",
        "Screen, Dark",
        "Language, English",
        "Sounds, Quiet 10 PM",
        "PIN, Off",
        "Backup and update, None yet",
        "Diagnostics, All OK",
    ]


def test_the_clock_is_set_with_steppers(kiosk: Kiosk) -> None:
    """C1NFR13.2"""
    kiosk.window.open("settings/time")
    kiosk.tap("clock.source.1")
    kiosk.tap("clock.hour.more")
    kiosk.tap("clock.set")
    assert isinstance(take(kiosk), SetClock)
    kiosk.tap("clock.hours.1")
    assert take(kiosk) == SetManners(Manners(hour_style=HourStyle.TWENTY_FOUR))


def test_a_time_that_is_being_set_keeps_the_page_open(kiosk: Kiosk) -> None:
    """C1NFR13.2"""
    kiosk.window.open("settings/time")
    kiosk.tap("clock.source.1")
    kiosk.tap("clock.minute.more")
    kiosk.now = cases.earlier(-70)
    kiosk.window._ticked()
    assert kiosk.page() is Page.SETTINGS


def test_the_bill_date_is_one_touch_on_a_day(kiosk: Kiosk) -> None:
    """C1FR35"""
    kiosk.window.open("settings/bill_date")
    kiosk.tap("bill_date.day.9")
    assert take(kiosk) == SetBillDay(9)
    kiosk.tap("bill_date.new")
    assert kiosk.page() is Page.BILL


def test_the_read_dates_of_earlier_bills_stand_below_the_days(kiosk: Kiosk) -> None:
    """C1FR35, users.md 3: the month is not the bill."""
    serve(kiosk.window)
    kiosk.tap("rail.more")
    kiosk.tap("more.settings")
    kiosk.tap("settings.bill_date")
    dates = [kiosk.text(f"bill_date.read{index}") for index in range(2)]
    assert all(each.startswith("An earlier bill began, ") for each in dates)
    assert dates[0] != dates[1]


def test_the_look_follows_what_is_stored(kiosk: Kiosk) -> None:
    kiosk.window.open("settings/screen")
    assert [kiosk.text(f"screen.theme.{index}") for index in range(3)] == ["Dark", "Light", "High contrast"]
    kiosk.tap("screen.theme.1")
    assert take(kiosk) == SetTheme(Theme.LIGHT)
    kiosk.tap("screen.text.2")
    assert take(kiosk) == SetManners(Manners(text_percent=150))
    s = cases.normal()
    light = replace(s, preferences=replace(s.preferences, theme=Theme.LIGHT))
    kiosk.window.show_snapshot(with_manners(light, text_percent=150))
    assert (kiosk.window.theme.look.scheme, kiosk.window.theme.look.text_percent) == (Scheme.LIGHT, 150)


def test_a_slider_is_moved_by_a_drag_a_tap_and_the_arrow_keys(kiosk: Kiosk) -> None:
    """C1NFR13.3, and operation by keys alone."""
    kiosk.window.open("settings/screen")
    bright = slider(kiosk, "screen.bright")
    assert bright.accessibleName() == "Brightness when you use it, 80\N{THIN SPACE}%"
    bright.setFocus()
    QTest.keyClick(bright, Qt.Key.Key_Right)
    assert take(kiosk) == SetManners(Manners(bright_percent=85))
    QTest.keyClick(bright, Qt.Key.Key_Down)
    assert kiosk.asked == [], "down moves the page or the focus, not the knob"
    y = bright.height() - 20
    left = bright.mapTo(kiosk.window, QPoint(bright.width() // 2, y))
    kiosk.swipe(left, left - QPoint(200, 0))
    dragged = take(kiosk)
    assert isinstance(dragged, SetManners)
    assert dragged.manners.bright_percent < 30
    assert kiosk.page() is Page.SETTINGS, "a drag on a slider is no swipe"
    handle = kiosk.window.windowHandle()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=bright.mapTo(kiosk.window, QPoint(bright.width() - 4, y)))
    assert take(kiosk) == SetManners(Manners(bright_percent=100))


def test_a_finger_that_scrolls_over_a_slider_does_not_move_it(kiosk: Kiosk) -> None:
    kiosk.window.open("settings/screen")
    bright = slider(kiosk, "screen.bright")
    start = bright.mapTo(kiosk.window, QPoint(bright.width() // 4, bright.height() - 20))
    kiosk.swipe(start, start - QPoint(0, 150))
    assert kiosk.asked == []


def test_at_rest_the_screen_is_never_set_brighter_than_in_use(kiosk: Kiosk) -> None:
    """C1NFR13.3: what the engine would refuse cannot be asked for."""
    kiosk.window.show_snapshot(with_manners(cases.normal(), bright_percent=30, rest_percent=30))
    kiosk.window.open("settings/screen")
    assert len(slider(kiosk, "screen.at_rest").view.texts) == 7
    slider(kiosk, "screen.bright").setValue(0)
    assert take(kiosk) == SetManners(Manners(bright_percent=10, rest_percent=10))


def test_every_step_of_every_manner_is_one_that_can_be(kiosk: Kiosk) -> None:
    """C1NFR13.3: at least 15 s of light, at most ten minutes; quiet hours go round the clock."""
    manners = Manners(lit_seconds=LIT_SECONDS[0])
    for _ in range(len(LIT_SECONDS) - 1):
        kiosk.window.show_snapshot(with_manners(cases.normal(), lit_seconds=manners.lit_seconds))
        kiosk.window.open("settings/screen")
        kiosk.tap("screen.lit.more")
        told = take(kiosk)
        assert isinstance(told, SetManners)
        manners = told.manners.checked()
    assert manners.lit_seconds == LIT_SECONDS[-1]
    kiosk.window.open("settings/sounds")
    for _ in range(5):
        kiosk.tap("sounds.from.more")
        told = take(kiosk)
        assert isinstance(told, SetManners)
        manners = told.manners.checked()
        kiosk.window.show_snapshot(with_manners(cases.normal(), quiet_from=manners.quiet_from))
    assert (manners.quiet_from.hour, manners.quiet_from.minute) == (0, 30)


@pytest.mark.parametrize(
    ("key", "name", "changed"),
    [
        ("screen", "screen.sun", Manners(does_light_follow_sun=False)),
        ("screen", "screen.rests", Manners(does_rest=False)),
        ("screen", "screen.still", Manners(is_motion_reduced=True)),
        ("language", "language.tongue.1", Manners(language="es-US")),
        ("language", "language.scale.1", Manners(temperature_scale=TemperatureScale.CELSIUS)),
        ("sounds", "sounds.on", Manners(are_sounds_on=False)),
    ],
)
def test_a_switch_asks_for_its_manner_alone(kiosk: Kiosk, key: str, name: str, changed: Manners) -> None:
    kiosk.window.open(f"settings/{key}")
    kiosk.tap(name)
    assert take(kiosk) == SetManners(changed)
