"""A home without a radio: an engine and its ledger, fed by hand."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from devices.messages import DeviceKind, DeviceReady, Eui64, MeterDescribed, Reading
from devices.moment import Moment
from hemsapp.domain import tariff
from hemsapp.effects import Effect, Record
from hemsapp.engine import Engine, Settings
from hemsapp.store import Store

METER = Eui64("00:0d:6f:00:0a:90:69:e7")
ZONE = "America/Los_Angeles"


class FedHome:
    """Engine and store of a home whose meter was just described, at local midnight of 13 July 2026."""

    def __init__(self, folder: Path) -> None:
        self.begin = Moment(datetime(2026, 7, 13, 7, tzinfo=UTC), 0.0)
        self.store = Store(folder / "home.db", ZONE)
        shipped = files("resources").joinpath("tariffs", "tiers-and-times.toml").read_text(encoding="utf-8")
        self.engine = Engine(Settings(zone=ZONE, tariff=tariff.parse(shipped)))
        self._perform(self.engine.start(self.begin), self.begin)
        for fact in (
            DeviceReady(METER, DeviceKind.METER_GATEWAY, "sim", "esi"),
            MeterDescribed(METER, "1", 1, 1000, 2**48),
        ):
            self._perform(self.engine.receive(fact, self.begin), self.begin)

    def hear(self, reading: Reading, at: Moment) -> None:
        """Take a reading, and keep what must survive when it is due."""
        self._perform(self.engine.receive(reading, at), at)

    def wake(self, at: Moment) -> None:
        """Do what is due."""
        self._perform(self.engine.wake(at), at)

    def _perform(self, effects: list[Effect], at: Moment) -> None:
        for effect in effects:
            if isinstance(effect, Record):
                self.store.record(effect, at)
        if self.store.due_s is not None and self.store.due_s <= at.monotonic_s:
            self.store.settle(at)


def reading(number: int) -> Reading:
    """The reading of that number, one each ten seconds: 1.4 kW on average, never the same demand twice in a row."""
    return Reading(METER, 1_000_000 + number * 4, 0, 400 + number * 7919 % 2600)
