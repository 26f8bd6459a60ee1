"""Debts of any kind: paid by the meter's own word alone, and again under the same number until then."""

from datetime import UTC, datetime, timedelta

from devices.moment import Moment
from devices.self_report import SCHEMA, ReportKind, SelfReport
from hemsapp.domain.debts import LOGGED_S, Debts
from hemsapp.domain.health_facts import KeptReport

START = datetime(2026, 7, 14, 20, 0, tzinfo=UTC)


def at(seconds: float) -> Moment:
    return Moment(START + timedelta(seconds=seconds), seconds)


def kept(sequence: int, kind: ReportKind = ReportKind.DAILY) -> KeptReport:
    report = SelfReport(SCHEMA, sequence, kind, START, 0, "", "ready", None, None, None, 0)
    return KeptReport(sequence, report, START)


def test_a_report_is_owed_until_the_meter_says_that_it_has_it() -> None:
    """C1FR39: nothing is lost while the meter, or the display, is away."""
    debts = Debts([kept(7)])
    assert debts.next_number == 8
    debts.begin(0)
    due = debts.due(0)
    assert due is not None
    assert debts.due(1) is None
    debts.delivered(7, 1)
    assert debts.due(1 + LOGGED_S - 1) is None
    assert debts.due(1 + LOGGED_S) == due
    debts.failed(7, 20)
    paid = debts.logged(7, START, 30)
    assert paid is not None
    assert paid.logged == START
    assert debts.logged(7, START, 31) is None
    assert debts.owed == {}


def test_what_goes_first_goes_first() -> None:
    debts = Debts([kept(1), kept(2, ReportKind.TEST)])
    due = debts.due(0, lambda each: each.report.kind is ReportKind.TEST)
    assert due is not None
    assert due.sequence == 2


def test_each_stage_counts_once_and_only_of_what_was_paid() -> None:
    debts = Debts([kept(1)])
    assert debts.progress(1, "MS", START) is None
    debts.logged(1, START, 0)
    ms = debts.progress(1, "MS", START)
    assert ms is not None
    assert ms.ms == START
    assert debts.progress(1, "MS", START + timedelta(seconds=9)) is None
    assert debts.progress(1, "elsewhere", START) is None
    mdms = debts.progress(1, "MDMS", START)
    assert mdms is not None
    assert mdms.mdms == START


def test_only_so_many_that_were_paid_are_remembered() -> None:
    debts = Debts([kept(number) for number in range(1, 6)], remembered=2)
    for number in range(1, 6):
        debts.logged(number, START, 0)
    assert list(debts.paid) == [4, 5]
