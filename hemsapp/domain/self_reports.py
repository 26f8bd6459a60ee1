"""What the display tells the utility of itself: made, owed like receipts (`debts.py`), and how far each has come.

A heartbeat with the state of the network goes twice a day (C1FR39 asks for one, X-NETWORK-MGMT for the report), and the
changes of the configuration since the one before go with it. An answer to a query, the result of a test and a diagnosis
go at once. Nothing in it names a room, a person or a set point.
"""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from devices.messages import Eui64
from devices.moment import Moment
from devices.self_report import (
    MOST_CHANGES,
    MOST_DEVICES,
    MOST_FINDINGS,
    SCHEMA,
    ConfigurationChange,
    DeviceStanding,
    Finding,
    ReportAsked,
    ReportKind,
    ReportLogged,
    ReportProgress,
    SelfReport,
    SendReport,
)
from devices.wan.journal import Entry, Noted
from hemsapp.domain.debts import Debts
from hemsapp.domain.diagnosis import is_well
from hemsapp.domain.facts import Fact, Happened, Happening, KeptDevice
from hemsapp.domain.health_facts import KeptReport
from hemsapp.domain.home import Home
from hemsapp.domain.receipts import note
from hemsapp.snapshot.signal import signal

HEARTBEAT = timedelta(hours=12)
REMEMBERED = 40
MOST_OWED = 20
RETRY_S = (5.0, 15.0, 30.0, 60.0, 300.0, 3600.0)
_CONFIGURATION = frozenset(
    {
        Happened.METER_REPLACED,
        Happened.METER_DESCRIBED,
        Happened.CLOCK_STEPPED,
        Happened.BILL_DAY_SET,
        Happened.TARIFF_SAVED,
        Happened.RATES_IMPORTED,
        Happened.PRICE_SOURCE_CHOSEN,
        Happened.PREFERENCE_CHANGED,
        Happened.PIN_CHANGED,
        Happened.JOIN_ALLOWED,
        Happened.BACKUP_RESTORED,
    }
)
"""What changes how the display works; what customers plan and choose for their rooms is theirs."""


