"""The event machine by itself: what is taken, refused, displaced; what the clock changes."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.demand_response import MeterEventStatus
from devices.sim.meter.events import MAX_PENDING, EventBook, HeldEvent, Taken, Taking
from devices.wan.words import EventCancel, EventControl, Origin
from tests.devices.sim.meter.bench import NOON
from tests.devices.sim.meter.event_bench import START, peak

HOUR = timedelta(hours=1)
PENDING, ACTIVE = MeterEventStatus.PENDING, MeterEventStatus.ACTIVE
ENDED, CANCELLED = MeterEventStatus.ENDED, MeterEventStatus.CANCELLED


def take(book: EventBook, control: EventControl, at: datetime = NOON, source: str = "ms") -> Taken:
    return book.take(control, source, at, at)


def held(book: EventBook, event_id: int = 7) -> HeldEvent:
    return book.events[event_id]


def test_an_event_is_launched_and_ended_by_the_clock() -> None:
    """C1FR29"""
    book = EventBook()
    assert take(book, peak()).taking is Taking.NEW
    assert book.next_due() == START
    assert book.due(START - timedelta(microseconds=1)) == []
    assert [event.status for event in book.due(START)] == [ACTIVE]
    assert book.next_due() == START + 4 * HOUR
    assert [event.status for event in book.due(START + 4 * HOUR)] == [ENDED]
    assert book.next_due() is None


def test_an_event_that_passed_while_the_meter_had_no_power_only_ends() -> None:
    book = EventBook()
    take(book, peak())
    assert [event.status for event in book.due(START + 9 * HOUR)] == [ENDED]


def test_the_same_revision_again_is_known_and_changes_nothing() -> None:
    """F50"""
    book = EventBook()
    take(book, peak())
    before = held(book).save()
    for _ in range(3):
        assert take(book, peak(), NOON + HOUR).taking is Taking.KNOWN
    assert held(book).save() == before


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_in_whatever_order_revisions_and_a_cancellation_come_the_end_is_the_same(order: tuple[int, ...]) -> None:
    """C1FR30, F52: newest wins, a cancellation is final, also before its event."""
    book = EventBook()
    messages: list[EventControl | EventCancel] = [
        peak(),
        peak(revision=2, start=START + HOUR),
        peak(revision=3, start=START + 2 * HOUR),
        EventCancel(7),
    ]
    for number in order:
        message = messages[number]
        if isinstance(message, EventCancel):
            book.cancel(7, "ms", NOON, NOON)
        else:
            take(book, message)
    assert held(book).status is CANCELLED
    assert book.live() == []


@given(st.permutations([1, 2, 3, 4, 5]))
def test_the_newest_revision_holds(order: list[int]) -> None:
    book = EventBook()
    for revision in order:
        take(book, peak(revision=revision, start=START + revision * HOUR))
    control = held(book).control
    assert control is not None
    assert (control.revision, held(book).start) == (5, START + 5 * HOUR)


def test_an_active_event_that_is_put_off_is_pending_again() -> None:
    """F51"""
    book = EventBook()
    take(book, peak())
    book.due(START)
    take(book, peak(revision=2, start=START + 2 * HOUR), START + HOUR)
    assert held(book).status is PENDING
    assert [event.status for event in book.due(START + 2 * HOUR)] == [ACTIVE]


def test_an_active_event_that_is_shortened_to_the_past_ends_at_once() -> None:
    """F51"""
    book = EventBook()
    take(book, peak())
    book.due(START)
    take(book, peak(revision=2, duration_minutes=30), START + HOUR)
    assert [event.status for event in book.due(START + HOUR)] == [ENDED]


def test_an_ended_event_is_not_changed() -> None:
    book = EventBook()
    take(book, peak())
    book.due(START + 4 * HOUR)
    taken = take(book, peak(revision=2, start=START + 9 * HOUR), START + 5 * HOUR)
    assert (taken.taking, taken.why) == (Taking.REFUSED, "event 7 has ended")


def third(event_id: int, **changes: object) -> EventControl:
    return peak(issuer_event_id=event_id, origin=Origin.THIRD_PARTY, **changes)


def test_the_utility_displaces_a_third_party_where_they_overlap() -> None:
    """C1FR27"""
    book = EventBook()
    take(book, third(20), source="aggregator")
    take(book, third(21, start=START + 4 * HOUR), source="aggregator")
    taken = take(book, peak())
    assert [event.issuer_event_id for event in taken.displaced] == [20]
    assert [event.issuer_event_id for event in book.live()] == [7, 21]


def test_a_third_party_never_displaces_the_utility() -> None:
    """C1FR27"""
    book = EventBook()
    take(book, peak(priority=9))
    taken = take(book, third(20, priority=1), source="aggregator")
    assert (taken.taking, taken.why) == (Taking.REFUSED, "it overlaps event 7, which ranks higher")
    assert held(book).status is PENDING


def test_ranks_are_configurable() -> None:
    """C1FR27"""
    book = EventBook(ranks=(Origin.THIRD_PARTY.value, Origin.UTILITY.value))
    take(book, peak())
    taken = take(book, third(20), source="aggregator")
    assert [event.issuer_event_id for event in taken.displaced] == [7]


def test_among_the_utilitys_own_a_lower_priority_is_refused_and_a_higher_one_stands_beside() -> None:
    """C1FR27, F54: which of two events governs a thermostat is the home's to decide."""
    book = EventBook()
    take(book, peak(priority=2))
    assert take(book, peak(issuer_event_id=8, priority=3)).taking is Taking.REFUSED
    emergency = take(book, peak(issuer_event_id=9, priority=1, criticality=7, start=START + HOUR, duration_minutes=60))
    assert (emergency.taking, emergency.displaced) == (Taking.NEW, ())
    assert [event.issuer_event_id for event in book.live()] == [7, 9]


