"""What a device does with load control events by itself: the behaviour rules of the DRLC cluster, one by one."""

from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.demand_response import EventStatus
from devices.sim.event_client import Applied, ClientEvent, EventClient
from devices.sim.node import Peer

METER = Peer("00:0d:6f:00:00:00:00:01", 1)
HVAC, PUMP = 0x0001, 0x0008
NOON = 1_800_000_000
HOUR = 3_600


class Load:
    """An actor that writes down what it does."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def begin(self, event: ClientEvent, _now_s: int) -> Applied:
        self.done.append(f"begin {event.issuer_event_id}")
        return Applied("set back", 2_555, 1_722)

    def end(self, issuer_event_id: int) -> None:
        self.done.append(f"end {issuer_event_id}")


class Device:
    """An event client on a clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = NOON
        self.load = Load()
        self.client = EventClient(HVAC, Random(1), self.load, lambda: None)

    def hear(self, event: ClientEvent) -> None:
        self.client.receive(event, (event.end_s - event.start_s) // 60, self.now_s)

    def cancel(self, number: int, *, device_class: int = HVAC, is_randomised: bool = False, at: int = 0) -> None:
        self.client.cancel(number, device_class, 0, at or None, METER, self.now_s, is_randomised=is_randomised)

    def wait(self, until_s: int) -> None:
        while (next_s := self.client.next_s()) <= until_s:
            assert next_s > self.now_s, "the clock would stand still"
            self.now_s = next_s
            self.client.step(next_s)
        self.now_s = until_s

    def said(self) -> list[tuple[int, EventStatus]]:
        return [(report.issuer_event_id, report.status) for report in self.client.reports]

    def statuses(self, number: int = 7) -> list[EventStatus]:
        return [status for issuer_event_id, status in self.said() if issuer_event_id == number]


@pytest.fixture
def device() -> Device:
    return Device()


def event(number: int = 7, start_s: int = NOON + HOUR, minutes: int = 60, criticality: int = 2) -> ClientEvent:
    return ClientEvent(number, HVAC, 0, start_s, start_s + minutes * 60, criticality, METER)


def test_an_event_is_received_started_and_completed_and_the_load_put_back(device: Device) -> None:
    """Rule 12; UC96.1.16, UC96.1.24"""
    device.hear(event())
    assert device.statuses() == [EventStatus.RECEIVED]
    device.wait(NOON + HOUR)
    assert device.load.done == ["begin 7"]
    device.wait(NOON + 2 * HOUR)
    assert device.load.done == ["begin 7", "end 7"]
    assert device.statuses() == [EventStatus.RECEIVED, EventStatus.STARTED, EventStatus.COMPLETED]


def test_what_is_reported_carries_what_was_applied(device: Device) -> None:
    device.hear(event(start_s=NOON))
    started = device.client.reports[-1]
    assert (started.cooling_centi_c, started.heating_centi_c, started.criticality) == (2_555, 1_722, 2)


@pytest.mark.parametrize(
    "other", [replace(event(), device_class=PUMP), replace(event(), group=5)], ids=["class", "group"]
)
def test_an_event_for_others_is_let_pass_without_a_word(device: Device, other: ClientEvent) -> None:
    """Rule 1"""
    device.client.group = 4
    device.hear(other)
    assert (device.said(), device.client.events) == ([], [])


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (event(criticality=0), EventStatus.REJECTED),
        (event(criticality=16), EventStatus.REJECTED),
        (event(minutes=1_441), EventStatus.REJECTED),
        (event(minutes=0), EventStatus.REJECTED),
        (event(start_s=NOON - 2 * HOUR), EventStatus.EXPIRED),
    ],
)
def test_what_cannot_be_is_refused(device: Device, refused: ClientEvent, status: EventStatus) -> None:
    """Rules 2 and 3"""
    device.hear(refused)
    assert device.statuses() == [status]


def test_a_full_table_refuses_a_fourth_event(device: Device) -> None:
    """Rule 3"""
    for number in range(1, 5):
        device.hear(event(number, NOON + number * 2 * HOUR))
    assert device.statuses(4) == [EventStatus.REJECTED]


def test_the_same_event_again_says_nothing_new(device: Device) -> None:
    """Rule 4"""
    device.hear(event())
    device.hear(event())
    assert device.statuses() == [EventStatus.RECEIVED]


def test_an_event_that_the_meter_changes_keeps_its_number_and_takes_its_new_end(device: Device) -> None:
    device.hear(event(start_s=NOON))
    device.hear(event(start_s=NOON, minutes=30))
    device.wait(NOON + HOUR)
    assert device.statuses()[-1] is EventStatus.COMPLETED
    assert device.client.reports[-1].at_s == NOON + 30 * 60


