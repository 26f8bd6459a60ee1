"""What the meter keeps: over a power failure, and over the kill of the process at any step of an event."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from devices.demand_response import EventStatus, MeterEventStatus
from devices.moment import Moment
from devices.se.drlc import Drlc
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.meter.ledger import VERSION, Ledger
from devices.sim.meter.node import MeterNode
from devices.wan.journal import Entry, Noted, System
from devices.wan.receipts import signed
from devices.wan.tunnel import ReceiptSubmitted
from devices.wan.words import (
    Body,
    ClockConfig,
    DeviceReceipt,
    Envelope,
    EventCancel,
    Noun,
    ReceiptStage,
    SecurityClass,
    Verb,
    Verified,
)
from tests.devices.sim.meter.bench import NOON
from tests.devices.sim.meter.event_bench import START, EventBench, peak
from tests.devices.sim.meter.test_home_frames import KEY, PCT, Display, receipt, report

HOUR = timedelta(hours=1)
P1 = [
    Noted.EVENT_LOGGED,
    Noted.FACE_PENDING,
    Noted.EVENT_CONFIRMED,
    Noted.EVENT_LAUNCHED,
    Noted.FACE_ACTIVE,
    Noted.EVENT_TERMINATED,
    Noted.FACE_ENDED,
    Noted.FACE_NORMAL,
]


class Stopped(Exception):
    """The power went in the middle of something."""


def test_what_was_not_committed_is_not_there() -> None:
    ledger = Ledger()

    def write_and_stop() -> None:
        with ledger.transaction():
            ledger.note(Entry(System.MTR, NOON, Noted.EVENT_LOGGED, 7))
            with ledger.transaction():
                ledger.save("ms", b"counter 5")
            raise Stopped

    with pytest.raises(Stopped):
        write_and_stop()
    assert (ledger.entries(), dict(ledger.load())) == ([], {})


def test_counter_and_effect_are_kept_together(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "meter.db")
    with ledger.transaction():
        ledger.note(Entry(System.MTR, NOON, Noted.EVENT_LOGGED, 7))
        ledger.save("ms", b"counter 5")
    ledger.close()
    again = Ledger(tmp_path / "meter.db")
    assert dict(again.load()) == {"ms": b"counter 5"}
    assert [entry.noted for _, entry in again.entries()] == [Noted.EVENT_LOGGED]
    again.close()


def test_a_ledger_of_a_newer_simulator_is_refused(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "meter.db")
    ledger.database.execute(f"pragma user_version = {VERSION + 1}")
    ledger.close()
    with pytest.raises(ValueError, match="newer simulator"):
        Ledger(tmp_path / "meter.db")


@pytest.mark.parametrize("hours", [0, 4.9, 5, 6, 8.99, 9, 9.05, 12], ids=str)
def test_a_power_failure_at_any_step_of_an_event_changes_nothing_in_its_journal(hours: float) -> None:
    """C1FR20, C1FR29: its steps are noted once each, whenever the power was cut."""
    bench = EventBench()
    bench.reply(peak())
    bench.pass_time(hours * 3600)
    bench.node.reset(bench.now)
    bench.pass_time((13 - hours) * 3600)
    of_the_power = {Noted.ALARM_RAISED, Noted.POWER_LOST, Noted.POWER_RESTORED, Noted.ANSWER_MISSING}
    assert [entry.noted for entry in bench.noted() if entry.noted not in of_the_power] == P1


def test_what_fell_due_without_power_is_done_after_it() -> None:
    bench = EventBench()
    bench.reply(peak())
    bench._come_to(START + 2 * HOUR)
    bench.node.reset(bench.now)
    assert bench.duties.events.book.events[7].status is MeterEventStatus.ACTIVE
    assert [entry.at for entry in bench.noted(Noted.EVENT_LAUNCHED)] == [START + 2 * HOUR]


def another(path: Path, at: EventBench) -> EventBench:
    """The process was killed and started again: nothing of it is left but its file."""
    bench = EventBench(at.now.utc, ledger=path)
    bench.bind()
    return bench


def test_a_killed_meter_knows_its_events_receipts_and_debts(tmp_path: Path) -> None:
    path = tmp_path / "meter.db"
    before = EventBench(ledger=path)
    kiosk = Display(before)
    before.reply(peak())
    before.reply(peak(issuer_event_id=8, start=START + 5 * HOUR))
    before.reply(EventCancel(8))
    kiosk.say(ReceiptSubmitted(1, signed(receipt(1), KEY)))
    after = another(path, before)
    after.pass_time(1)
    assert [one.log_number for one in after.sent(DeviceReceipt)] == [1]
    after.pass_time(6 * 3600)
    assert [entry.issuer_event_id for entry in after.noted(Noted.EVENT_LAUNCHED)] == [7]
    assert after.reply(peak(issuer_event_id=8)).error == "event 8 is cancelled"


class FailingLedger(Ledger):
    """Power goes at one of its commits: just before it, or just after."""

    commits = 0
    fails_at, is_kept = 0, False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        is_outermost = not self.database.in_transaction
        with super().transaction():
            yield
            if is_outermost:
                self.commits += 1
            if is_outermost and self.commits == self.fails_at and not self.is_kept:
                raise Stopped
        if is_outermost and self.commits == self.fails_at:
            raise Stopped


class FailingBench(EventBench):
    """A bench whose meter has such a ledger."""

    def __init__(self, start: datetime, path: Path, fails_at: int, *, is_kept: bool) -> None:
        self._failing = FailingLedger(path)
        self._failing.fails_at, self._failing.is_kept = fails_at, is_kept
        super().__init__(start, ledger=path)

    def make_ledger(self) -> Ledger:
        return self._failing


def live_on(bench: EventBench) -> None:
    """The head end asks until it is answered, the home reports, then time passes to the normal face."""
    if not bench.noted(Noted.EVENT_TERMINATED):
        assert bench.reply(peak()).is_ok
        bench.frames()
    bench.ask(Drlc, "report_event_status", peer=PCT, **report(EventStatus.RECEIVED))
    bench.pass_time(1)
    stage = ReceiptStage(PCT, 0, 1, "MS", bench.now.utc)
    bench.send(stage, Verb.REPLY, Noun.END_DEVICE_EVENTS, SecurityClass.PRIVATE, correlation_id="m1")
    bench.pass_time((START + 5 * HOUR - bench.now.utc).total_seconds())


@pytest.mark.parametrize("is_kept", [True, False], ids=["after", "before"])
def test_the_journal_is_the_same_whichever_commit_the_power_went_at(tmp_path: Path, is_kept: bool) -> None:
    """C1FR20: every commit of an event's life, just before it and just after it."""
    for fails_at in range(1, 100):
        path = tmp_path / f"{fails_at}.db"
        bench: EventBench = FailingBench(NOON, path, fails_at, is_kept=is_kept)
        bench.bind()
        try:
            live_on(bench)
        except Stopped:
            again = EventBench(bench.now.utc, ledger=path)
            again.bind()
            live_on(again)
            bench = again
            has_failed = True
        else:
            has_failed = False
        kinds = [entry.noted for entry in bench.noted()]
        assert [one for one in kinds if one in P1 and one is not Noted.EVENT_CONFIRMED] == [
            one for one in P1 if one is not Noted.EVENT_CONFIRMED
        ]
        for once in (Noted.EVENT_FORWARDED, Noted.RECEIPT_LOGGED, Noted.RECEIPT_SENT):
            assert kinds.count(once) == 1, (fails_at, once)
        if not has_failed:
            break
    assert 8 < fails_at < 99


