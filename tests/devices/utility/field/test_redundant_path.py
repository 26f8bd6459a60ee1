"""Dead concentrators and dead meters: over 90 % answer each read all the same (X-SELF-HEALING, C1NFR8)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from devices.sim.field.field import FieldSettings
from devices.utility.bus import Faults
from devices.utility.ms.orders import OrderRefused
from devices.wan.field_words import MetersHeard
from devices.wan.journal import Noted
from tests.devices.utility.field.town import ORDER, START, Town


@pytest.fixture
def town() -> Iterator[Town]:
    one = Town()
    yield one
    one.close()


def test_a_dead_concentrators_meters_are_reached_through_their_other_one(town: Town) -> None:
    """X-SELF-HEALING: redundant paths, switch-over, without a word of an operator."""
    town.kill("C-2")
    event = town.order()
    town.after(9)
    assert town.ms.field.broadcasts.of_event(event) == {"targets": 200, "taken": 150}
    town.after(20)
    assert town.ms.field.broadcasts.of_event(event) == {"targets": 200, "taken": 200}
    assert [entry.who for entry in town.journal("MS", Noted.CONCENTRATOR_SILENT)] == ["C-2"]
    assert town.mdms.customers.counts(event) == {"notified": 200}


def test_over_90_percent_answer_each_read_while_one_concentrator_is_dead_and_the_load_is_even(town: Town) -> None:
    """X-SELF-HEALING: the other two share its meters, and give them back; C1NFR8: over 99 % without faults."""
    town.until(START + timedelta(minutes=16))
    town.kill("C-2")
    town.until(START + timedelta(minutes=91))
    served = {name: int(dcu.directory.served.sum()) for name, dcu in town.dcus.items() if name != "C-2"}
    assert served == {"C-1": 75, "C-3": 75, "C-4": 50}
    town.revive("C-2")
    town.until(START + timedelta(minutes=121))
    assert {int(dcu.directory.served.sum()) for dcu in town.dcus.values()} == {50}
    rows = town.mdms.intervals.store.rows([date(2026, 7, 14)], None, 0)
    came = np.array([np.frombuffer(row.quality, np.uint8) for row in rows])[:, 52:60] > 0
    shares = came.sum(axis=0) / 200
    assert shares[0] > 0.99
    assert (shares > 0.90).all()
    assert (shares[6:] > 0.99).all()


def test_meters_that_never_answer_are_tried_four_times_and_reported_with_the_times(town: Town) -> None:
    """UC96.2.1 to UC96.2.6, for many at once."""
    town.field.cut(np.arange(10), town.net.now)
    event = town.order()
    town.after(300)
    assert town.mdms.customers.counts(event) == {"failed": 10, "notified": 190}
    failed = town.css.standings(event)
    assert sum(one["state"] == "failed" for one in failed) == 10
    (row,) = {row[0] for row in town.mdms.links.db.execute("SELECT attempts FROM failures")}
    assert row.count("2026-07-14T20:") == 4
    times = [entry.at for entry in town.journal("MS", Noted.EVENT_RESENT)]
    assert all(after - before < timedelta(seconds=61) for before, after in pairwise(times))


def test_an_event_runs_its_course_and_is_cancelled_for_a_group_alone(town: Town) -> None:
    """X-MULTI-CLIENT: one meter, a group, all; C1FR30."""
    one, *others = town.field.ids[:20]
    assert town.ms.field.map.group("north", town.field.ids[:20]) == []
    assert town.ms.field.map.group("north", [one], is_removed=True) == []
    event = town.order("group:north", one)
    town.after(5)
    cancelled = town.ms.cancel(event, town.net.now, [one])
    town.net.stations["MS"].wake()
    assert (cancelled.behind, cancelled.meters) == (1, ())
    town.until(START + timedelta(minutes=140))
    counts = town.mdms.customers.counts(event)
    assert counts == {"cancelled": 1, "completed": 19}
    assert {row["state"] for row in town.css.standings(event, others[0])} == {"completed"}
    with pytest.raises(OrderRefused, match="is over"):
        town.ms.cancel(event, town.net.now, [one])
    with pytest.raises(OrderRefused, match="no meter"):
        town.order("N999999")


def test_a_change_replaces_what_was_not_sent_and_follows_what_was(town: Town) -> None:
    """C1FR30."""
    later = replace(ORDER, start=START + timedelta(hours=3), deliver_at=START + timedelta(hours=1))
    event = town.order(order=later)
    town.after(60)
    assert town.ms.field.broadcasts.of_event(event)["targets"] == 200
    assert town.mdms.customers.counts(event) == {}
    town.ms.change(event, {"duration_minutes": 90}, town.net.now)
    town.after(3000)
    assert town.mdms.customers.counts(event) == {}
    town.after(600)
    assert town.ms.field.broadcasts.of_event(event)["taken"] == 200
    town.ms.change(event, {"duration_minutes": 120}, town.net.now)
    town.net.stations["MS"].wake()
    town.after(60)
    ends = set(town.mdms.links.db.execute('SELECT "end" - start FROM customers').fetchall())
    assert ends == {(120 * 60_000,)}


def test_the_head_end_goes_on_from_its_file_with_whom_it_has_not_reached(town: Town) -> None:
    town.field.cut(np.arange(10), town.net.now)
    town.order()
    town.after(20)
    again = type(town.ms.field.broadcasts)(town.ms._books, town.ms.field.map, town.ms.field._passing)
    (number,) = again._open
    assert int(again._open[number].left.sum()) == 10
    assert again.next_due == town.ms.field.broadcasts.next_due


def test_a_meter_that_appears_is_counted_and_addressed() -> None:
    """X-SCALE: detects additions by itself."""
    town = Town(present=120)
    assert town.ms.field.map.count == 120
    town.field.appear(80)
    town.after(400)
    event = town.order()
    town.after(20)
    assert town.mdms.customers.counts(event) == {"notified": 200}
    town.close()


def test_nobody_takes_a_meter_of_its_own_connection_behind_a_concentrator(town: Town) -> None:
    heard = MetersHeard(200, ("meter-1", "N777777"), b"", town.net.now)
    town.ms.enrol("meter-1", town.net.now)
    assert town.ms.field.map.learn("C-1", heard, town.net.now) == ["meter-1"]
    assert town.ms.field.map.count == 201
    assert town.ms.field.map.aim(["meter-1"]).meters == ("meter-1",)
    assert not town.ms.field.map.aim(["meter-1"]).has_behind


def test_an_order_is_confirmed_through_loss_doubling_and_reordering() -> None:
    """C1NFR3."""
    town = Town(faults=Faults(loss=0.15, duplicate=0.1, reorder=0.2), settings=FieldSettings(loss=0.05))
    town.after(600)
    event = town.order()
    town.after(600)
    assert town.ms.field.broadcasts.of_event(event)["taken"] == 200
    assert town.mdms.customers.counts(event) == {"notified": 200}
    assert len(town.css.standings(event)) == 200
    town.close()
