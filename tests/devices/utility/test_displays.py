"""Displays at the utility: heartbeats and who misses one, queries, tests that answer in time, diagnoses by code."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from devices.names import Eui64
from devices.self_report import SCHEMA, CheckKind, Finding, ReportKind, SelfReport, Verdict
from devices.support_code import code_of
from devices.utility.css.desk import ServiceDesk
from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.displays import HEARTBEAT_MISSING
from devices.utility.mdms.records import Records
from devices.utility.ms.displays import TEST_FAILED
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.orders import OrderRefused
from devices.utility.operations import RequestRefused, ask
from devices.utility.signatures import report_verifier
from devices.wan.journal import Noted
from devices.wan.receipts import ReceiptKey
from devices.wan.reports import signed
from devices.wan.words import (
    Alarm,
    Body,
    Dispatch,
    DisplayQuery,
    DisplayReport,
    DisplayTest,
    Envelope,
    Forwarded,
    Noun,
    Reply,
    ReportStage,
    SecurityClass,
    Verb,
    Verified,
)

START = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)
METER = "meter-1"
T = TypeVar("T")
KIOSK = Eui64("00:0d:6f:00:0a:90:00:01")
KEY, STRANGER = ReceiptKey.generate(KIOSK), ReceiptKey.generate(KIOSK)
CODE = code_of("sample")
BAD = (Finding(CheckKind.METER, Verdict.BAD, "meter silent", KIOSK, "3/50", START),)


def report(sequence: int, kind: ReportKind = ReportKind.DAILY, **other: object) -> SelfReport:
    made = SelfReport(SCHEMA, sequence, kind, START, 0, "0.1", "ready", 20, 0x1234, START, 0)
    return replace(made, **other)  # type: ignore[arg-type]  # fields by name


def told(said: SelfReport, key: ReceiptKey = KEY) -> DisplayReport:
    return DisplayReport(said.sequence, KIOSK, said.sequence, START, signed(said, key))


def nobody(_sender: str, _signed: bytes) -> None:
    return None


class Utility:
    """MS and MDMS without a line: what one says is handed to the other."""

    def __init__(self) -> None:
        verify = report_verifier({KIOSK: KEY.public}.get)
        self.ms = HeadEnd(None, nobody, verify_report=verify)
        self.mdms = Records(None, nobody, verify_report=verify)
        self.now, self._count = START, 0
        self.to_meter: list[Dispatch] = []
        self.to_css: list[Dispatch] = []
        self.ms.enrol(METER, self.now)
        self.pass_on("MS", self.ms.wake(self.now))

    def pass_on(self, source: str, dispatches: list[Dispatch]) -> None:
        for each in dispatches:
            match each.target:
                case "MS":
                    self.pass_on("MS", self.ms.receive(self._verified(source, each), self.now))
                case "MDMS":
                    self.pass_on("MDMS", self.mdms.receive(self._verified(source, each), self.now))
                case "CSS":
                    self.to_css.append(each)
                case _:
                    self.to_meter.append(each)

    def from_meter(self, body: Body) -> None:
        self.pass_on(METER, [Dispatch("MS", Verb.CREATED, Noun.END_DEVICE_EVENTS, body, SecurityClass.PRIVATE)])

    def wait(self, duration: timedelta) -> None:
        self.now += duration
        self.pass_on("MS", self.ms.wake(self.now))
        self.pass_on("MDMS", self.mdms.wake(self.now))

    def alarms(self) -> list[str]:
        forwarded = [each.body for each in self.to_css if isinstance(each.body, Forwarded)]
        return sorted({each.body.kind for each in forwarded if isinstance(each.body, Alarm)})

    def last(self, kind: type[T]) -> T:
        return next(each.body for each in reversed(self.to_meter) if isinstance(each.body, kind))

    def _verified(self, source: str, each: Dispatch) -> Verified:
        self._count += 1
        name = each.message_id or f"{source}-{self._count}"
        void = self.now + timedelta(hours=1)
        envelope = Envelope(
            *(each.verb, each.noun, name, source, each.target, self.now, void, self._count, each.body),
            correlation_id=each.correlation_id,
        )
        return Verified(envelope, each.security)


def test_a_heartbeat_is_believed_kept_and_confirmed_to_the_display_stage_by_stage() -> None:
    """C1FR39, X-NETWORK-MGMT"""
    utility = Utility()
    utility.from_meter(told(report(1)))
    stages = [each.body.stage for each in utility.to_meter if isinstance(each.body, ReportStage)]
    assert sorted(stages) == ["MDMS", "MS"]
    assert [each["display"] for each in utility.mdms.displays.heartbeats(METER)] == [KIOSK]
    (kept,) = utility.mdms.displays.reports(METER)
    assert kept["report"] == report(1)


def test_a_report_that_comes_twice_counts_once() -> None:
    """C1FR39"""
    utility = Utility()
    for _ in range(2):
        utility.from_meter(told(report(1)))
    assert len(utility.mdms.displays.reports()) == 1


def test_what_another_signed_is_no_report() -> None:
    """C1FR44: refused, noted, and answered so that it is sent no more."""
    utility = Utility()
    utility.from_meter(told(report(1), STRANGER))
    answer = utility.last(Reply)
    assert not answer.is_ok
    assert utility.mdms.displays.reports() == []
    assert any(entry.noted is Noted.MESSAGE_REFUSED for _, entry in utility.ms.links.journal())


def test_a_display_that_tells_nothing_for_a_day_is_missed_once_and_customer_service_hears_of_it() -> None:
    """C1FR39: at least daily."""
    utility = Utility()
    utility.from_meter(told(report(1)))
    utility.wait(timedelta(hours=23, minutes=59))
    assert utility.alarms() == []
    utility.wait(timedelta(minutes=1))
    assert utility.alarms() == [HEARTBEAT_MISSING]
    noted = [entry.noted for _, entry in utility.mdms.links.journal()]
    utility.wait(timedelta(hours=30))
    assert noted.count(Noted.HEARTBEAT_MISSING) == 1
    utility.from_meter(told(report(2)))
    assert not utility.mdms.displays.heartbeats(METER)[0]["is_missed"]
    assert Noted.HEARTBEAT_BACK in [entry.noted for _, entry in utility.mdms.links.journal()]


def test_the_records_ask_through_the_head_end_and_the_answer_names_the_question() -> None:
    """C1FR39: an answer to its query."""
    utility = Utility()
    utility.mdms.query_displays(METER, utility.now)
    utility.wait(timedelta(0))
    query = utility.last(DisplayQuery)
    assert query.meter_id == METER
    utility.from_meter(told(report(1, ReportKind.ANSWER, asked_by=query.number)))
    assert utility.mdms.displays.reports(kind="answer")[0]["asked_by"] == query.number


def test_a_test_passes_when_the_display_says_in_time_that_all_is_good() -> None:
    """C1NFR4: within 60 s, of the checks that were asked for; ordered as Control."""
    utility = Utility()
    number = utility.ms.test_displays([METER], utility.now, (CheckKind.METER, CheckKind.RADIO), 60)
    utility.wait(timedelta(0))
    order = next(each for each in utility.to_meter if isinstance(each.body, DisplayTest))
    assert order.security is SecurityClass.CONTROL
    assert utility.last(DisplayTest).checks == (CheckKind.METER, CheckKind.RADIO)
    utility.now += timedelta(seconds=12)
    utility.from_meter(told(report(1, ReportKind.TEST, asked_by=number, is_passed=True)))
    (test,) = utility.ms.displays.tests(number)
    assert (test["state"], test["seconds"], test["within_s"]) == ("passed", 12.0, 60.0)
    utility.wait(timedelta(minutes=5))
    assert utility.alarms() == []


def test_a_test_that_finds_a_fault_fails_and_customer_service_hears_of_it() -> None:
    """C1NFR4"""
    utility = Utility()
    number = utility.ms.test_displays([METER], utility.now)
    utility.from_meter(told(report(1, ReportKind.TEST, asked_by=number, is_passed=False, findings=BAD)))
    (test,) = utility.ms.displays.tests(number)
    assert (test["state"], test["detail"]) == ("failed", "meter: meter silent")
    assert utility.alarms() == [TEST_FAILED]


def test_a_test_without_an_answer_fails_when_its_time_is_over() -> None:
    """C1NFR4"""
    utility = Utility()
    number = utility.ms.test_displays([METER], utility.now, within_s=30)
    assert utility.ms.displays.next_due == START + timedelta(seconds=30)
    utility.wait(timedelta(seconds=30))
    assert utility.ms.displays.tests(number)[0]["state"] == "failed"
    assert utility.alarms() == [TEST_FAILED]


@pytest.mark.parametrize(("checks", "within_s"), [((), 60), ((CheckKind.METER,), 5), ((CheckKind.METER,), 4000)])
def test_a_test_that_means_nothing_is_refused(checks: tuple[CheckKind, ...], within_s: int) -> None:
    """C1NFR4: the parameters are configurable, within reason."""
    with pytest.raises(OrderRefused):
        Utility().ms.test_displays([METER], START, checks, within_s)


def test_a_support_code_opens_the_record_as_people_read_it_out() -> None:
    """X-SELF-DIAGNOSE"""
    utility = Utility()
    utility.from_meter(told(report(1, ReportKind.DIAGNOSIS, code=CODE, findings=BAD)))
    (found,) = utility.mdms.displays.by_code(f"{CODE[:3].lower()} {CODE[3:]}")
    assert found["report"].findings == BAD
    with pytest.raises(ValueError, match="no support code"):
        utility.mdms.displays.by_code("ABC")


def test_an_operator_opens_a_code_and_sees_heartbeats_with_a_verb() -> None:
    """X-SELF-DIAGNOSE, C1FR39"""
    utility = Utility()
    utility.from_meter(told(report(1, ReportKind.DIAGNOSIS, code=CODE)))
    verbs = records_operations.operations(utility.mdms, ServiceDesk(None))
    zone = utility.mdms.settings.zone
    assert ask(verbs, "support", {"code": CODE}, START, zone)[0]["meter"] == METER
    assert ask(verbs, "heartbeats", {}, START, zone)[0]["display"] == KIOSK
    assert ask(verbs, "display-reports", {"kind": "diagnosis"}, START, zone)[0]["code"] == CODE
    with pytest.raises(RequestRefused):
        ask(verbs, "support", {}, START, zone)
