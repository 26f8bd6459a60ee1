"""Five thousand meters behind five concentrators: every one counts once, at the head end and in the records.

The long round, of half a million over MQTT, is `tests/soak/test_reach.py`.
"""

import json
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from devices.sim.field.field import FieldSettings
from devices.utility.ms import broadcasts
from devices.wan.bits import places_of
from devices.wan.field_words import Told
from tests.devices.utility.field.town import Town

METERS, CONCENTRATORS = 5_000, 5


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    one = Town(METERS, CONCENTRATORS, settings=FieldSettings(loss=0.01))
    yield one
    one.close()


def test_thousands_are_registered_by_the_page(town: Town) -> None:
    """X-SCALE, X-NFR-500K: a row for a page of names, not for each."""
    (pages,) = town.ms.links.db.execute("SELECT count(*) FROM field_names").fetchone()
    names = town.ms.links.db.execute("SELECT names FROM field_names ORDER BY first").fetchall()
    assert town.ms.field.map.count == town.ms.field.map.served == METERS
    assert pages <= 2 * CONCENTRATORS
    assert [one for (page,) in names for one in json.loads(page)] == town.ms.field.map.names(
        town.ms.field.map.everybody()
    )


def test_every_meter_has_the_event_once_and_its_receipt_is_in_the_records(town: Town) -> None:
    """X-NFR-500K, C1NFR7: the counts; the times are of `make bench ARGS="reach"`."""
    event = town.order()
    town.after(60)
    assert town.ms.field.broadcasts.of_event(event) == {"targets": METERS, "taken": METERS}
    rows = town.ms.links.db.execute("SELECT numbers FROM field_receipts WHERE told = ?", (Told.TAKEN.value,)).fetchall()
    counted = Counter(np.concatenate([np.frombuffer(numbers, "<i4") for (numbers,) in rows]).tolist())
    assert len(counted) == METERS
    assert set(counted.values()) == {1}
    sql = "SELECT sum(count), max(at - received) FROM field_arrivals WHERE kind = 'BatchReceipt'"
    in_records, slowest_ms = town.mdms.links.db.execute(sql).fetchone()
    assert in_records == METERS
    assert slowest_ms <= 3_000
    assert town.mdms.neighbourhoods.waiting == 0
    assert town.mdms.customers.counts(event) == {"notified": METERS}
    assert len(town.css.standings(event)) == METERS


def test_only_the_meters_that_gave_no_receipt_are_asked_again(town: Town) -> None:
    """C1FR6, C1NFR3: each resend is signed with the bitmap of who is missing; the others do not hear of it."""
    dead = np.array([7, 1_500, 4_999])
    town.field.cut(dead, town.net.now)
    event = town.order()
    town.after(70)
    (number,) = town.ms.links.db.execute("SELECT max(id) FROM broadcasts").fetchone()
    sql = "SELECT attempt, places FROM broadcast_sends WHERE broadcast = ? ORDER BY attempt"
    asked = Counter[int]()
    for attempt, places in town.ms.links.db.execute(sql, (number,)).fetchall():
        asked[attempt] += len(places_of(places))
    assert asked == {1: METERS, 2: len(dead)}
    assert town.ms.field.not_reached(number) == ["N000008", "N001501", "N005000"]
    town.after(240)
    assert town.mdms.customers.counts(event) == {"failed": len(dead), "notified": METERS - len(dead)}


def test_an_order_that_was_sent_to_some_when_the_process_ended_is_sent_to_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """X-SELF-HEALING."""
    town = Town(400, 4)
    monkeypatch.setattr(broadcasts, "_SENDS_AT_ONCE", 1)
    event = town.order()
    again = broadcasts.Broadcasts(town.ms._books, town.ms.field.map, town.ms.field._passing)
    sent = [dispatch.target for _ in range(4) for dispatch in again.owe_due(town.net.now)]
    (before,) = town.ms.links.db.execute("SELECT min(concentrator) FROM broadcast_sends").fetchone()
    assert len(sent) == 3
    assert sorted([*sent, before]) == ["C-1", "C-2", "C-3", "C-4"]
    assert again.due_of(event) is not None
    town.close()
