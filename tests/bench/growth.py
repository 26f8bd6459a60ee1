"""A simulated month through engine, store and window: whether anything grows."""

import gc
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from devices.messages import DeviceKind, DeviceReady, MeterDescribed, Reading
from devices.moment import Moment
from hemsapp.effects import Effect, Record
from hemsapp.engine import Engine, Settings
from hemsapp.store import Store
from tests.bench.figure import Figure
from tests.bench.home_days import METER, ZONE, shipped_tariff

DAYS = 31
SETTLED_DAYS = 8
READINGS_A_DAY = 8640
READINGS_A_PAINT = 180


def growth() -> list[Figure]:
    """Megabytes that the process gained from the ninth day to the last, a repaint each half hour."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only this bench needs Qt in its own process

    from ui.theme import Theme  # noqa: PLC0415
    from ui.window import Window  # noqa: PLC0415

    application = QApplication.instance() or QApplication([])
    moment = begin = Moment(datetime(2026, 7, 1, 7, tzinfo=UTC), 0.0)
    theme = Theme(None)
    theme.apply()
    window = Window(theme, lambda: moment)
    window.resize(1024, 600)
    resident = []
    with tempfile.TemporaryDirectory() as directory:
        store = Store(Path(directory) / "home.db", ZONE)
        engine = Engine(Settings(zone=ZONE, tariff=shipped_tariff()))

        def perform(effects: list[Effect], at: Moment) -> None:
            for effect in effects:
                if isinstance(effect, Record):
                    store.record(effect, at)
            if store.due_s is not None and store.due_s <= at.monotonic_s:
                store.commit(at)

        perform(engine.start(begin), begin)
        perform(engine.receive(DeviceReady(METER, DeviceKind.METER_GATEWAY, "sim", "esi"), begin), begin)
        perform(engine.receive(MeterDescribed(METER, "1", 1, 1000, 2**48), begin), begin)
        for n in range(DAYS * READINGS_A_DAY):
            moment = Moment(begin.utc + timedelta(seconds=10 * n), 10.0 * n)
            perform(engine.receive(Reading(METER, 1_000_000 + n * 4, 0, 400 + n * 7919 % 2600), moment), moment)
            perform(engine.wake(moment), moment)
            if n % READINGS_A_PAINT == 0:
                window.show_snapshot(engine.snapshot(moment))
                window.grab()
                application.processEvents()
            if n % READINGS_A_DAY == 0:
                gc.collect()
                resident.append(psutil.Process().memory_info().rss / 1e6)
        store.close(moment)
    window.close()
    grown = resident[-1] - resident[SETTLED_DAYS]
    return [Figure("growth from day 9 to day 31 of a simulated month", grown, "MB", 23, "resident; under 1 MB a day")]