def test_an_event_that_began_earlier_runs_from_now_to_its_own_end(device: Device) -> None:
    """Rule 5"""
    device.hear(event(start_s=NOON - 1_800))
    assert device.load.done == ["begin 7"]
    device.wait(NOON + HOUR)
    assert device.client.reports[-1].at_s == NOON + 1_800


def test_back_to_back_is_no_overlap(device: Device) -> None:
    """Rule 6"""
    device.hear(event(7, NOON))
    device.hear(event(8, NOON + HOUR))
    device.wait(NOON + 2 * HOUR)
    assert device.load.done == ["begin 7", "begin 8", "end 8"]
    assert device.statuses(7)[-1] is EventStatus.COMPLETED


def test_a_newer_event_supersedes_one_that_has_not_begun(device: Device) -> None:
    """Rule 7"""
    device.hear(event(7))
    device.hear(event(8, NOON + HOUR + 600))
    assert device.said() == [
        (7, EventStatus.RECEIVED),
        (7, EventStatus.SUPERSEDED),
        (8, EventStatus.RECEIVED),
    ]


def test_a_running_event_is_superseded_without_a_gap(device: Device) -> None:
    """Rule 7"""
    device.hear(event(7, NOON))
    device.hear(event(8, NOON + 1_800))
    device.wait(NOON + 1_799)
    assert EventStatus.SUPERSEDED not in device.statuses(7)
    device.wait(NOON + 1_800)
    assert device.load.done == ["begin 7", "begin 8"]
    assert device.statuses(7)[-1] is EventStatus.SUPERSEDED


def test_an_older_event_never_displaces_a_newer_one(device: Device) -> None:
    """Rule 6"""
    device.hear(event(8))
    device.hear(event(7))
    assert device.statuses(7) == [EventStatus.REJECTED]


def test_a_randomised_start_moves_the_end_too(device: Device) -> None:
    """Rule 8"""
    device.hear(replace(event(), is_start_randomised=True))
    device.wait(NOON + 4 * HOUR)
    _, started, completed = device.client.reports
    delay_s = started.at_s - (NOON + HOUR)
    assert 0 < delay_s <= 30 * 60
    assert completed.at_s - (NOON + 2 * HOUR) == delay_s


def test_a_randomised_duration_prolongs_the_end_alone(device: Device) -> None:
    """Rule 8"""
    device.client.duration_randomisation_minutes = 10
    device.hear(replace(event(), is_duration_randomised=True))
    device.wait(NOON + 4 * HOUR)
    _, started, completed = device.client.reports
    assert started.at_s == NOON + HOUR
    assert 0 < completed.at_s - (NOON + 2 * HOUR) <= 600


def test_the_successors_start_ends_a_prolonged_event(device: Device) -> None:
    """Rule 8"""
    device.client.duration_randomisation_minutes = 60
    device.hear(replace(event(7, NOON), is_duration_randomised=True))
    device.hear(event(8, NOON + HOUR))
    device.wait(NOON + HOUR)
    assert device.load.done == ["begin 7", "begin 8"]


def test_a_cancelled_event_ends_as_cancelled(device: Device) -> None:
    """Rule 9"""
    device.hear(event(start_s=NOON))
    device.wait(NOON + 600)
    device.cancel(7)
    assert device.load.done == ["begin 7", "end 7"]
    assert device.statuses()[-1] is EventStatus.CANCELLED


def test_a_randomised_cancellation_ends_after_the_delay_that_was_drawn(device: Device) -> None:
    """Rule 9"""
    device.client.duration_randomisation_minutes = 10
    device.hear(replace(event(start_s=NOON), is_duration_randomised=True))
    device.cancel(7, is_randomised=True)
    assert device.load.done == ["begin 7"]
    device.wait(NOON + 600)
    assert device.statuses()[-1] is EventStatus.CANCELLED


@pytest.mark.parametrize(
    ("number", "device_class", "at", "status"),
    [
        (9, HVAC, 0, EventStatus.UNDEFINED_EVENT),
        (7, PUMP, 0, EventStatus.INVALID_CANCEL),
        (7, HVAC, NOON + 5 * HOUR, EventStatus.INVALID_EFFECTIVE_TIME),
    ],
)
def test_a_cancellation_that_cannot_be_is_refused(
    device: Device, number: int, device_class: int, at: int, status: EventStatus
) -> None:
    """Rule 9"""
    device.hear(event())
    device.cancel(number, device_class=device_class, at=at)
    assert device.said()[-1] == (number, status)
    assert [one.issuer_event_id for one in device.client.events] == [7]


