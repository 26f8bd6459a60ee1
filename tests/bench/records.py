"""The records with a year of a thousand accounts: loaded, asked, and a quarter-hour of all of them as it comes in."""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.utility.css.desk import ServiceDesk
from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.availability import Consumer, Kind
from devices.utility.mdms.records import Records
from devices.utility.mdms.sample import Sizes, account_id, fill, meter_id
from devices.utility.operations import ask
from devices.utility.stored import plain
from devices.wan.words import Envelope, Forwarded, Noun, Readings, SecurityClass, Verb, Verified
from tests.bench.figure import Figure, percentile

ACCOUNTS, DAYS = 1_000, 365
UNTIL = date(2026, 7, 13)
ZONE = ZoneInfo("America/Los_Angeles")
QUARTER = datetime(2026, 7, 14, 13, 0, tzinfo=ZONE).astimezone(UTC)


def records() -> Iterator[Figure]:
    """The figures, each beside its bar."""
    with tempfile.TemporaryDirectory() as folder:
        held = Records(Path(folder) / "mdms.db", lambda _sender, _signed: None)
        began_s = time.perf_counter()
        fill(held, Sizes(ACCOUNTS, DAYS, UNTIL))
        took_s = time.perf_counter() - began_s
        yield Figure("records: a year of 1,000 accounts loaded", took_s, "s", 120, "sample.fill into a file")
        yield from _asked(held)
        yield from _quarter(held)
        held.close()


def _asked(held: Records) -> Iterator[Figure]:
    table = records_operations.operations(held, ServiceDesk(None))

    def p95_ms(count: int, verb: str, given: Callable[[int], dict[str, object]]) -> float:
        took = []
        for number in range(1, count + 1):
            began_s = time.perf_counter()
            plain(ask(table, verb, given(number), QUARTER, ZONE))
            took.append((time.perf_counter() - began_s) * 1000)
        return percentile(took, 0.95)

    whose = [account_id(1 + number * 37 % ACCOUNTS) for number in range(201)]
    year = {"first": "2025-07-14", "last": UNTIL.isoformat()}
    how = "p95, the verb and its answer as JSON's types"
    day = p95_ms(200, "usage", lambda number: {"account": whose[number], "day": UNTIL.isoformat()})
    yield Figure("records: an account's yesterday (UC96.4.1)", day, "ms", 20, how)
    whole = p95_ms(20, "usage", lambda number: {"account": whose[number], **year})
    yield Figure("records: an account's year by quarter-hours", whole, "ms", 250, how)
    found = p95_ms(100, "accounts", lambda number: {"text": f"559555{number:04d}"})
    yield Figure("records: an account found by its phone number", found, "ms", 20, how)
    summed = p95_ms(20, "aggregate", lambda _: {"day": UNTIL.isoformat()})
    yield Figure("records: 1,000 meters summed by quarter-hours of a day (C1FR16)", summed, "ms", 100, how)


def _quarter(held: Records) -> Iterator[Figure]:
    """Each meter's last interval as the head end passes it on: a durable transaction each."""
    with held.links.transaction():
        held.feed.follow(Consumer.PROGRAM_MANAGEMENT, [Kind.INTERVALS], QUARTER)
    began_s = time.perf_counter()
    took_s = []
    for number in range(1, ACCOUNTS + 1):
        start_s = time.perf_counter()
        held.receive(_message(number), QUARTER + timedelta(seconds=number % 60))
        took_s.append(time.perf_counter() - start_s)
    table = records_operations.operations(held, ServiceDesk(None))
    given = {"day": QUARTER.astimezone(ZONE).date().isoformat()}
    sums = ask(table, "aggregate", given, QUARTER + timedelta(minutes=1), ZONE)
    assert max(sums["days"][0]["known"]) == ACCOUNTS
    all_s = time.perf_counter() - began_s
    owed = held.feed.owed(Consumer.PROGRAM_MANAGEMENT, QUARTER + timedelta(minutes=1), ACCOUNTS)
    assert len(owed["entries"]) == ACCOUNTS
    how = "1,000 messages from the head end, one durable transaction each"
    yield Figure(
        "records: an interval known, summed and owed to who follows (C1NFR5)", percentile(took_s, 0.99), "s", 60, how
    )
    yield Figure("records: an interval of all 1,000 meters and their sum (C1NFR9)", all_s, "s", 900, how)


def _message(number: int) -> Verified:
    start = QUARTER - timedelta(minutes=15)
    readings = Readings(meter_id(number), 0, start, 15, (200 + number,))
    passed = Forwarded(meter_id(number), QUARTER, SecurityClass.PRIVATE, f"m-{number}", readings)
    until = QUARTER + timedelta(hours=1)
    envelope = Envelope(Verb.CREATED, Noun.METER_READINGS, f"p-{number}", "MS", "MDMS", QUARTER, until, number, passed)
    return Verified(envelope, SecurityClass.PRIVATE)
