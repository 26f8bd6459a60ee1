"""The screens of events on the true engine: what a finger asks for reaches thermostats, and what they did is shown."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from hemsapp import commands
from hemsapp.commands import Command, Role
from tests.hemsapp.events_home import EventsHome
from tests.hemsapp.test_events_home import EVENT, HOUR, MINUTE, SECONDS
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page


class House:
    """A home with its engine, and the window that shows it; every wish of the window goes to the engine."""

    def __init__(self, home: EventsHome, kiosk: Kiosk) -> None:
        self.home, self.kiosk = home, kiosk
        kiosk.window.asked.connect(self._hear)
        home.hear(commands.Welcome(Role.HOME))
        self.run(MINUTE)

    def run(self, span: timedelta) -> None:
        """Time passes, then the window shows the moment."""
        self.home.run(span)
        self.show()

    def show(self) -> None:
        self.kiosk.arrive(self.home.at)
        self.kiosk.window.show_snapshot(self.home.engine.snapshot(self.home.at))

    def set_points(self) -> list[int]:
        return [each.cooling_centi_c for each in self.home.thermostats.values()]

    def _hear(self, command: Command) -> None:
        self.home.hear(command)


@pytest.fixture
def house(make_kiosk: Callable[..., Kiosk]) -> House:
    return House(EventsHome(), make_kiosk())


def test_an_event_is_kept_left_rejoined_and_over_by_touch_alone(house: House) -> None:
    """UC96.1.16, UC96.1.18, UC96.1.20, UC96.1.25, C1FR36"""
    kiosk = house.kiosk
    house.home.announce(EVENT)
    house.run(2 * SECONDS)
    kiosk.tap("home.event_card.0")
    house.run(SECONDS)
    assert not kiosk.find("home.event_card").isVisible()
    assert kiosk.text("header.chip0").startswith("Today 1")
    house.run(HOUR)
    assert house.set_points() == [2553, 2553]
    assert kiosk.text("band").startswith("Critical price · ends 3:00 PM")
    assert kiosk.text("home.event_room").endswith("warmer because of this event")

    kiosk.tap("home.step_out")
    kiosk.tap("home.override.rooms.2")
    kiosk.tap("home.override.option2")
    kiosk.tap("home.override.primary")
    house.run(2 * SECONDS)
    assert house.set_points() == [2333, 2333]
    assert not kiosk.find("home.override").isVisible()
    assert kiosk.find("toast.action").isVisible()

    kiosk.tap("toast.action")
    house.run(3 * SECONDS)
    assert house.set_points() == [2553, 2553]
    assert not kiosk.find("toast").isVisible()

    house.run(3 * HOUR)
    assert house.set_points() == [2333, 2333]
    assert not kiosk.find("band").isVisible()
    kiosk.tap("home.event_card.0")
    assert kiosk.page() is Page.EVENT
    kiosk.tap("event.first")
    house.run(SECONDS)
    assert kiosk.page() is Page.HOME
    assert not kiosk.find("home.event_card").isVisible()


def test_a_skipped_event_moves_nothing_and_asks_nothing_more(house: House) -> None:
    """C1FR38"""
    house.home.announce(EVENT)
    house.run(2 * SECONDS)
    house.kiosk.tap("home.event_card.2")
    house.run(SECONDS)
    assert not house.kiosk.find("home.event_card").isVisible()
    assert house.kiosk.text("header.chip0").startswith("Skipped")
    house.run(HOUR + MINUTE)
    assert house.set_points() == [2333, 2333]
    assert not house.kiosk.find("home.event_card").isVisible()
