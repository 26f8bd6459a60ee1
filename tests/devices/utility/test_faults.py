"""Whatever the line and the processes do: every event ends confirmed or failed once, every receipt is recorded once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.demand_response import EventStatus
from devices.utility.ms.orders import EventOrder
from devices.wan.journal import Noted
from devices.wan.words import EventControl, Program
from tests.devices.utility.world import KIOSK, START, World, lossy, perfect, receipt

ORDER = EventOrder(Program.CRITICAL_PEAK, START + timedelta(minutes=30), 30, price=Decimal("0.62"))
STORY = (EventStatus.RECEIVED, EventStatus.STARTED, EventStatus.OPTED_OUT, EventStatus.OPTED_IN, EventStatus.COMPLETED)
OPENED = 6  # steps of the three systems when they are opened
SETTLED = {"confirmed", "failed", "refused", "void"}


def live(world: World, *, is_changed: bool = False) -> int:
    """An event's whole life with its receipts, and two hours of a quiet line after it."""
    world.add_meter("meter-1")
    world.add_meter("meter-2", is_deaf=True)
    event = world.ms.schedule(ORDER, ["all"], world.now).issuer_event_id
    world.run(600)
    if is_changed:
        world.ms.change(event, {"price": Decimal("0.70")}, world.now)
    for sequence, status in enumerate(STORY, 1):
        said = receipt(sequence, event, status, world.now)
        world.send("meter-1", world.meters["meter-1"].report(said, world.now))
        world.run(600)
    world.fate = perfect
    world.run(7200)
    return event


def check(world: World, event: int) -> None:
    for message in world.ms.attempts(event):
        assert message["state"] in SETTLED
        failed = world.ms.links.db.execute(
            "SELECT count(*) FROM owed WHERE kind = 'DeliveryFailure' AND correlation_id = ?", (message["message_id"],)
        ).fetchone()
        assert failed == (1 if message["state"] == "failed" else 0,)
        assert message["meter"] == "meter-1" or message["state"] in {"failed", "void"}
        assert len(message["attempts"]) <= 4
    first = [one for one in world.journal("MS", Noted.EVENT_SENT) if one.who == "meter-1"]
    assert len(first) == 1
    controls = [one for one in world.meters["meter-1"].of(EventControl) if isinstance(one, EventControl)]
    assert len({one.revision for one in controls}) == len(controls)
    assert world.ms.owed == world.mdms.owed == 0
    recorded = world.mdms.links.db.execute("SELECT sequence FROM receipts ORDER BY sequence").fetchall()
    assert recorded == [(n,) for n in range(1, len(STORY) + 1)]
    assert len(world.journal("MDMS", Noted.DEVICE_RECEIPT_LOGGED)) == len(STORY)
    assert world.meters["meter-1"].owed == {}
    standing = world.css.standing("meter-1", event)
    assert standing is not None
    assert standing["state"] == "completed"
    assert world.css.not_notified(event) == ["meter-2"]
    ranks = [one["state"] for one in world.css.history("meter-1", event)]
    assert ranks.count("completed") >= 1
    assert world.mdms.customers.counts(event) == {"completed": 1, "failed": 1}
    assert world.ms.receipts.gaps() == {}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), loss=st.floats(0, 0.6), double=st.floats(0, 0.5), is_changed=st.booleans())
def test_a_line_that_loses_doubles_and_reorders_changes_nothing_in_the_end(
    seed: int, loss: float, double: float, is_changed: bool
) -> None:
    """C1FR6, C1FR10, C1NFR8."""
    world = World(fate=lossy(seed, loss, double))
    event = live(world, is_changed=is_changed)
    check(world, event)
    world.close()


