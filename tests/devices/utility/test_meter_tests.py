"""Remote tests of a meter from the representative's order to the result, every message sealed (UC96.3.8 on)."""

from datetime import timedelta
from typing import Any

from devices.utility.bus import Faults
from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.meter_tests import TEST_FAILED
from devices.utility.ms import operations as ms_operations
from devices.utility.operations import ask
from devices.wan.journal import Entry, Noted
from devices.wan.meter_words import MeterCheck, MeterTestResult, RecoveryAction
from tests.devices.sim.meter.event_bench import DRLC
from tests.devices.utility.test_with_meter import METER, Street
from tests.devices.utility.world import THERMOSTAT, ZONE


class Desk(Street):
    """The street, with whoever sits at the desk."""

    def ask(self, verb: str, **given: Any) -> Any:
        verbs = records_operations.operations(self.mdms, self.css)
        found = ask(verbs, verb, given, self.net.now, ZONE)
        for name in ("MDMS", "CSS"):
            self.net.stations[name].wake()
        return found

    def at_head_end(self, verb: str, **given: Any) -> Any:
        found = ask(ms_operations.operations(self.ms), verb, given, self.net.now, ZONE)
        self.net.stations["MS"].wake()
        return found

    def noted(self, *kinds: Noted) -> list[Entry]:
        ledgers = (self.ms.links, self.mdms.links, self.css.links)
        entries = [entry for ledger in ledgers for _, entry in ledger.journal()]
        return sorted((one for one in entries if one.noted in kinds), key=lambda one: one.at)


def test_a_representative_orders_a_test_and_is_shown_what_the_meter_found_within_a_minute() -> None:
    """UC96.3.8, UC96.3.9, UC96.3.10, UC96.3.11, UC96.3.12, C1FR12, C1NFR4"""
    desk = Desk()
    number = desk.ask("order-meter-test", meter=METER, event=7)["test"]
    began = desk.net.now
    desk.after(5)
    (shown,) = desk.ask("show-meter-test", test=number)
    assert shown["state"] == "passed"
    assert shown["told"] - began < timedelta(seconds=60)
    found = shown["result"]
    assert isinstance(found, MeterTestResult)
    assert {one.check for one in found.found} == set(MeterCheck)
    assert found.meter_id == METER
    assert desk.ask("meter-tests", meter=METER)[0]["state"] == "passed"
    assert desk.refusals() == []
    kinds = [
        Noted.METER_TEST_ORDERED,
        Noted.METER_TEST_SENT,
        Noted.METER_TEST_RECEIVED,
        Noted.METER_TEST_FORWARDED,
        Noted.METER_TEST_LOGGED,
        Noted.METER_TEST_SHOWN,
    ]
    entries = desk.noted(*kinds)
    assert {one.noted for one in entries} == set(kinds)
    assert {one.issuer_event_id for one in entries} == {7}  # the report of a scenario finds them by the event
    desk.ask("show-meter-test", test=number)
    assert len(desk.noted(Noted.METER_TEST_SHOWN)) == 1


def test_the_head_end_tests_a_meter_too_and_says_after_how_many_seconds_it_answered() -> None:
    """C1NFR4: what is checked and how long it may take are the operator's."""
    desk = Desk()
    number = desk.at_head_end("test-meter", to=[METER], checks=["clock", "recording"], within_s=30)["test"]
    desk.after(5)
    (test,) = desk.at_head_end("test-results", test=number)
    assert (test["state"], test["within_s"]) == ("passed", 30.0)
    assert test["seconds"] < 60
    (kept,) = desk.ask("meter-tests")
    assert [one.check for one in kept["result"].found] == [MeterCheck.CLOCK, MeterCheck.RECORDING]


def test_a_failed_test_tells_trouble_reporting_and_offers_what_may_help() -> None:
    """UC96.3.11.1, UC96.3.11.2"""
    desk = Desk()
    desk.bench.bind(DRLC, to=THERMOSTAT)
    desk.meter.hang_radio(is_hung=True)
    number = desk.ask("order-meter-test", meter=METER)["test"]
    desk.after(15)
    (test,) = desk.ask("show-meter-test", test=number)
    assert test["state"] == "failed"
    assert test["offered"][0] == "restart radio"
    assert [alarm["kind"] for alarm in desk.css.alarms(METER)] == [TEST_FAILED]
    assert len(desk.noted(Noted.TROUBLE_TOLD)) == len(desk.noted(Noted.RECOVERY_OFFERED)) == 1
    desk.ask("order-recovery", meter=METER, actions=test["offered"], test=number)
    desk.after(5)
    assert not desk.meter.home.radio.is_hung
    (test,) = desk.ask("show-meter-test", test=number)
    (done,) = test["recoveries"]
    assert done["result"].done[0].action is RecoveryAction.RESTART_RADIO
    assert desk.refusals() == []


def test_a_home_that_is_not_reached_is_recovered_by_itself_where_that_was_ordered() -> None:
    """UC96.3.11.2: automatic recovery."""
    desk = Desk()
    desk.bench.bind(DRLC, to=THERMOSTAT)
    desk.meter.hang_radio(is_hung=True)
    desk.ask("order-meter-test", meter=METER, is_recovery_automatic=True)
    desk.after(20)
    assert not desk.meter.home.radio.is_hung
    assert desk.noted(Noted.RECOVERY_OFFERED) == []
    ordered = [one for one in desk.noted(Noted.RECOVERY_ORDERED) if one.system.value == "MDMS"]
    assert len(ordered) == 1
    assert len(desk.noted(Noted.RECOVERY_RECEIVED)) == 3  # MS, MDMS, CSS


def test_a_meter_that_does_not_answer_in_time_has_failed_and_is_not_tested_later() -> None:
    """C1NFR4: result within 60 s, UC96.3.11.1: also for a meter that cannot be reached."""
    desk = Desk(Faults(cut={METER}))
    number = desk.ask("order-meter-test", meter=METER)["test"]
    desk.after(62)
    (test,) = desk.ask("show-meter-test", test=number)
    assert (test["state"], test["result"].is_answered) == ("failed", False)
    assert test["offered"] == []  # nothing that the meter could do
    assert len(desk.noted(Noted.TROUBLE_TOLD)) == 1
    desk.net.bus.faults.cut.clear()
    desk.after(60)
    assert desk.bench.noted(Noted.METER_TEST_RUN) == []


def test_a_test_of_a_meter_that_nobody_knows_fails_with_a_sentence() -> None:
    """UC96.3.11"""
    desk = Desk()
    number = desk.ask("order-meter-test", meter="meter-9")["test"]
    desk.after(5)
    (test,) = desk.ask("show-meter-test", test=number)
    assert "not a meter of ours" in test["result"].found[0].found