def test_all_events_are_cancelled_at_once(device: Device) -> None:
    device.hear(event(7, NOON))
    device.hear(event(8, NOON + 2 * HOUR))
    device.client.cancel_all(device.now_s, is_randomised=False)
    assert device.client.events == []
    assert [status for _, status in device.said()[-2:]] == [EventStatus.CANCELLED] * 2


def test_an_opt_out_before_the_start_is_told_when_the_event_would_start(device: Device) -> None:
    """Rule 10"""
    device.hear(event())
    device.client.opt_out(device.now_s)
    assert device.statuses() == [EventStatus.RECEIVED]
    device.wait(NOON + 2 * HOUR)
    assert device.load.done == []
    assert device.statuses()[1:] == [EventStatus.OPTED_OUT, EventStatus.NO_PARTICIPATION]


def test_an_opt_out_midway_puts_back_and_is_told_at_once(device: Device) -> None:
    """Rule 10"""
    device.hear(event(start_s=NOON))
    device.wait(NOON + 600)
    device.client.opt_out(device.now_s)
    assert device.load.done == ["begin 7", "end 7"]
    device.wait(NOON + HOUR)
    assert device.statuses()[2:] == [EventStatus.OPTED_OUT, EventStatus.PARTIAL_OPT_OUT]


def test_an_opt_in_midway_takes_part_again(device: Device) -> None:
    """Rule 10"""
    device.hear(event(start_s=NOON))
    device.client.opt_out(device.now_s)
    device.client.opt_in(device.now_s)
    assert device.load.done == ["begin 7", "end 7", "begin 7"]
    device.wait(NOON + HOUR)
    assert device.statuses()[-2:] == [EventStatus.OPTED_IN, EventStatus.PARTIAL_OPT_IN]


def test_nobody_opts_out_of_a_mandatory_event(device: Device) -> None:
    """Rule 10, C1FR40"""
    device.hear(event(criticality=7, start_s=NOON))
    with pytest.raises(ValueError, match="mandatory"):
        device.client.opt_out(device.now_s)
    assert device.load.done == ["begin 7"]


def test_the_highest_criticality_governs(device: Device) -> None:
    """Rule 11"""
    device.client.device_class = HVAC | PUMP
    device.hear(event(7, NOON, criticality=2))
    device.hear(replace(event(8, NOON, criticality=6), device_class=PUMP))
    assert device.client.running is not None
    assert device.client.running.issuer_event_id == 8


def test_a_power_cut_forgets_nothing(device: Device) -> None:
    """DR2: an event that ended meanwhile is ended with the first look at the clock"""
    device.hear(event(start_s=NOON))
    again = Device()
    again.client.load(device.client.save())
    again.client.step(NOON + 3 * HOUR)
    assert again.load.done == ["end 7"]
    assert again.statuses() == [EventStatus.RECEIVED, EventStatus.STARTED, EventStatus.COMPLETED]


STEPS = st.one_of(
    st.tuples(st.just("hear"), st.integers(1, 6), st.integers(-2, 6), st.integers(1, 9), st.integers(1, 9)),
    st.tuples(st.just("cancel"), st.integers(1, 6), st.just(0), st.just(0), st.just(0)),
    st.tuples(st.just("out"), st.just(0), st.just(0), st.just(0), st.just(0)),
    st.tuples(st.just("in"), st.just(0), st.just(0), st.just(0), st.just(0)),
    st.tuples(st.just("wait"), st.integers(1, 90), st.just(0), st.just(0), st.just(0)),
)


@given(st.lists(STEPS, max_size=25))
def test_whatever_comes_the_load_is_put_back_in_the_end(steps: list[tuple[str, int, int, int, int]]) -> None:
    """DR2: each event that began ends, each that was received gets one last word, none is left."""
    device = Device()
    for do, number, start, minutes, criticality in steps:
        if do == "hear":
            device.hear(event(number, device.now_s + start * 600, minutes * 10, criticality))
        elif do == "cancel":
            device.cancel(number)
        elif do == "wait":
            device.wait(device.now_s + number * 60)
        else:
            move = device.client.opt_out if do == "out" else device.client.opt_in
            with suppress(ValueError):  # a mandatory event
                move(device.now_s)
    device.wait(device.now_s + 10 * HOUR)
    assert device.client.events == []
    assert not device.load.done or device.load.done[-1].startswith("end")
    due = [report.due_s for report in device.client.reports]
    assert due == sorted(due)
