"""UC96.3.9: the meter tests itself and its links on the head end's order, logs it, and returns what it found."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from devices.sim.meter.event_words import COORDINATOR
from devices.sim.meter.node import BASIC
from devices.sim.node import ApsFrame
from devices.wan.journal import Noted
from devices.wan.meter_words import (
    Found,
    MeterCheck,
    MeterRecovery,
    MeterTest,
    MeterTestResult,
    NetworkQuery,
    NetworkReport,
    RecoveryAction,
    RecoveryResult,
)
from devices.wan.words import Noun, Reply, SecurityClass, Verb
from tests.devices.sim.meter.bench import CLIENT_ENDPOINT, NOON, SE
from tests.devices.sim.meter.event_bench import DRLC, PRICE, EventBench, peak

DEVICE = "00:0d:6f:00:0a:90:69:e8"


def ordered(bench: EventBench, *checks: MeterCheck, number: int = 3, device_s: int = 10) -> MeterTest:
    wanted = checks or tuple(MeterCheck)
    return MeterTest("meter-1", number, bench.now.utc, wanted, device_s=device_s, issuer_event_id=7)


def result(bench: EventBench) -> MeterTestResult:
    results: list[MeterTestResult] = bench.sent(MeterTestResult)
    assert len({one.number for one in results}) == 1
    return results[0]


def of(found: MeterTestResult, check: MeterCheck) -> Found:
    return next(one for one in found.found if one.check is check)


def test_a_test_returns_meter_id_meter_time_results_and_both_links_and_is_logged() -> None:
    """UC96.3.9, C1FR12"""
    bench = EventBench()
    bench.drive("clock", step_s=2)
    bench.duties.home.heard(COORDINATOR)
    assert bench.reply(ordered(bench)).is_ok
    bench.duties.home.heard(COORDINATOR)  # the display answers
    bench.pass_time(1)
    found = result(bench)
    assert found.is_passed, found
    assert found.meter_id == bench.duties.name
    assert timedelta(seconds=2) <= found.meter_time - NOON < timedelta(seconds=4)
    assert [one.check for one in found.found] == list(MeterCheck)
    assert of(found, MeterCheck.UTILITY_LINK).is_good
    assert of(found, MeterCheck.UTILITY_LINK).found.startswith("signal -71 dBm")
    (link,) = found.devices
    assert (link.device, link.is_reached) == (COORDINATOR, True)
    assert [entry.noted for entry in bench.noted(Noted.METER_TEST_RUN, Noted.METER_TEST_RETURNED)] == [
        Noted.METER_TEST_RUN,
        Noted.METER_TEST_RETURNED,
    ]
    assert bench.noted(Noted.METER_TEST_RETURNED)[0].issuer_event_id == 7


def test_how_strongly_each_device_is_heard_is_in_the_test_and_in_the_network_report() -> None:
    """X-NETWORK-MGMT, UC96.3.9: of its last frame; nothing is told of a device that was not heard since power came."""
    bench = EventBench()
    frame = ApsFrame(SE, BASIC, CLIENT_ENDPOINT, 1, bytes((0, 1, 0, 0, 0)), peer=DEVICE, rssi_dbm=-71)
    bench.node.receive(frame, bench.now)
    bench.node.receive(replace(frame, rssi_dbm=-68), bench.now)
    bench.reply(ordered(bench, MeterCheck.HOME_DEVICES, device_s=1))
    bench.pass_time(2)
    assert [(one.device, one.signal_dbm) for one in result(bench).devices] == [(DEVICE, -68)]
    bench.send(NetworkQuery(bench.duties.name), Verb.GET, Noun.END_DEVICE_EVENTS, SecurityClass.PRIVATE)
    assert [one.signal_dbm for one in bench.sent(NetworkReport)[0].devices] == [-68]
    bench.node.reset(bench.now)
    bench.pass_time(1)
    assert [one.signal_dbm for one in bench.duties.tests.devices()] == [None]


def test_each_known_device_is_asked_for_a_sign_of_life_and_a_silent_one_is_named() -> None:
    """UC96.3.9: the link to each customer device."""
    bench = EventBench()
    bench.bind(DRLC, PRICE, to=DEVICE)
    bench.pass_time(60)
    assert bench.reply(ordered(bench, MeterCheck.HOME_DEVICES)).is_ok
    asked = [frame for frame in bench.frames() if frame.peer == DEVICE and frame.cluster_id == 0x0000]
    assert len(asked) == 1
    bench.pass_time(9)
    assert bench.sent(MeterTestResult) == []
    bench.pass_time(2)
    found = result(bench)
    assert not found.is_passed
    assert DEVICE in of(found, MeterCheck.HOME_DEVICES).found
    assert [one.is_reached for one in found.devices] == [False]


def test_a_meter_that_ignores_its_clock_says_so_itself() -> None:
    """UC96.3.2, UC96.3.9: the status does not change on the meter's display, and the test finds it."""
    bench = EventBench()
    bench.reply(peak(start=NOON + timedelta(minutes=5)))
    bench.drive("fault", kind="no-launch")
    bench.pass_time(600)
    assert "PENDING" in "\n".join(bench.drive("face", format="lines"))
    bench.reply(ordered(bench))
    bench.pass_time(1)
    failed = result(bench).failed
    assert failed == (MeterCheck.EVENTS, MeterCheck.FACE)
    assert "event 7 is pending" in of(result(bench), MeterCheck.EVENTS).found


