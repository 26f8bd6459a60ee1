"""A simulated month through engine, store and window: whether anything grows."""

import gc
import tempfile
from datetime import timedelta
from pathlib import Path

import psutil

from devices.moment import Moment
from tests.bench.fed_home import FedHome, reading
from tests.bench.figure import Figure

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
    theme = Theme(None)
    theme.apply()
    resident = []
    with tempfile.TemporaryDirectory() as directory:
        home = FedHome(Path(directory))
        moment = home.begin
        window = Window(theme, lambda: moment)
        window.resize(1024, 600)
        for n in range(DAYS * READINGS_A_DAY):
            moment = Moment(home.begin.utc + timedelta(seconds=10 * n), 10.0 * n)
            home.hear(reading(n), moment)
            home.wake(moment)
            if n % READINGS_A_PAINT == 0:
                window.show_snapshot(home.engine.snapshot(moment))
                window.grab()
                application.processEvents()
            if n % READINGS_A_DAY == 0:
                gc.collect()
                resident.append(psutil.Process().memory_info().rss / 1e6)
        home.store.close(moment)
    window.close()
    grown = resident[-1] - resident[SETTLED_DAYS]
    return [Figure("growth from day 9 to day 31 of a simulated month", grown, "MB", 23, "resident; under 1 MB a day")]
