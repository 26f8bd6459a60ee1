"""A year of a thousand homes for demonstrations and measurements, the same for the same seed.

    python -m devices.utility.mdms.sample --state DIR --accounts 1000 --days 365 --until 2026-07-13

It writes into the records' file while no process has it; what it makes is marked by its account ids, `s-0001` and on.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from devices.utility.ledger import LedgerRefused
from devices.utility.mdms.marks import VALID
from devices.utility.mdms.meter_days import DayRow, StoreGone
from devices.utility.mdms.records import Records
from devices.utility.mdms.sample_events import event_days, fill_events
from devices.utility.mdms.settings import Settings
from devices.utility.mdms.stores import opened
from devices.utility.stored import milliseconds
from devices.wan.words import Program


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _names(
    "Ana Ben Carla Dinh Elena Farid Grace Hiro Ines Jamal Kim Luis Mara Nadia Omar Priya Quinn Rosa Sam Tess"
)
_LAST = _names("Abbott Brooks Castillo Diaz Evans Flores Garcia Huang Ito Jensen Kaur Lopez Munoz Nguyen Okafor Patel")
_STREETS = _names("Acacia Birch Cedar Dogwood Elm Fir Grove Hazel Juniper Laurel Maple Oak Pine Sycamore Walnut")
_TOWNS = ["Fresno", "Clovis", "Madera", "Hanford", "Visalia", "Tulare"]
_SOLAR = 5  # one home in so many generates (channel 1)
_PROGRAM = 3  # two homes in so many are in the critical peak program
_QUARTERS = 96
_EVENT_SLOTS = (17 * 4, 21 * 4)
# A home's day by the hour, as shares of its base: night, morning, noon, evening.
_SHAPE = np.interp(np.arange(_QUARTERS) / 4, [0, 5, 7, 9, 16, 19, 22, 24], [0.5, 0.45, 1.2, 0.8, 0.9, 1.9, 1.1, 0.5])
_SUN = np.clip(np.sin((np.arange(_QUARTERS) / 4 - 6) / 12 * np.pi), 0, None)
_COOLING = np.interp(np.arange(_QUARTERS) / 4, [0, 11, 17, 22, 24], [0.1, 0.3, 1.0, 0.4, 0.1])


_NAMED = "sample-{:04d}"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is made; `until` is the last local day."""

    accounts: int
    days: int
    until: date
    seed: int = 1
    events: int = 0
    meters: str = _NAMED  # how their meters are named, by the number of the home


def account_id(number: int) -> str:
    """The account of the home of that number, from 1 on."""
    return f"s-{number:04d}"


def meter_id(number: int, named: str = _NAMED) -> str:
    """Its meter."""
    return named.format(number)


def fill(records: Records, sizes: Sizes) -> int:
    """Make accounts with their meters and intervals; how many. Raises ValueError if they exist."""
    zone, chance = records.settings.zone, np.random.default_rng(sizes.seed)
    first = sizes.until - timedelta(days=sizes.days - 1)
    moved_in = datetime.combine(first, time(), zone).astimezone(UTC)
    with records.links.transaction():
        for number in range(1, sizes.accounts + 1):
            _open(records, number, moved_in, chance, sizes.meters)
    made = 0
    homes, with_event = _Homes(sizes.accounts, chance, sizes.meters), set(event_days(sizes.until, sizes.events))
    for offset in range(sizes.days):
        day = first + timedelta(days=offset)
        rows = list(homes.day(day, zone, chance, is_event=day in with_event))
        with records.links.transaction():
            records.intervals.store.put(rows)
        made += sum(len(row.quality) for row in rows)
    if sizes.events:
        enrolled = [meter_id(number, sizes.meters) for number in range(1, sizes.accounts + 1) if number % _PROGRAM]
        fill_events(records, enrolled, sizes.until, sizes.events, sizes.seed)
    return made


def one_home(days: Iterable[date], zone: ZoneInfo, seed: int) -> Iterator[DayRow]:
    """The rows of one home on those local days, the same for the same seed."""
    chance = np.random.default_rng(seed)
    homes = _Homes(1, chance)
    for day in days:
        yield from homes.day(day, zone, chance)