@pytest.mark.parametrize(
    "changes",
    [{"start": START + 4 * HOUR}, {"device_class": 0x0008}, {"enrollment_group": 2}],
    ids=["back to back", "another class", "another group"],
)
def test_what_does_not_overlap_is_not_compared(changes: dict[str, object]) -> None:
    book = EventBook()
    take(book, peak(enrollment_group=1))
    assert take(book, third(20, **{"enrollment_group": 1, **changes}), source="aggregator").taking is Taking.NEW


@pytest.mark.parametrize(
    "changes",
    [
        {"duration_minutes": 0},
        {"duration_minutes": 1441},
        {"issuer_event_id": 0},
        {"issuer_event_id": 0xFFFFFFFF},
        {"criticality": 0},
        {"criticality": 16},
        {"device_class": 0},
        {"enrollment_group": 256},
        {"cooling_offset_centi_c": 2_541},
        {"heating_offset_centi_c": -1},
        {"cooling_set_point_centi_c": -0x8000},
        {"duty_cycle_percent": 101},
        {"load_adjustment_percent": -101},
        {"start": NOON - 5 * HOUR},
    ],
    ids=str,
)
def test_what_no_load_control_event_can_carry_is_refused_with_a_sentence(changes: dict[str, object]) -> None:
    """F56, F59"""
    taken = take(EventBook(), peak(**changes))
    assert taken.taking is Taking.REFUSED
    assert taken.why


def test_a_hundred_events_wait_and_the_next_is_refused() -> None:
    """C1NFR11, F67"""
    book = EventBook()
    for number in range(MAX_PENDING):
        assert take(book, peak(issuer_event_id=100 + number, start=START + number * 4 * HOUR)).taking is Taking.NEW
    assert take(book, peak(start=START + 999 * HOUR)).why == "100 events are pending already"
    assert take(book, peak(issuer_event_id=100)).taking is Taking.KNOWN


def test_forty_eight_events_in_one_day_are_all_launched_and_ended() -> None:
    """C1NFR6, C1NFR11"""
    book = EventBook()
    for number in range(48):
        take(book, peak(issuer_event_id=100 + number, start=NOON + number * HOUR / 2 + HOUR, duration_minutes=30))
    changes = []
    while (due := book.next_due()) is not None:
        changes += [(event.issuer_event_id, event.status) for event in book.due(due)]
    assert [one for one, status in changes if status is ACTIVE] == list(range(100, 148))
    assert [one for one, status in changes if status is ENDED] == list(range(100, 148))


def test_only_its_sender_or_a_newer_revision_of_it_changes_an_event() -> None:
    book = EventBook()
    take(book, third(20), source="aggregator")
    taken = take(book, third(20, revision=2), source="another")
    assert (taken.taking, taken.why) == (Taking.REFUSED, "event 20 is another sender's")


def test_what_is_held_survives_in_the_values_of_json() -> None:
    book = EventBook()
    take(book, peak())
    book.due(START)
    assert HeldEvent.of(held(book).save()) == held(book)
    tombstone, _ = book.cancel(9, "ms", NOON, NOON)
    assert HeldEvent.of(tombstone.save()) == tombstone


def test_events_that_ended_long_ago_are_forgotten_and_live_ones_never() -> None:
    book = EventBook()
    take(book, peak())
    take(book, peak(issuer_event_id=8, start=NOON + timedelta(days=200)))
    book.due(START + 4 * HOUR)
    assert book.forget_old(NOON + timedelta(days=40)) == []
    assert book.forget_old(NOON + timedelta(days=100)) == [7]
    assert list(book.events) == [8]
