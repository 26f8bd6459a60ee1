"""The home's upkeep: what is done for the network's health, beside readings and events and never in their way.

It reads the network map, tells the utility of the display, answers its queries and tests, and finds problems.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from devices.bindings import BindingsRead
from devices.messages import (
    Delivered,
    DeviceKind,
    Eui64,
    RadioChanged,
    RadioState,
    Reading,
    Undelivered,
)
from devices.moment import Moment, earliest
from devices.neighbours import NeighboursRead
from devices.self_report import CheckKind, Finding, ReportAsked, ReportKind, ReportLogged, ReportProgress
from devices.support_code import code_of
from devices.wan.journal import Noted
from hemsapp.commands import FindProblem, ReadMap
from hemsapp.commissioning import PostPassport
from hemsapp.domain import roll_call
from hemsapp.domain.diagnosis import Evidence, walk
from hemsapp.domain.facts import Fact, Happened, Happening, Restored
from hemsapp.domain.health_facts import KeptReport
from hemsapp.domain.home import Home
from hemsapp.domain.orders import Errand, Orders
from hemsapp.domain.portrait import link_of
from hemsapp.domain.receipts import note
from hemsapp.domain.response import DemandResponse
from hemsapp.domain.self_reports import SelfReports
from hemsapp.effects import Effect, SendOrder
from hemsapp.snapshot import Diagnosis, Told, Upkeep

Taker = Callable[[Any, Moment], Iterable[Fact] | None]
EDGE = timedelta(seconds=120)
"""So near to an event's start or end nothing is asked that can wait."""
FIRST_HEARTBEAT_S = 600.0
REPORT_PAUSE_S = 1.0
"""What a meter that was told to report every change lets pass between two reports (`devices.drivers.meter_gateway`)."""
_LONGEST_WAY_S = 30.0
_HASTE = 0.5
"""A test is answered when this much of its time is over, whoever has not answered by then."""


@dataclass(frozen=True, slots=True)
class _Search:
    """Devices are being asked, for a person (`test` None) or for a test; over at `due_s` in any case."""

    begun: Moment
    due_s: float
    test: ReportAsked | None = None