def meter_at(state: Path, start: Moment) -> MeterNode:
    node = make_nodes(["meter"], seed=3, start=start, profile_id=0x0109, state=state)[0]
    assert isinstance(node, MeterNode)
    return node


def verified(node: MeterNode, body: Body, verb: Verb, noun: Noun) -> Verified:
    name = f"m{type(body).__name__}"
    envelope = Envelope(verb, noun, name, "MS", node.duties.name, NOON, NOON + HOUR, 1, body)
    return Verified(envelope, SecurityClass.CONTROL)


@pytest.mark.parametrize("is_home_kept", [True, False])
def test_clock_and_prices_that_the_utility_set_survive_a_kill(tmp_path: Path, is_home_kept: bool) -> None:
    """The home's state file and the ledger are two files: whichever was written last, the price holds."""
    state, start = tmp_path / "home.json", Moment(NOON, 5.0)
    before = meter_at(state, start)
    before.drive("clock", {"step_s": -60}, start)
    if not is_home_kept:
        before.duties.on_changed = lambda: None
    before.duties.receive(verified(before, ClockConfig(NOON, 5), Verb.CHANGE, Noun.END_DEVICE_CONFIG), NOON)
    before.duties.receive(verified(before, peak(), Verb.CREATE, Noun.END_DEVICE_CONTROLS), NOON)
    after = meter_at(state, Moment(NOON + HOUR, 5.0))
    after.catch_up(Moment(NOON + HOUR, 5.0))
    published = after.meter.prices.active(int(START.timestamp()))
    assert published is not None
    assert published.price == peak().price
    assert after.duties.log.now == NOON + HOUR - timedelta(seconds=0 if is_home_kept else 60)


CHILD = """
import sys
from pathlib import Path
from devices.wan.words import EventCancel
from tests.devices.sim.meter.event_bench import EventBench, peak
bench = EventBench(ledger=Path(sys.argv[1]))
bench.bind()
number = 0
while True:
    number += 1
    assert bench.reply(peak(issuer_event_id=number, duration_minutes=1)).is_ok
    print(number, flush=True)
    if number > 5:
        assert bench.reply(EventCancel(number - 5)).is_ok
        print(5 - number, flush=True)
"""


def test_every_answer_that_left_a_killed_process_is_in_its_file(tmp_path: Path) -> None:
    """C1FR20: SIGKILL while events pour in; what was answered is held, what is held was whole."""
    path = tmp_path / "meter.db"
    root = Path(__file__).parents[4]
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)], cwd=root, stdout=subprocess.PIPE, text=True)
    answered: list[int] = []
    assert child.stdout is not None
    with child, child.stdout as lines:
        for line in lines:
            answered.append(int(line))
            if len(answered) == 40:
                os.kill(child.pid, signal.SIGKILL)
                answered += [int(rest) for rest in lines.read().split()]
                break
    after = EventBench(ledger=path)
    events = after.duties.events.book.events
    cancelled = {-number for number in answered if number < 0}
    assert {number for number in answered if number > 0} <= set(events)
    assert all(events[number].status is MeterEventStatus.CANCELLED for number in cancelled)
    logged = {entry.issuer_event_id for entry in after.noted(Noted.EVENT_LOGGED)}
    assert logged == set(events)