def test_a_radio_that_hangs_sends_nothing_until_it_is_restarted_and_then_everything_again() -> None:
    """UC96.3.3, UC96.3.11.2: nothing is sent to the home; the recovery mends it."""
    bench = EventBench()
    bench.bind(DRLC, PRICE, to=DEVICE)
    bench.reply(peak(start=NOON + timedelta(minutes=5)))
    bench.frames()
    bench.drive("fault", kind="mute")
    assert bench.pass_time(600) == []
    assert bench.noted(Noted.EVENT_LAUNCHED)  # the meter itself goes on
    bench.reply(ordered(bench))
    bench.pass_time(11)
    assert set(result(bench).failed) == {MeterCheck.HOME_DEVICES, MeterCheck.COMMUNICATION}
    actions = (RecoveryAction.RESTART_RADIO, RecoveryAction.RESEND_EVENTS)
    bench.reply(MeterRecovery("meter-1", 3, bench.now.utc, actions, 7))
    assert DRLC in [frame.cluster_id for frame in bench.pass_time(1)]
    (done,) = bench.sent(RecoveryResult)
    assert [one.action for one in done.done] == list(actions)
    assert "it hung" in done.done[0].came_of_it
    assert len(bench.noted(Noted.RECOVERED)) == 2


def test_events_that_did_not_follow_the_clock_do_so_after_the_recovery() -> None:
    """UC96.3.11.2"""
    bench = EventBench()
    bench.reply(peak(start=NOON + timedelta(minutes=5)))
    bench.drive("fault", kind="no-launch")
    bench.pass_time(600)
    bench.reply(MeterRecovery("meter-1", 1, bench.now.utc, (RecoveryAction.RESTART_EVENTS,)))
    assert len(bench.noted(Noted.EVENT_LAUNCHED)) == 1


def test_a_test_that_a_power_failure_interrupts_is_answered_when_power_is_back(tmp_path: Path) -> None:
    """UC96.3.9: what was ordered is not lost."""
    bench = EventBench(ledger=tmp_path / "meter.db")
    bench.bind(DRLC, to=DEVICE)
    bench.pass_time(60)
    bench.reply(ordered(bench, MeterCheck.HOME_DEVICES))
    bench.meter_node.cut_power()
    bench.now = type(bench.now)(bench.now.utc + timedelta(seconds=30), bench.now.monotonic_s + 30)
    bench.node.reset(bench.now)
    bench.pass_time(1)
    assert [one.device for one in result(bench).devices] == [DEVICE]  # who belongs to the home is not forgotten


@pytest.mark.parametrize("device_s", [0, 601])
def test_a_test_that_means_nothing_is_refused_by_the_meter(device_s: int) -> None:
    """C1NFR4: the parameters are configurable, within reason."""
    bench = EventBench()
    assert not bench.reply(ordered(bench, device_s=device_s)).is_ok


def test_nobody_but_the_head_end_has_a_meter_tested() -> None:
    """C1FR44"""
    bench = EventBench()
    (answer,) = bench.send(ordered(bench), source="CSS")
    assert isinstance(answer.body, Reply)
    assert not answer.body.is_ok
    assert bench.noted(Noted.METER_TEST_RUN) == []