class Upkeeping:
    """`effects` are performed after the facts are kept; what may be seen stands in `Home.upkeep`."""

    def __init__(
        self, home: Home, orders: Orders, response: DemandResponse, restored: Restored, *, speed: float, version: str
    ) -> None:
        self.effects: list[Effect] = []
        self._home = home
        self._orders = orders
        self._response = response
        self._speed = speed
        self.reports = SelfReports(
            home, restored.reports, restored.happenings, version, lambda: response.events.receipts.owed
        )
        self._sent: dict[int, int] = {}
        self._searches: list[_Search] = []
        self._begun_at: datetime | None = None
        self._heartbeat_s: float | None = None
        self._is_meter_there = False
        self._way: tuple[float, Moment] | None = None
        self.takers: dict[type, Taker] = dict.fromkeys(
            (NeighboursRead, BindingsRead, ReportAsked, ReportLogged, ReportProgress), _is_heard_elsewhere
        )
        self.wishes: dict[type, Taker] = {
            ReadMap: self._read_map,
            FindProblem: self._find_problem,
            PostPassport: self._post_passport,
        }
        self._show()

    # In

    def hear(self, thing: object, at: Moment) -> list[Fact]:
        """Take what concerns upkeep; the rest of the home has heard it already."""
        facts = [*self._home.mesh.hear(thing, at), *self._hear(thing, at)]
        if isinstance(thing, ReportLogged | ReportProgress):
            self._show()
        return facts

    def _hear(self, thing: object, at: Moment) -> list[Fact]:
        match thing:
            case ReportAsked() if thing.device == self._home.usage.meter:
                return self._asked(thing, at)
            case ReportLogged():
                return self.reports.logged(thing, at)
            case ReportProgress():
                return self.reports.progress(thing)
            case Delivered() if thing.order_id in self._sent:
                self.reports.debts.delivered(self._sent.pop(thing.order_id), at.monotonic_s)
            case Undelivered() if thing.order_id in self._sent:
                self.reports.debts.failed(self._sent.pop(thing.order_id), at.monotonic_s)
            case RadioChanged() if thing.state is not RadioState.READY:
                self._sent.clear()
                self.reports.debts.lose()
            case Reading() if thing.interval_start is not None:
                self._time(at)
        return []

    def watch(self, facts: Iterable[Fact], at: Moment) -> None:
        """See what is being kept."""
        self.reports.watch(facts, at.utc)

    def wake(self, at: Moment, *, is_meter_there: bool) -> list[Fact]:
        """Do what is due; what is to be kept."""
        facts: list[Fact] = []
        if is_meter_there and not self._is_meter_there:
            self.reports.debts.begin(at.monotonic_s)
            self._heartbeat_s = at.monotonic_s + FIRST_HEARTBEAT_S
        self._is_meter_there = is_meter_there
        for search in list(self._searches):
            facts += self._ended(search, at)
        if self._is_heartbeat_due(at):
            facts += self.reports.heartbeat(at)
            self._heartbeat_s = at.monotonic_s + FIRST_HEARTBEAT_S
        if facts:
            self._show()
        self._read_on(at)
        self._send(at)
        return facts

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which `wake` is next needed."""
        dues = [self._home.mesh.next_wake_s, *(search.due_s for search in self._searches)]
        if self._is_meter_there:
            dues += [self.reports.debts.next_s, self._heartbeat_s]
        return earliest(*dues)

    # The map

    def _read_on(self, at: Moment) -> None:
        due_s = self._home.mesh.next_wake_s
        if due_s is None or at.monotonic_s < due_s:
            return
        order_id = self._orders.number()
        order = self._home.mesh.due(order_id, self._home.household.askable(), at, is_held=self._is_held(at))
        if order is not None:
            self.effects.append(SendOrder(order_id, order))

    def _is_held(self, at: Moment) -> bool:
        """Is an order unanswered, or an event about to start or end, or has it just?"""
        edges = (
            edge
            for event in self._response.events.book.live
            for edge in (event.start, event.start + timedelta(minutes=event.duration_minutes))
        )
        return self._orders.is_waiting or any(abs(edge - at.utc) <= EDGE for edge in edges)

    def _read_map(self, _: ReadMap, at: Moment) -> None:
        self._home.mesh.begin(self._home.household.askable(), at, is_asked=True)

    def _post_passport(self, command: PostPassport, at: Moment) -> list[Fact]:
        """Owed like a receipt until the utility's records have it."""
        facts = self.reports.passport(command.digest, at, is_passed=command.is_passed)
        return [*facts, Happening(at.utc, Happened.PASSPORT_SAVED, command.digest)]

    # Searches

    def _find_problem(self, _: FindProblem, at: Moment) -> list[Fact]:
        if any(search.test is None for search in self._searches):
            return []
        self._begun_at = at.utc
        self._search(at, self._home.household.askable(), None, roll_call.LONGEST_S)
        self._show()
        return []

    def _asked(self, asked: ReportAsked, at: Moment) -> list[Fact]:
        """A query is answered at once, a test when the devices that it is about were asked; each once."""
        is_running = any(search.test is not None and search.test.number == asked.number for search in self._searches)
        if is_running or self.reports.is_answered(asked):
            return []
        facts: list[Fact] = [note(at.utc, Noted.REPORT_ASKED, None, "", _words(asked))]
        if not asked.is_test:
            facts += self.reports.answer(asked, at)
            self._show()
            return facts
        longest_s = min(roll_call.LONGEST_S, max(1.0, asked.within_s * _HASTE / self._speed))
        self._search(at, self._of(asked.checks), asked, longest_s)
        return facts

    def _of(self, checks: Collection[CheckKind]) -> list[Eui64]:
        """Whom to ask for these checks."""
        household = self._home.household
        wanted = []
        for device in household.askable():
            known = household.known(device)
            is_meter = known is not None and known.kind is DeviceKind.METER_GATEWAY
            if (CheckKind.METER if is_meter else CheckKind.DEVICE) in checks:
                wanted.append(device)
        return wanted

    def _search(self, at: Moment, devices: list[Eui64], test: ReportAsked | None, longest_s: float) -> None:
        self.effects += roll_call.ask(self._home.roll_call, devices, self._orders.number, at)
        self._searches.append(_Search(at, at.monotonic_s + longest_s, test))

    def _ended(self, search: _Search, at: Moment) -> list[Fact]:
        call = self._home.roll_call.view
        if (call is None or call.ended is None) and at.monotonic_s < search.due_s:
            return []
        self._searches.remove(search)
        if search.test is not None:
            return self.reports.result(search.test, self._walk(at, search.test.checks), at)
        findings = self._walk(at, tuple(CheckKind))
        code = code_of(self._home.mesh.view.own, self.reports.debts.next_number, at.utc.isoformat())
        return self.reports.diagnosis(findings, code, at)

    def _walk(self, at: Moment, checks: Collection[CheckKind]) -> tuple[Finding, ...]:
        home, receipts = self._home, self._response.events.receipts
        arrivals = [each for each in (self.reports.reached_ms(), receipts.last_reached_ms) if each is not None]
        seen = Evidence(
            link=link_of(home),
            health=home.health,
            devices=home.household.view(),
            check=home.roll_call.view,
            reached_ms=max(arrivals, default=None),
            waiting=len(self.reports.debts.owed) + receipts.owed,
            waits_since=self.reports.waits_since(),
        )
        return walk(seen, at, checks)

    # Reports

    def _is_heartbeat_due(self, at: Moment) -> bool:
        if not self._is_meter_there or self._heartbeat_s is None or at.monotonic_s < self._heartbeat_s:
            return False
        due = self.reports.heartbeat_due()
        if due is None or at.utc >= due:
            return True
        self._heartbeat_s = at.monotonic_s + max(1.0, (due - at.utc).total_seconds() / self._speed)
        return False

    def _send(self, at: Moment) -> None:
        meter = self._home.usage.meter
        if meter is None or not self._is_meter_there or not self._home.health.is_storage_working:
            return
        order = self.reports.due(meter, at.monotonic_s)
        if order is not None:
            order_id = self._orders.number()
            self._sent[order_id] = order.report.sequence
            self.effects.append(SendOrder(order_id, order))

    # What is seen

    def _time(self, at: Moment) -> None:
        """A reading that we asked for is here: no report of the meter takes longer on its way (C1NFR12.1)."""
        asked_s = self._orders.asked_s(Errand.METER)
        way_s = None if asked_s is None else at.monotonic_s - asked_s
        if way_s is not None and 0 <= way_s <= _LONGEST_WAY_S:
            self._way = way_s, at
            self._show()

    def _show(self) -> None:
        arrived, test = self.reports.last_arrived(), self.reports.last(ReportKind.TEST)
        way_s, measured = (None, None) if self._way is None else self._way
        self._home.upkeep = Upkeep(
            heartbeat=_told(self.reports.last(ReportKind.DAILY)),
            arrived=_told(arrived),
            test=_told(test),
            diagnosis=self._diagnosis(),
            owed=len(self.reports.debts.owed),
            way_s=way_s,
            change_s=None if way_s is None else way_s + REPORT_PAUSE_S,
            measured=measured,
        )

    def _diagnosis(self) -> Diagnosis | None:
        if any(search.test is None for search in self._searches) and self._begun_at is not None:
            return Diagnosis(self._begun_at)
        kept = self.reports.last(ReportKind.DIAGNOSIS)
        if kept is None:
            return None
        report = kept.report
        return Diagnosis(report.made, report.made, report.findings, report.code, kept.logged, kept.ms, kept.mdms)


def _is_heard_elsewhere(_: object, __: Moment) -> None:
    """`hear` takes it, after the rest of the home."""


def _told(kept: KeptReport | None) -> Told | None:
    return None if kept is None else Told(kept.report.made, kept.ordered, kept.ms, kept.mdms)


def _words(asked: ReportAsked) -> str:
    return f"{'test' if asked.is_test else 'query'} {asked.number}"