@pytest.mark.parametrize("every", [11, pytest.param(1, marks=pytest.mark.soak)])
def test_a_crash_at_any_step_loses_and_doubles_nothing(tmp_path: Path, every: int) -> None:
    """Between committing and sending, or before committing: the file is where the next process goes on."""
    whole = World(directory=_directory(tmp_path, "whole"))
    check(whole, live(whole))
    whole.close()
    for crash_at in range(OPENED + 1, whole.steps + 1, every):
        world = World(directory=_directory(tmp_path, str(crash_at)), crash_at=crash_at)
        check(world, live(world))
        world.close()


@pytest.mark.parametrize("seed", range(4))
def test_processes_that_die_again_and_again_on_a_bad_line_change_nothing(tmp_path: Path, seed: int) -> None:
    """C1FR10."""
    world = World(directory=tmp_path, fate=lossy(seed))
    world.add_meter("meter-1")
    world.add_meter("meter-2", is_deaf=True)
    event = world.ms.schedule(ORDER, ["all"], world.now).issuer_event_id
    for sequence, status in enumerate(STORY, 1):
        said = receipt(sequence, event, status, world.now)
        world.send("meter-1", world.meters["meter-1"].report(said, world.now))
        for _ in range(4):
            world.run(97)
            world.reopen()
    world.fate = perfect
    world.run(7200)
    check(world, event)
    world.close()


def test_a_doubled_message_of_the_home_is_answered_again_and_counted_once() -> None:
    world = World()
    meter = world.add_meter()
    (sent,) = meter.report(receipt(1, 7, EventStatus.STARTED, world.now), world.now)
    world.fate = lambda: (0.05, 1.0, 5.0)
    world.send("meter-1", [sent])
    world.fate = perfect
    world.run(10)
    assert [stage.stage for stage in meter.stages].count("MS") == 1
    assert len(meter.stages) == 4
    assert world.details("MS", Noted.RECEIPT_RECEIVED) == [f"started {KIOSK} 1"]


def _directory(tmp_path: Path, name: str) -> Path:
    found = tmp_path / name
    found.mkdir()
    return found


@pytest.mark.parametrize("days", [2, pytest.param(365, marks=pytest.mark.soak)])
def test_each_of_48_events_a_day_is_accounted_for(days: int) -> None:
    """C1NFR6, C1NFR11."""
    world = World()
    meter = world.add_meter()
    sequence = 0
    for _ in range(48 * days):
        order = replace(ORDER, start=world.now + timedelta(minutes=10), duration_minutes=15)
        event = world.ms.schedule(order, ["meter-1"], world.now).issuer_event_id
        for status, wait_s in ((EventStatus.RECEIVED, 600), (EventStatus.STARTED, 900), (EventStatus.COMPLETED, 300)):
            sequence += 1
            world.run(5)
            world.send("meter-1", meter.report(receipt(sequence, event, status, world.now), world.now))
            world.run(wait_s - 5)
    world.run(3600)
    assert world.mdms.customers.counts() == {"completed": 48 * days}
    (recorded,) = world.mdms.links.db.execute("SELECT count(*) FROM receipts").fetchone()
    assert recorded == 3 * 48 * days
    assert world.ms.receipts.gaps() == {}
    assert world.ms.owed == world.mdms.owed == 0


def test_over_99_percent_of_all_orders_arrive_and_are_told_on_a_line_that_loses_every_twelfth_message() -> None:
    """C1NFR8: an order that is lost three times is not; customer service knows of each within five minutes."""
    world = World(fate=lossy(5, loss=1 / 12, double=0.05, longest_s=5))
    for number in range(60):
        world.add_meter(f"meter-{number}")
    events = []
    for _ in range(5):
        events.append(world.ms.schedule(replace(ORDER, start=world.now + timedelta(hours=1)), ["all"], world.now))
        world.run(300)
    told = [one for event in events for one in world.css.standings(event.issuer_event_id)]
    arrived = [one for one in told if one["state"] == "notified"]
    assert len(arrived) / (60 * len(events)) > 0.99
    tried = [one for event in events for one in world.ms.attempts(event.issuer_event_id)]
    assert sum(len(one["attempts"]) > 1 for one in tried) > 25  # the line was as bad as that
