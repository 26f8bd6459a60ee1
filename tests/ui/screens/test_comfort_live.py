"""Comfort and its rules on the true engine: what a finger asks for reaches thermostats, and what they did is shown."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.hemsapp.events_home import EventsHome
from tests.hemsapp.test_events_home import EVENT, HOUR, SECONDS
from tests.ui.screens.conftest import Kiosk
from tests.ui.screens.test_events_live import House
from ui import i18n
from ui.presenters.frame import Page


@pytest.fixture
def house(make_kiosk: Callable[..., Kiosk]) -> House:
    return House(EventsHome(), make_kiosk())


def degrees(house: House) -> list[int]:
    return [i18n.steps(each) for each in house.set_points()]


def test_a_room_is_set_by_touch_and_shown_as_the_thermostat_confirms_it(house: House, qtbot: QtBot) -> None:
    """UC96.1.8: done only after it was read back."""
    kiosk = house.kiosk
    kiosk.tap("rail.comfort")
    before = degrees(house)
    assert kiosk.text("comfort.dial.number") == f"{before[0]}°"
    kiosk.tap("comfort.more")
    kiosk.tap("comfort.more")
    assert kiosk.text("comfort.dial.state") == "A moment…"
    qtbot.waitUntil(lambda: kiosk.text("comfort.dial.state") != "A moment…", timeout=4000)
    assert kiosk.text("comfort.dial.state") == "Sending…"
    house.run(3 * SECONDS)
    assert degrees(house) == [before[0] + 2, before[1]]
    assert kiosk.text("comfort.dial.number") == f"{before[0] + 2}°"
    assert kiosk.text("comfort.rules").startswith(f"Now {before[0] + 2}°")


def test_a_room_leaves_the_event_on_comfort_and_comes_back(house: House) -> None:
    """UC96.1.10, C1FR36"""
    kiosk = house.kiosk
    house.home.announce(EVENT)
    house.run(HOUR + 5 * SECONDS)
    kiosk.tap("rail.comfort")
    normal, saving = kiosk.find("comfort.dial.arch").view.ghost_word, degrees(house)[0]  # type: ignore[attr-defined]  # its view
    assert kiosk.text("comfort.rules").startswith(f"Now {saving}° instead of {normal}")
    kiosk.tap("comfort.part")
    house.run(3 * SECONDS)
    assert [f"{each}°" for each in degrees(house)] == [normal, f"{saving}°"]
    assert kiosk.text("comfort.part") == "Come back in"
    kiosk.tap("comfort.part")
    house.run(3 * SECONDS)
    assert degrees(house) == [saving, saving]
    assert kiosk.text("comfort.part") == "Leave the event"


def test_why_tells_the_programme_and_the_event(house: House) -> None:
    kiosk = house.kiosk
    house.home.announce(EVENT)
    house.run(HOUR + 5 * SECONDS)
    kiosk.tap("rail.comfort")
    kiosk.tap("comfort.why")
    rows = kiosk.find("why.body").view.rows  # type: ignore[attr-defined]  # every widget has its view
    assert rows[-2].label == "Critical price, until 3:00 PM"
    assert rows[-1].value == f"{degrees(house)[0]}°"


def test_rules_that_are_saved_hold_in_the_next_event(house: House) -> None:
    """C1FR38"""
    kiosk = house.kiosk
    kiosk.tap("rail.comfort")
    kiosk.tap("comfort.change")
    kiosk.tap("rules.critical.offset.less")
    kiosk.tap("rules.save")
    house.run(SECONDS)
    assert kiosk.find("rules.critical.offset").view.text == "+3°"  # type: ignore[attr-defined]  # every widget has its view
    house.home.announce(EVENT)
    house.run(5 * SECONDS)
    snapshot = kiosk.window.snapshot
    assert snapshot is not None
    assert snapshot.events.coming is not None
    planned = [i18n.steps(each.planned_centi_c or 0) for each in snapshot.events.coming.participations]
    assert planned == [degrees(house)[0] + 3, degrees(house)[1] + 4]


def test_a_programme_that_is_saved_stands_in_the_house(house: House) -> None:
    """C1FR37"""
    kiosk = house.kiosk
    kiosk.tap("rail.comfort")
    kiosk.tap("comfort.programme")
    kiosk.tap("programme.period1.set_point.less")
    kiosk.tap("programme.save")
    house.run(3 * SECONDS)
    snapshot = kiosk.window.snapshot
    assert snapshot is not None
    assert len(snapshot.comfort.thermostats[0].periods) >= 4
    kiosk.window.open(Page.COMFORT)
    assert kiosk.text("comfort.dial.state").startswith("cooling · Day until")


def test_hold_holds_and_lets_go(house: House) -> None:
    kiosk = house.kiosk
    kiosk.tap("rail.comfort")
    kiosk.tap("comfort.hold")
    house.run(SECONDS)
    assert (kiosk.text("comfort.hold"), kiosk.text("comfort.dial.state")) == ("Stop holding", "cooling · held")
    kiosk.tap("comfort.hold")
    house.run(SECONDS)
    assert kiosk.text("comfort.hold") == "Hold"