class SelfReports:
    """All reports of one display; `version` is its own."""

    def __init__(
        self,
        home: Home,
        kept: Iterable[KeptReport],
        happenings: Iterable[Happening],
        version: str,
        receipts_owed: Callable[[], int],
    ) -> None:
        self._home = home
        self._receipts_owed = receipts_owed
        self._version = version
        self.debts = Debts(kept, REMEMBERED, RETRY_S)
        self._changes: deque[ConfigurationChange] = deque(maxlen=MOST_CHANGES)
        last = self._last(ReportKind.DAILY)
        self.watch(each for each in happenings if last is None or each.utc > last.report.made)

    # What is told

    def watch(self, facts: Iterable[Fact], at: datetime | None = None) -> None:
        """See what is being kept: changes of the configuration are for the next heartbeat."""
        for fact in facts:
            match fact:
                case Happening() if fact.kind in _CONFIGURATION:
                    self._changes.append(ConfigurationChange(fact.utc, fact.kind.value))
                case KeptDevice() if at is not None:
                    what = "device left" if fact.is_gone else "device set up"
                    self._changes.append(ConfigurationChange(at, what))

    def heartbeat_due(self) -> datetime | None:
        """When the next heartbeat is to be made, None: at once, for there was none."""
        last = self._last(ReportKind.DAILY)
        return None if last is None else last.report.made + HEARTBEAT

    def heartbeat(self, at: Moment) -> list[Fact]:
        """The state of the network, and what was changed."""
        if len(self.debts.owed) >= MOST_OWED:
            return []
        facts = self._owe(ReportKind.DAILY, at, changes=tuple(self._changes))
        self._changes.clear()
        return facts

    def is_answered(self, asked: ReportAsked) -> bool:
        """Was that very question answered already, perhaps before a restart?"""
        kind = ReportKind.TEST if asked.is_test else ReportKind.ANSWER
        known = (*self.debts.owed.values(), *self.debts.paid.values())
        return any((each.report.kind, each.report.asked_by) == (kind, asked.number) for each in known)

    def answer(self, asked: ReportAsked, at: Moment) -> list[Fact]:
        """The answer to a query (C1FR39)."""
        return self._owe(ReportKind.ANSWER, at, asked=asked)

    def result(self, asked: ReportAsked, findings: tuple[Finding, ...], at: Moment) -> list[Fact]:
        """The result of a test (C1NFR4)."""
        return self._owe(ReportKind.TEST, at, asked=asked, findings=findings)

    def diagnosis(self, findings: tuple[Finding, ...], code: str, at: Moment) -> list[Fact]:
        """What a search for a problem found (X-SELF-DIAGNOSE)."""
        return self._owe(ReportKind.DIAGNOSIS, at, findings=findings, code=code)

    def passport(self, digest: str, at: Moment, *, is_passed: bool | None) -> list[Fact]:
        """The home was handed over: the digest by which its passport is known again."""
        return self._owe(ReportKind.PASSPORT, at, code=digest, is_passed=is_passed)

    # On its way

    def due(self, meter: Eui64, now_s: float) -> SendReport | None:
        """What is to be sent now: answers and tests before heartbeats."""
        following = self.debts.due(now_s, lambda each: each.report.kind is not ReportKind.DAILY)
        return None if following is None else SendReport(meter, following.report)

    def logged(self, message: ReportLogged, at: Moment) -> list[Fact]:
        """The meter has it."""
        paid = self.debts.logged(message.sequence, message.at, at.monotonic_s)
        return [] if paid is None else [paid, _entry(Noted.REPORT_DELIVERED, paid, at)]

    def progress(self, message: ReportProgress) -> list[Fact]:
        """It came further."""
        news = self.debts.progress(message.sequence, message.stage, message.at)
        return [] if news is None else [news]

    # What is seen

    def last(self, kind: ReportKind) -> KeptReport | None:
        """The last one of that kind."""
        return self._last(kind)

    def last_arrived(self) -> KeptReport | None:
        """The last one that the records confirmed."""
        arrived = [each for each in self.debts.paid.values() if each.mdms is not None]
        return max(arrived, key=lambda each: (each.mdms, each.sequence), default=None)

    def reached_ms(self) -> datetime | None:
        """When one last reached the head end."""
        return max((each.ms for each in self.debts.paid.values() if each.ms is not None), default=None)

    def waits_since(self) -> datetime | None:
        """Since when the oldest that the meter has not logged waits."""
        return min((each.owed for each in self.debts.owed.values()), default=None)

    def _last(self, kind: ReportKind) -> KeptReport | None:
        known = (each for each in (*self.debts.paid.values(), *self.debts.owed.values()) if each.report.kind is kind)
        return max(known, key=lambda each: each.sequence, default=None)

    def _owe(
        self,
        kind: ReportKind,
        at: Moment,
        *,
        asked: ReportAsked | None = None,
        changes: tuple[ConfigurationChange, ...] = (),
        findings: tuple[Finding, ...] = (),
        code: str = "",
        is_passed: bool | None = None,
    ) -> list[Fact]:
        home = self._home
        report = SelfReport(
            schema=SCHEMA,
            sequence=self.debts.next_number,
            kind=kind,
            made=at.utc,
            asked_by=0 if asked is None else asked.number,
            version=self._version,
            radio=home.radio.state.value,
            channel=home.radio.channel,
            pan_id=home.radio.pan_id,
            meter_heard=None if home.demand.heard is None else home.demand.heard.utc,
            receipts_owed=self._receipts_owed(),
            devices=() if findings else self._devices(at),  # findings tell of each device already
            changes=changes,
            findings=findings[:MOST_FINDINGS],
            code=code,
            is_passed=is_well(findings) if kind is ReportKind.TEST else is_passed,
        )
        kept = KeptReport(report.sequence, report, at.utc, None if asked is None else asked.ordered)
        self.debts.owe(kept, at)
        return [kept, _entry(Noted.REPORT_OWED, kept, at)]

    def _devices(self, at: Moment) -> tuple[DeviceStanding, ...]:
        mesh = self._home.mesh.view
        return tuple(
            DeviceStanding(
                device=each.device,
                kind=each.kind.value,
                signal=signal(each, at).value,
                answered=each.answered,
                asked=each.asked,
                lqi=each.lqi,
                battery_percent=None if each.battery is None else each.battery.percent,
                heard=None if each.heard is None else each.heard.utc,
                parent=mesh.parent(each.device) or "",
            )
            for each in self._home.household.view()[:MOST_DEVICES]
        )


def _entry(noted: Noted, kept: KeptReport, at: Moment) -> Entry:
    return note(at.utc, noted, None, "", f"{kept.report.kind.value} {kept.sequence}")
