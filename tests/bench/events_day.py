"""48 events in one day, the whole loop in objects: what that costs, and whether every one is accounted for."""

import tempfile
import time
from pathlib import Path

from devices.sim.scenario import parse
from devices.wan.journal import Noted, System
from hemsapp.play.player import Player
from hemsapp.play.run import Run
from tests.bench.figure import Figure

EVENTS = 48
KIOSK_AND_THERMOSTAT = 2
RECEIPTS = ("received", "started", "completed")
STANDINGS = ["notified", "in progress", "completed"]


def timetable() -> str:
    """An event of ten minutes each half hour, told nine minutes before; the last has time to be settled."""
    lines = ["date 2026-07-14", "house base 400 W, air conditioner 2.9 kW, 74 F, outside 97 F"]
    for number in range(EVENTS):
        told, start = 30 * number + 1, 30 * number + 10
        lines.append(f"{_time(told)} utility critical peak price #{number + 1} from {_time(start)} for 10 min at 0.62")
    return "\n".join([*lines, f"24:30 customer #{EVENTS} completed"])


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def is_accounted_for(run: Run, number: int) -> bool:
    """Do the records hold each receipt of kiosk and thermostat, and the customer service each standing, in order?"""
    about = sorted((each for each in run.entries if each.issuer_event_id == number), key=lambda each: each.at)
    held = [e.detail for e in about if (e.system, e.noted) == (System.MDMS, Noted.DEVICE_RECEIPT_LOGGED)]
    stood = [e.detail for e in about if (e.system, e.noted) == (System.CSS, Noted.STANDING_LOGGED)]
    is_complete = all(sum(line.startswith(word) for line in held) == KIOSK_AND_THERMOSTAT for word in RECEIPTS)
    return is_complete and list(dict.fromkeys(stood)) == STANDINGS


def events_day() -> list[Figure]:
    """One day, once: utility, meter, kiosk on its store, and a thermostat."""
    scenario = parse(timetable())
    with tempfile.TemporaryDirectory() as folder:
        started_s = time.perf_counter()
        run = Player(scenario, Path(folder)).play()
        elapsed_s = time.perf_counter() - started_s
    lost = sum(not is_accounted_for(run, number) for number in range(1, EVENTS + 1))
    return [
        Figure(f"a day of {EVENTS} events through the whole loop", elapsed_s, "s", 120, "in objects, once"),
        Figure(f"events of {EVENTS} not accounted for", lost, "", 0, "receipts and standings, from the journals"),
    ]