def _open(records: Records, number: int, at: datetime, chance: np.random.Generator, meters: str) -> None:
    picked = [int(one) for one in chance.integers(0, 1 << 30, 5)]
    name = f"{_FIRST[picked[0] % len(_FIRST)]} {_LAST[picked[1] % len(_LAST)]}"
    address = f"{1 + picked[2] % 980} {_STREETS[picked[3] % len(_STREETS)]} Street, {_TOWNS[picked[4] % len(_TOWNS)]}"
    account, phone = account_id(number), f"559-555-{number % 10_000:04d}"
    records.accounts.open(account, at, name=name, address=address, phone=phone)
    records.accounts.fit(account, meter_id(number, meters), at)
    if number % _PROGRAM:
        records.accounts.enrol(account, [Program.CRITICAL_PEAK], at)


class _Homes:
    """What each home is like, and its days."""

    def __init__(self, count: int, chance: np.random.Generator, meters: str = _NAMED) -> None:
        self._meters = meters
        self._base_wh = chance.lognormal(np.log(110), 0.35, count)
        self._cooling_wh = chance.uniform(150, 750, count)
        self._eases = chance.uniform(0.5, 1.0, count)
        self._is_enrolled = np.arange(1, count + 1) % _PROGRAM != 0
        self._solar_wh = np.where(np.arange(1, count + 1) % _SOLAR == 0, chance.uniform(700, 1_400, count), 0.0)

    def day(
        self, day: date, zone: ZoneInfo, chance: np.random.Generator, *, is_event: bool = False
    ) -> Iterator[DayRow]:
        """A row for each meter and channel of that local day; in an event, who is in its program uses less."""
        start = datetime.combine(day, time(), zone).astimezone(UTC)
        end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
        slots = [start + timedelta(minutes=15 * number) for number in range((end - start) // timedelta(minutes=15))]
        local = np.array([one.astimezone(zone).hour * 4 + one.astimezone(zone).minute // 15 for one in slots])
        summer = max(0.0, float(np.cos((day.timetuple().tm_yday - 205) / 365 * 2 * np.pi)))
        heat, clouds = summer * chance.uniform(0.5, 1.2), chance.uniform(0.3, 1.0)
        noise = chance.gamma(9.0, 1 / 9, (len(self._base_wh), len(slots)))
        used = np.outer(self._base_wh, _SHAPE[local]) + heat * np.outer(self._cooling_wh, _COOLING[local])
        used = used * noise
        if is_event:
            own = np.ix_(self._is_enrolled, (local >= _EVENT_SLOTS[0]) & (local < _EVENT_SLOTS[1]))
            used[own] *= self._eases[self._is_enrolled][:, None]
        made = clouds * np.outer(self._solar_wh, _SUN[local])
        for channel, wh in ((0, np.maximum(used - made, 0)), (1, np.maximum(made - used, 0))):
            whole = np.rint(wh).astype("<i4")
            for place in range(len(whole)):
                if channel == 0 or self._solar_wh[place] > 0:
                    yield _row(day, meter_id(place + 1, self._meters), channel, start, whole[place])


def _row(day: date, meter: str, channel: int, start: datetime, wh: NDArray[np.int32]) -> DayRow:
    quality = bytes([VALID]) * len(wh)
    total = int(wh.sum())
    return DayRow(day, meter, channel, milliseconds(start), 15, wh.tobytes(), quality, total, 0)


def main(argv: Sequence[str] | None = None) -> int:
    """0 when all is written, 1 for a refusal in a sentence."""
    parser = argparse.ArgumentParser(prog="python -m devices.utility.mdms.sample", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="the folder of the records' file")
    parser.add_argument("--accounts", type=int, default=1_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--events", type=int, default=0, help="critical peak events in their past")
    parser.add_argument("--until", type=date.fromisoformat, required=True, help="the last local day")
    parser.add_argument("--records-store", default="", metavar="URL", help="postgresql://... for interval data")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--zone", type=ZoneInfo, default=Settings().zone, help="the utility's own time zone")
    given = parser.parse_args(argv)
    try:
        store, settings = opened(given.records_store), Settings(zone=given.zone)
        records = Records(given.state / "mdms.db", lambda _sender, _signed: None, settings, store=store)
        try:
            made = fill(records, Sizes(given.accounts, given.days, given.until, given.seed, given.events))
        finally:
            records.close()
    except (LedgerRefused, StoreGone, ValueError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.write(f"{given.accounts} accounts, {made} intervals\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
