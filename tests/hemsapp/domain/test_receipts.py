"""Receipts are debts: in order, once, for as long as it takes (UC96.1.8, UC96.1.9)."""

import random
from datetime import timedelta

from devices.demand_response import EventStatus, ReceiptLogged, ReceiptProgress
from devices.names import Eui64
from devices.wan.journal import Noted
from hemsapp.domain.debts import LOGGED_S, RETRY_S
from tests.hemsapp.domain.events_bench import HALL, HOUR, METER, NOON, OWN, Bench, event


def owing() -> Bench:
    """A home that owes two receipts."""
    bench = Bench(HALL)
    bench.announce(event())
    return bench


def due(bench: Bench) -> int | None:
    order = bench.events.receipts.due(METER, bench.events.book.ours, bench.monotonic_s)
    return None if order is None else order.receipt.sequence


def logged(bench: Bench, sequence: int) -> None:
    bench.keep(bench.events.receipt_logged(ReceiptLogged(METER, sequence, bench.now), bench.at))


def test_they_are_sent_one_at_a_time_in_order_and_the_meters_log_pays() -> None:
    bench = owing()
    assert due(bench) == 1
    assert due(bench) is None
    bench.events.receipts.delivered(1, bench.monotonic_s)
    assert due(bench) is None
    assert bench.events.receipts.owed == 2
    logged(bench, 1)
    assert due(bench) == 2
    logged(bench, 2)
    logged(bench, 2)
    assert bench.events.receipts.owed == 0
    assert [entry.detail for entry in bench.noted(Noted.RECEIPT_DELIVERED)] == [
        f"received {OWN} 1",
        f"received {HALL} 2",
    ]


def test_ours_do_not_wait_for_those_of_twenty_thermostats_and_each_subjects_keep_their_order() -> None:
    """C1FR23: an event that begins at once owes the receipts of a whole house in one moment."""
    rooms = [Eui64(f"00:0d:6f:00:0a:90:01:{number:02x}") for number in range(20)]
    bench = Bench(*rooms)
    bench.announce(event(start=bench.now))
    bench.wake()
    for room in rooms:
        bench.confirm(room)
    owed = bench.receipts
    came = [owed[sequence - 1] for sequence in bench.pay_all()]
    assert [(each.subject, each.status) for each in came[:2]] == [
        (OWN, EventStatus.RECEIVED),
        (OWN, EventStatus.STARTED),
    ]
    assert sorted(each.sequence for each in came) == [each.sequence for each in owed]
    for room in rooms:
        assert [each.status for each in came if each.subject == room] == [EventStatus.RECEIVED, EventStatus.STARTED]


def test_what_arrived_and_was_not_logged_is_sent_again() -> None:
    bench = owing()
    assert due(bench) == 1
    bench.events.receipts.delivered(1, bench.monotonic_s)
    bench.monotonic_s += LOGGED_S
    assert due(bench) == 1


def test_what_did_not_arrive_is_tried_ever_more_rarely_and_at_once_when_the_meter_is_back() -> None:
    bench = owing()
    for wait_s in (*RETRY_S, RETRY_S[-1]):
        assert due(bench) == 1
        bench.events.receipts.failed(1, bench.monotonic_s)
        bench.monotonic_s += wait_s - 0.1
        assert due(bench) is None
        bench.monotonic_s += 0.2
    assert due(bench) == 1
    bench.events.receipts.lose()
    bench.events.receipts.begin(bench.monotonic_s)
    assert due(bench) == 1


def test_they_outlive_a_restart_and_the_numbers_go_on_without_a_gap() -> None:
    bench = owing()
    assert due(bench) == 1
    bench.restart()
    assert due(bench) == 1
    logged(bench, 1)
    logged(bench, 2)
    bench.restart()
    bench.pass_time(HOUR)
    assert bench.events.receipts.next_s is not None
    assert [each.sequence for each in bench.receipts] == [1, 2, 3]


def test_how_far_one_came_is_kept_at_each_systems_own_time() -> None:
    bench = owing()
    logged(bench, 1)
    for stage, minute in (("MS", 1), ("MS", 2), ("MDMS", 3)):
        at = NOON + timedelta(minutes=minute)
        bench.keep(bench.events.receipt_reached(ReceiptProgress(METER, 1, stage, at)))
    (first, second) = bench.events.receipts.of(7)
    assert (first.ms, first.mdms) == (NOON + timedelta(minutes=1), NOON + timedelta(minutes=3))
    assert second.logged is None


def test_over_a_bad_line_each_is_counted_once_and_none_is_missing() -> None:
    """R1, L4: frames, answers and whole processes are lost; the meter counts by number."""
    for seed in range(30):
        dice = random.Random(seed)
        bench = Bench(HALL)
        log: list[int] = []
        for number in range(1, 8):
            bench.announce(event(number, start=bench.now + HOUR))
            bench.cancel(number)
            for _ in range(60):
                sequence = due(bench)
                if sequence is not None and dice.random() < 0.6:
                    if sequence not in log:
                        log.append(sequence)
                    bench.events.receipts.delivered(sequence, bench.monotonic_s)
                    if dice.random() < 0.7:
                        logged(bench, sequence)
                elif sequence is not None:
                    bench.events.receipts.failed(sequence, bench.monotonic_s)
                if dice.random() < 0.05:
                    bench.restart()
                bench.monotonic_s += dice.uniform(0, 40)
        bench.events.receipts.lose()
        bench.events.receipts.begin(bench.monotonic_s)
        log += [sequence for sequence in bench.pay_all() if sequence not in log]
        assert sorted(log) == list(range(1, len(bench.receipts) + 1))
        for subject in (OWN, HALL):
            came = [sequence for sequence in log if bench.receipts[sequence - 1].subject == subject]
            assert came == sorted(came)
        assert [each.status for each in bench.receipts].count(EventStatus.CANCELLED) == 14
