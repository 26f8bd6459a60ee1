"""The engine on the simulated house, coupled by objects: its accounts against what the meter really counted."""

from datetime import timedelta

import pytest

from devices.messages import Eui64, Message
from devices.moment import Moment
from devices.sim.direct import DirectHan
from devices.sim.house.neighbourhood import make_nodes
from hemsapp.commands import AnswerMeterReplaced
from hemsapp.domain.facts import Happened
from hemsapp.domain.tariff import parse
from hemsapp.effects import Effect, Record, SendOrder
from hemsapp.engine import Engine, Settings
from resources import tariffs
from tests.hemsapp.domain.world import ZONE, Disk, utc

SE_PROFILE = 0x0109


class House:
    """A simulated house, and the engine that reads its meter."""

    def __init__(self) -> None:
        self.start = utc("2026-07-13 07:00")
        start = Moment(self.start, 100.0)
        self.han = DirectHan(make_nodes(["meter"], seed=3, start=start, profile_id=SE_PROFILE, state=None), start)
        self.disk = Disk()
        self.boot()
        self.meter = next(iter(self.han.nodes))
        self.han.connect(self.deliver)

    def boot(self) -> None:
        self.engine = Engine(Settings(ZONE, parse(tariffs.read())), self.disk.restored())
        self.perform(self.engine.start(self.han.now))

    def deliver(self, message: Message) -> None:
        self.perform(self.engine.receive(message, self.han.now))

    def perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Record):
                self.disk.record(effect)
        for effect in effects:
            if isinstance(effect, SendOrder):
                self.han.send(effect.order_id, effect.order)

    def live(self, seconds: int, step: int = 10) -> None:
        for _ in range(0, seconds, step):
            now = self.han.now
            self.han.advance(Moment(now.utc + timedelta(seconds=step), now.monotonic_s + step))
            self.perform(self.engine.wake(self.han.now))

    def true_wh(self) -> int:
        registers = self.han.drive(self.meter, "registers", {})
        assert isinstance(registers, dict)
        return int(registers["delivered_wh"])

    def counted_wh(self) -> int:
        entries = self.engine._home.ledger.entries
        return sum(each.delivered_wh for each in entries if each.start_s >= self.start.timestamp())

    def happened(self, kind: Happened) -> int:
        return sum(each.kind is kind for each in self.disk.happenings)


@pytest.fixture
def house() -> House:
    return House()


def test_a_day_with_a_silence_a_pulled_cable_and_a_kill_is_right_to_the_watt_hour(house: House) -> None:
    """M1, F1, F20, F83, C1FR32d: and what the silence hid is itemised in the end."""
    house.live(60)
    error = house.true_wh() - house.counted_wh()
    house.live(3 * 3600)
    assert house.true_wh() - house.counted_wh() == error
    house.han.silence(house.meter, is_silent=True)
    house.live(2 * 3600, 60)
    house.han.silence(Eui64(house.meter), is_silent=False)
    house.live(60)
    assert house.happened(Happened.GAP_OPENED) == 1
    house.live(1800)
    assert house.engine.snapshot(house.han.now).bill.not_itemised_wh == 0
    assert house.happened(Happened.GAP_FILLED) == 1
    house.disk.crash()
    house.boot()
    house.han.unplug()
    house.live(1200)
    house.han.plug_in()
    house.live(1800)
    assert house.true_wh() - house.counted_wh() == error
    assert house.engine.snapshot(house.han.now).bill.not_itemised_wh == 0


def test_a_clean_end_keeps_what_a_kill_would_have_to_ask_for_again(house: House) -> None:
    """F20: the meter's history came in the seconds before"""
    house.live(40)
    used_wh = house.engine.snapshot(house.han.now).bill.used_wh
    house.perform(house.engine.end())
    house.disk.crash()
    house.engine = Engine(Settings(ZONE, parse(tariffs.read())), house.disk.restored())
    house.perform(house.engine.start(house.han.now))
    assert house.engine.snapshot(house.han.now).bill.used_wh == used_wh
    assert used_wh is not None
    assert used_wh > 3000


def test_what_is_usual_is_known_as_soon_as_the_meters_history_came(house: House) -> None:
    """Four weeks of it, not only this bill."""
    house.live(5)
    assert house.engine.snapshot(house.han.now).power.usual_w is None
    house.live(240)
    assert house.engine.snapshot(house.han.now).power.usual_w is not None


def test_the_profile_gives_the_bill_back_to_its_start(house: House) -> None:
    """C1FR32d, C1FR35: 45 days at most, in pages that fit the meter's frame."""
    house.live(1800)
    ledger = house.engine._home.ledger
    until_s = int(house.han.now.utc.timestamp()) - 1800
    assert ledger.unknown(ledger.entries[0].channel, 0, until_s) == []  # type: ignore[union-attr] # gaps come first
    used_wh = house.engine.snapshot(house.han.now).bill.used_wh
    assert used_wh is not None
    assert used_wh > 12 * 5000
    assert house.engine.snapshot(house.han.now).bill.projection is not None


def test_a_replaced_meter_that_rolls_over_soon_after_is_right_to_the_watt_hour(house: House) -> None:
    """F80, F81"""
    house.live(60)
    house.han.drive(house.meter, "set_register", {"value": 999_999_990})
    house.live(60)
    assert house.engine.snapshot(house.han.now).question is not None
    house.perform(house.engine.receive(AnswerMeterReplaced(is_replaced=True), house.han.now))
    error = house.true_wh() - house.counted_wh()
    house.live(3600)
    assert house.happened(Happened.ROLLOVER_ACCEPTED) == 1
    assert house.true_wh() - house.counted_wh() == error
