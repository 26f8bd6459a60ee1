"""A device joins stage by stage, or ends with one reason; nothing of it is a secret."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from devices.errors import JoinFault, RadioFault
from devices.messages import (
    DeviceFound,
    DeviceIdentified,
    DeviceJoined,
    DeviceKind,
    DeviceLeft,
    DeviceReady,
    Eui64,
    JoinFailed,
    Message,
    RadioChanged,
    RadioState,
    Reading,
    SwitchRead,
)
from devices.moment import Moment
from hemsapp.commands import AllowJoin, StopJoin
from hemsapp.domain.facts import Happened, Happening
from hemsapp.domain.joining import INTERVIEW_S, LATE_S, SET_UP_S, TEST_S, Joining
from hemsapp.effects import Effect, PermitJoin, Record
from hemsapp.engine import Engine, Settings
from hemsapp.snapshot import Join, JoinState
from tests.hemsapp.domain.world import SAMPLE, ZONE

METER = Eui64("00:0d:6f:00:0a:90:69:e7")
OTHER = Eui64("00:0d:6f:00:0a:90:69:e8")
START = Moment(datetime(2026, 7, 13, 20, tzinfo=UTC), 100.0)
FOUND, JOINED = DeviceFound(METER), DeviceJoined(METER)
READY = DeviceReady(METER, DeviceKind.METER_GATEWAY, "Acme", "M1")
IDENTIFIED = DeviceIdentified(METER, DeviceKind.METER_GATEWAY, "Acme", "M1", "7")
DISPLAY = DeviceReady(METER, DeviceKind.DISPLAY, "Acme", "D1")
SWITCH = DeviceReady(METER, DeviceKind.LOAD_SWITCH, "Acme", "S1")
READING = Reading(METER, delivered_wh=1)


def after(seconds: float) -> Moment:
    return Moment(START.utc + timedelta(seconds=seconds), START.monotonic_s + seconds)


def begun() -> Joining:
    joining = Joining(speed=1.0)
    joining.begin(METER, 180, START)
    return joining


def told(*messages: Message) -> Join:
    """How it stands after these, one each second."""
    joining = begun()
    for seconds, message in enumerate(messages, 1):
        joining.hear(message, after(seconds))
    assert joining.view is not None
    return joining.view


def test_at_first_it_waits_until_the_network_closes() -> None:
    assert told() == Join(METER, JoinState.WAITING, START, after(180))


@pytest.mark.parametrize(
    ("messages", "state"),
    [
        ((FOUND,), JoinState.FOUND),
        ((FOUND, FOUND, JOINED), JoinState.JOINED),
        ((FOUND, JOINED, READY), JoinState.SET_UP),
        ((FOUND, JOINED, READY, READING), JoinState.READY),
        ((FOUND, JOINED, READING, READY), JoinState.READY),
        ((FOUND, JOINED, IDENTIFIED), JoinState.IDENTIFIED),
        ((FOUND, JOINED, SWITCH), JoinState.SET_UP),
        ((FOUND, JOINED, SWITCH, SwitchRead(METER, is_on=False)), JoinState.READY),
        ((FOUND, JOINED, DISPLAY), JoinState.READY),
        ((READY, READING), JoinState.READY),
        ((DeviceFound(OTHER), JoinFailed(OTHER, JoinFault.NOBODY_CAME)), JoinState.WAITING),
        ((FOUND, Reading(OTHER)), JoinState.FOUND),
        ((RadioChanged(RadioState.READY, "x"),), JoinState.WAITING),
    ],
)
def test_it_comes_as_far_as_it_was_heard(messages: tuple[Message, ...], state: JoinState) -> None:
    assert told(*messages).state is state


def test_each_stage_keeps_its_moment() -> None:
    view = told(FOUND, JOINED, READY, READING)
    assert (view.found, view.joined, view.set_up, view.ready) == (after(1), after(2), after(3), after(4))


@pytest.mark.parametrize(
    ("messages", "fault"),
    [
        ((JoinFailed(METER, JoinFault.NOBODY_CAME),), JoinFault.NOBODY_CAME),
        ((FOUND, JoinFailed(METER, JoinFault.CODE_WRONG)), JoinFault.CODE_WRONG),
        ((FOUND, JOINED, DeviceLeft(METER)), JoinFault.STOPPED_ANSWERING),
        ((FOUND, RadioChanged(RadioState.LOST, "x", RadioFault.UNPLUGGED)), JoinFault.NOT_READY),
    ],
)
def test_it_ends_with_one_reason_that_stays(messages: tuple[Message, ...], fault: JoinFault) -> None:
    view = told(*messages)
    assert (view.state, view.fault, view.failed) == (JoinState.FAILED, fault, after(len(messages)))
    assert told(*messages, FOUND, JOINED, READY, READING) == view


def test_what_is_ready_cannot_fail_any_more() -> None:
    ready = told(FOUND, JOINED, READING, READY)
    assert told(FOUND, JOINED, READING, READY, DeviceLeft(METER), JoinFailed(METER, JoinFault.CODE_WRONG)) == ready


@pytest.mark.parametrize(
    ("messages", "seconds", "fault"),
    [
        ((), 180 + LATE_S, JoinFault.NOBODY_CAME),
        ((FOUND,), 1 + LATE_S, JoinFault.STOPPED_ANSWERING),
        ((FOUND, JOINED), 2 + INTERVIEW_S + LATE_S, JoinFault.INTERVIEW_STUCK),
        ((FOUND, JOINED, IDENTIFIED), 3 + SET_UP_S, JoinFault.STOPPED_ANSWERING),
        ((FOUND, JOINED, READY), 3 + TEST_S, JoinFault.STOPPED_ANSWERING),
    ],
)
def test_a_network_that_says_nothing_does_not_keep_a_person_waiting(
    messages: tuple[Message, ...], seconds: float, fault: JoinFault
) -> None:
    joining = begun()
    for position, message in enumerate(messages, 1):
        joining.hear(message, after(position))
    assert joining.next_wake_s == START.monotonic_s + seconds
    faults = []
    for moment in (seconds - 1, seconds):
        joining.wake(after(moment))
        assert joining.view is not None
        faults.append(joining.view.fault)
    assert faults == [None, fault]
    assert joining.next_wake_s is None


def test_stopping_tells_whose_permit_is_to_be_ended() -> None:
    joining = begun()
    assert joining.stop() == [METER]
    assert (joining.view, joining.stop()) == (None, [])
    joining.begin(METER, 180, START)
    joining.hear(JoinFailed(METER, JoinFault.FULL), after(1))
    assert joining.stop() == []


def test_in_a_fast_demonstration_the_wall_runs_and_waiting_does_not() -> None:
    joining = Joining(speed=60.0)
    joining.begin(METER, 180, START)
    assert joining.view is not None
    assert joining.view.until == Moment(START.utc + timedelta(hours=3), START.monotonic_s + 180)


def test_no_part_of_it_could_hold_an_install_code() -> None:
    """X-SECURITY"""
    texts = {each.name for each in fields(Join) if "str" in str(each.type)}
    assert not any("bytes" in str(each.type) for each in fields(Join))
    assert texts == {"manufacturer", "model", "firmware", "reason"}, "what the device says of itself, and a sentence"


def test_the_engine_opens_and_closes_the_network_and_keeps_what_came_of_it() -> None:
    """X-SECURITY: every permit and every failure is written down, without the code."""
    engine = Engine(Settings(ZONE, SAMPLE))
    engine.start(START)
    engine.wake(START)
    code = bytes.fromhex("83fed3407a939723a5c639b26916d505c3b5")
    kept, permit = engine.receive(AllowJoin(METER, code, 60), after(1))
    assert permit == PermitJoin(METER, code, 60)
    assert (told_of(kept), code.hex() in repr(kept)) == ([Happened.JOIN_ALLOWED], False)
    assert engine.next_wake_s == after(1).monotonic_s + 60 + LATE_S
    engine.receive(FOUND, after(2))
    engine.receive(JOINED, after(3))
    assert [device.device for device in engine.snapshot(after(3)).devices] == [METER]
    (kept,) = engine.receive(JoinFailed(METER, JoinFault.STOPPED_ANSWERING), after(4))
    assert told_of(kept) == [Happened.JOIN_FAILED]
    seen = engine.snapshot(after(4))
    assert seen.join is not None
    assert (seen.join.fault, seen.devices) == (JoinFault.STOPPED_ANSWERING, ())
    assert engine.receive(StopJoin(), after(5)) == []
    assert engine.snapshot(after(5)).join is None


def test_stopping_ends_a_permit_that_still_runs() -> None:
    engine = Engine(Settings(ZONE, SAMPLE))
    engine.start(START)
    engine.receive(AllowJoin(METER, b"", 60), after(1))
    assert engine.receive(StopJoin(), after(2)) == [PermitJoin(METER, b"", 0)]


def told_of(effect: Effect) -> list[Happened]:
    """The happenings that are kept."""
    assert isinstance(effect, Record)
    return [fact.kind for fact in effect.facts if isinstance(fact, Happening)]
