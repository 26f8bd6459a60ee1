"""An event on the wire in real time: utility, meter, kiosk and thermostats as `hemsapp scenario run --wire` runs them.

Every figure is the difference of two lines of the journals; all processes go by the same clock.
"""

import asyncio
import math
import tempfile
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from devices.sim.event_phrases import Announces
from devices.sim.scenario import parse
from devices.wan.journal import Entry, Noted, System
from hemsapp.commands import Ease, OptOut
from hemsapp.play.run import Run
from hemsapp.play.wire import Wire
from hemsapp.snapshot import Part
from tests.bench.figure import Figure

CROWD = 20
EVENT, MINUTES = 7, 2
SETTLED_S = 2
START_S = 120  # C1NFR17: what comes later has failed
LOOK_S = 0.1
TOUCH_S, RECEIPTS_S = 3, 10
DEGREE_CENTI_C = 56


class BegunEvent(Wire):
    """An event that begins at once in a home of so many thermostats, until the last one saves and said so."""

    def __init__(self, folder: Path, thermostats: int) -> None:
        rooms = ", ".join(f"room-{number} thermostat" for number in range(thermostats))
        house = "house base 400 W, air conditioner 2.9 kW, 74 F, outside 97 F"
        super().__init__(parse(f"begins 16:00\ndevices meter, {rooms}\n{house}\n"), folder, speed=1.0)

    async def _act(self) -> None:
        await super()._act()
        await asyncio.sleep(SETTLED_S)
        await self._do(Announces(EVENT, "critical peak", self._time.now, MINUTES, price=Decimal("0.62")))
        async with asyncio.timeout(START_S):
            while not self._is_saving():  # noqa: ASYNC110 - a snapshot sets no event
                await asyncio.sleep(LOOK_S)
        await asyncio.sleep(RECEIPTS_S)

    def _is_saving(self) -> bool:
        event = self._seen().events.current
        parts = [] if event is None else [each.part for each in event.participations]
        return len(parts) == len(self._rooms) and all(part is Part.SAVING for part in parts)


class TouchedEvent(BegunEvent):
    """The same in one room, where a person is too warm then: a degree, two, out."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, thermostats=1)
        self.touched: list[datetime] = []

    async def _act(self) -> None:
        await super()._act()
        (room,) = self._rooms.values()
        for wish in (Ease(EVENT, room, DEGREE_CENTI_C), Ease(EVENT, room, 2 * DEGREE_CENTI_C), OptOut(EVENT, room)):
            self.touched.append(self._clock.now().utc)
            self._service.submit(wish)
            await asyncio.sleep(TOUCH_S)
        await asyncio.sleep(RECEIPTS_S)


def lines(run: Run, system: System, *noted: Noted) -> list[Entry]:
    """What that system noted of the event, by rising time."""
    found = [each for each in run.entries if each.system is system and each.noted in noted]
    return sorted((each for each in found if each.issuer_event_id == EVENT), key=lambda each: each.at)


def forwarded_s(run: Run) -> float:
    """From the meter's receipt of the event to its frame on the home network."""
    logged, forwarded = (lines(run, System.MTR, each)[0] for each in (Noted.EVENT_LOGGED, Noted.EVENT_FORWARDED))
    return (forwarded.at - logged.at).total_seconds()


def confirmed_s(run: Run) -> float:
    """From the kiosk's start of the event to the last thermostat's word that it holds its set point."""
    started = lines(run, System.CI, Noted.EVENT_STARTED)[0]
    first: dict[str, datetime] = {}
    for each in lines(run, System.CI, Noted.SET_POINT_CONFIRMED):
        first.setdefault(each.who, each.at)
    return (max(first.values()) - started.at).total_seconds()


def eased_s(run: Run, touched: Iterable[datetime]) -> float:
    """From a touch to the word of the first room's thermostat, the slowest of all touches."""
    said = lines(run, System.CI, Noted.SET_POINT_CONFIRMED, Noted.RESTORED)
    return max((next(each.at for each in said if each.at > at) - at).total_seconds() for at in touched)


def recorded_s(run: Run) -> tuple[float, int]:
    """From an act to the kiosk's own receipt of it in the records, the slowest; and how many receipts there are.

    Both sides know a receipt by its status and its number; the figure is infinite if one is missing.
    """
    owed = lines(run, System.CI, Noted.RECEIPT_OWED)
    thermostats = {each.who for each in lines(run, System.CI, Noted.SET_POINT_CONFIRMED)}
    logged = {_receipt(each): each.at for each in reversed(lines(run, System.MDMS, Noted.DEVICE_RECEIPT_LOGGED))}
    own = [each for each in owed if each.who not in thermostats]
    arrived = [logged.get(_receipt(each)) for each in own]
    slowest_s = max(
        math.inf if at is None else (at - each.at).total_seconds() for at, each in zip(arrived, own, strict=True)
    )
    return slowest_s, len(own)


def _receipt(entry: Entry) -> tuple[str, str]:
    words = entry.detail.split()
    return " ".join(words[:-2]), words[-1]


def event() -> list[Figure]:
    """One thermostat: every link of the loop."""
    with tempfile.TemporaryDirectory() as folder:
        house = TouchedEvent(Path(folder))
        run = asyncio.run(house.play())
    recorded, receipts = recorded_s(run)
    return [
        Figure("meter's receipt to HAN frame", forwarded_s(run), "s", 1, "the meter's journal (C1NFR12)"),
        Figure("event started to set point confirmed", confirmed_s(run), "s", 5, "one thermostat (C1NFR17)"),
        Figure("kiosk's receipt at the MDMS after the act", recorded, "s", 10, f"slowest of {receipts} (C1FR23)"),
        Figure(
            "\"I'm too warm\" to the thermostat's word", eased_s(run, house.touched), "s", 2, "slowest of 3 touches"
        ),
    ]


def crowd() -> list[Figure]:
    """Twenty thermostats, all told at once."""
    with tempfile.TemporaryDirectory() as folder:
        run = asyncio.run(BegunEvent(Path(folder), CROWD).play())
    how = f"the last of {CROWD} thermostats (C1NFR17)"
    recorded, receipts = recorded_s(run)
    return [
        Figure(f"event started to {CROWD} set points confirmed", confirmed_s(run), "s", 15, how),
        Figure("kiosk's receipt at the MDMS among theirs", recorded, "s", 10, f"slowest of {receipts} (C1FR23)"),
    ]
