"""The head end: one system of the utility link, and what its operators can order."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from devices.moment import earliest
from devices.self_report import CheckKind
from devices.until_written import UntilWritten
from devices.utility.ledger import Ledger
from devices.utility.ms.books import CLOCK, CONFIG, EVENT_PURPOSES, LOG, READS, TEXT, Books, Policies
from devices.utility.ms.chores import Chores
from devices.utility.ms.collection import Collection
from devices.utility.ms.day_reads import DayReads
from devices.utility.ms.deliveries import Deliveries
from devices.utility.ms.displays import ALL_CHECKS, Displays
from devices.utility.ms.downloads import Downloads
from devices.utility.ms.events import Events, Ordered
from devices.utility.ms.field import Field
from devices.utility.ms.field_map import FieldMap
from devices.utility.ms.meter_reads import MeterReads
from devices.utility.ms.meter_tests import MeterTests
from devices.utility.ms.orders import EventOrder, OrderRefused
from devices.utility.ms.receipts import Receipts
from devices.utility.ms.reception import Reception
from devices.utility.ms.schema import migrations
from devices.utility.ms.settings import DEFAULTS, Settings
from devices.utility.ms.targets import Meters
from devices.utility.owed import Outbox
from devices.utility.signatures import ReportVerifier, Verifier, no_reports
from devices.wan.journal import Noted, System
from devices.wan.system import Refusal
from devices.wan.words import Dispatch, MeterConfig, Noun, SecurityClass, TextControl, Verb, Verified

_PRIORITY = 6
_INTERVALS = (5, 60)


class HeadEnd:
    """MS, sans I/O (`devices.wan.system.System`): what it owes lies in its file, so a new one goes on where it stood.

    An operator's order is durable when its method returns; it goes out with the next `wake` (`next_wake` says when).
    Orders raise OrderRefused with a sentence. `verify` says what a kiosk has signed.
    """

    def __init__(
        self,
        path: Path | None,
        verify: Verifier,
        settings: Settings = DEFAULTS,
        verify_report: ReportVerifier = no_reports,
    ) -> None:
        """Opens its file; None keeps all in memory. Raises LedgerRefused, sqlite3.Error."""
        self.settings = settings
        self.links = Ledger(path, System.MS, migrations)
        db = self.links.db
        self._outbox = Outbox(self.links, settings.name)
        self.meters = Meters(db)
        self.policies = Policies(db, settings)
        self._books = Books(self.links, self._outbox, self.meters, self.policies, settings)
        self._collection = Collection(self._books)
        self._chores = Chores(self._books)
        self._deliveries = Deliveries(self._books)
        self.field = Field(self._books, FieldMap(self.links, self.meters, settings), self._deliveries)
        self.events = Events(self._books, self._collection, self.field)
        self.receipts = Receipts(self._books, verify)
        self.displays = Displays(self._books, self._deliveries, verify_report)
        self._soonest = UntilWritten(db.conn, self._ask_soonest)
        self.meter_tests = MeterTests(self._books, self._deliveries, self.field)
        self.meter_reads = MeterReads(self._books)
        self.downloads = Downloads(self._books)
        self.day_reads = DayReads(self._books, self._chores)
        self._reception = Reception(
            *(self._books, self._deliveries, self.events, self.receipts, self.displays, self.meter_tests),
            *(self.meter_reads, self.downloads, self.day_reads),
        )

    def close(self) -> None:
        """Let go of the file."""
        self.links.close()

    # System

    @property
    def name(self) -> str:
        """The id that it is addressed by."""
        return self.settings.name

    @property
    def next_wake(self) -> datetime | None:
        """When something is due: a delivery, a resend, a collection, a daily duty."""
        return earliest(self._soonest(), self.field.next_due)  # the field keeps some of its own in memory

    def _ask_soonest(self) -> datetime | None:
        parts = (
            self._outbox,
            self._collection,
            self._chores,
            self.day_reads,
            self.events,
            self.displays,
            self.meter_tests,
            self.downloads,
        )
        return earliest(*(part.next_due for part in parts))

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        """Take a message of a meter or of the MDMS."""
        with self.links.transaction():
            is_private = verified.security is not SecurityClass.PUBLIC
            if is_private and self.field.map.knows(verified.envelope.source):
                return self.field.receive(verified, at)
            return self._reception.receive(verified, at)

    def refused(self, refusal: Refusal, at: datetime) -> list[Dispatch]:
        """Log what was not believed."""
        if refusal.is_attempt:
            detail = f"{refusal.cause.value}: {refusal.why}"
            with self.links.transaction():
                self.links.note(Noted.MESSAGE_REFUSED, at, None, refusal.source, detail)
        return []

    def wake(self, at: datetime) -> list[Dispatch]:
        """Do what is due."""
        with self.links.transaction():
            for chore in self._chores.owe_due(at):
                self._for_the_field(chore, at)
                if chore in {LOG, READS}:
                    self.day_reads.begin(chore, at)
            self.day_reads.owe_due(at)
            self._collection.owe_due(at)
            self.downloads.owe_due(at)
            for event, meter_id in self.events.without_receipt(at):
                self.meter_tests.tell_home_again(event, meter_id, at)
            failed = [*self.displays.fail_overdue(at), *self.meter_tests.fail_overdue(at)]
            told = self.field.owe_due(at)
            return [*failed, *told, *self._deliveries.perform_due(at)]

    def _for_the_field(self, chore: str, at: datetime) -> None:
        """A daily duty towards the meters behind concentrators; what they log, their concentrator tells by itself."""
        if chore == CLOCK and self.field.map.count:
            self.field.synchronise(self.field.map.everybody(), at, self.settings.clock_tolerance_s)

    # Events

    def schedule(self, order: EventOrder, targets: Sequence[str], at: datetime) -> Ordered:
        """Take a new event for meters, "group:NAME"s or "all"."""
        with self.links.transaction():
            return self.events.schedule(order, targets, at)

    def change(self, issuer_event_id: int, changes: dict[str, Any], at: datetime) -> Ordered:
        """Change fields of `EventControl`, such as its `start` (C1FR30)."""
        with self.links.transaction():
            return self.events.change(issuer_event_id, changes, at)

    def cancel(
        self, issuer_event_id: int, at: datetime, targets: Sequence[str] = (), *, is_randomised: bool = False
    ) -> Ordered:
        """Cancel an event, for all its meters or for some."""
        with self.links.transaction():
            return self.events.cancel(issuer_event_id, targets, at, is_randomised=is_randomised)

    def cancel_all(self, at: datetime, targets: Sequence[str] = (), *, is_randomised: bool = False) -> tuple[str, ...]:
        """Cancel everything, for all meters or for some."""
        with self.links.transaction():
            return self.events.cancel_all(targets, at, is_randomised=is_randomised)

    # Meters

    def enrol(
        self, meter_id: str, at: datetime, interval_minutes: int | None = None, groups: Sequence[str] = ()
    ) -> None:
        """Make a meter known, and put it into groups."""
        with self.links.transaction():
            if interval_minutes is not None or not self.meters.knows(meter_id):
                self.meters.enrol(meter_id, interval_minutes or self.settings.interval_minutes, at)
            for group in groups:
                self.meters.group(group, [meter_id])

    def enrol_concentrator(self, name: str) -> None:
        """Believe a concentrator; its meters it tells of itself."""
        with self.links.transaction():
            self.field.map.enrol(name)

    def send_text(
        self,
        text: str,
        targets: Sequence[str],
        at: datetime,
        *,
        security: SecurityClass = SecurityClass.PRIVATE,
        importance: int = 1,
        minutes: int = 1440,
        is_confirmation_required: bool = False,
    ) -> tuple[str, ...]:
        """A sentence for the customers (C1FR4); `importance` 0 to 3."""
        if not text.strip() or not 0 <= importance <= 3 or not 1 <= minutes <= 65_534:
            raise OrderRefused("a text has words, an importance of 0 to 3, and 1 to 65534 minutes")
        body = TextControl(text, importance, at, minutes, is_confirmation_required)
        with self.links.transaction():
            meters = self.meters.resolve(targets)
            for meter_id in meters:
                dispatch = Dispatch(meter_id, Verb.CREATE, Noun.END_DEVICE_CONTROLS, body, security)
                self._outbox.owe(dispatch, TEXT, at, priority=_PRIORITY)
        return tuple(meters)

    def synchronise_clocks(
        self, targets: Sequence[str], at: datetime, tolerance_s: int | None = None
    ) -> tuple[str, ...]:
        """Set the meters' clocks now, beside the daily time (C1FR11, C1FR21)."""
        if tolerance_s is not None and not 1 <= tolerance_s <= 3600:
            raise OrderRefused(f"a tolerance is between 1 and 3600 seconds, not {tolerance_s}")
        with self.links.transaction():
            aim = self.field.map.aim(targets)
            self._chores.synchronise(aim.meters, at, tolerance_s)
            if aim.has_behind:
                self.field.synchronise(aim.behind, at, tolerance_s or self.settings.clock_tolerance_s)
        return aim.meters

    def configure(self, config: MeterConfig, targets: Sequence[str], at: datetime) -> tuple[str, ...]:
        """Set what is not None at the meters (C1FR13, C1FR42, X-FR-REPORT-SET)."""
        minutes, (least, most) = config.interval_minutes, _INTERVALS
        if minutes is not None and not least <= minutes <= most:
            raise OrderRefused(f"a recording interval is between {least} and {most} minutes, not {minutes}")
        if config == MeterConfig():
            raise OrderRefused("nothing is to be set")
        with self.links.transaction():
            meters = self.meters.resolve(targets)
            for meter_id in meters:
                if minutes is not None:
                    self.meters.enrol(meter_id, minutes, at)
                if config.clock_tolerance_s is not None:
                    self._chores.tolerate(meter_id, config.clock_tolerance_s)
                dispatch = Dispatch(meter_id, Verb.CHANGE, Noun.END_DEVICE_CONFIG, config, SecurityClass.CONTROL)
                self._outbox.owe(dispatch, CONFIG, at, priority=_PRIORITY)
        return tuple(meters)

    def read_logs(self, targets: Sequence[str], at: datetime, start: datetime | None = None) -> tuple[str, ...]:
        """Ask for the meters' logs now (C1FR3), from `start` or from where the last reading ended."""
        with self.links.transaction():
            meters = self.meters.resolve(targets)
            self._chores.read_logs(meters, at, start)
        return tuple(meters)

    def query_displays(self, targets: Sequence[str], at: datetime) -> int:
        """Ask displays to tell of themselves now (C1FR39); the number of the query."""
        with self.links.transaction():
            return self.displays.query(self.meters.resolve(targets), at)

    def test_displays(
        self,
        targets: Sequence[str],
        at: datetime,
        checks: tuple[CheckKind, ...] = ALL_CHECKS,
        within_s: int = 60,
    ) -> int:
        """Order a test of the Customer Interface (C1NFR4); its number: `displays.tests` tells how it ends."""
        with self.links.transaction():
            return self.displays.test(self.meters.resolve(targets), at, checks, within_s)

    def set_policy(self, security: str, target: str, wait_s: float, attempts: int) -> None:
        """How to resend: for a message class or "*", and a meter, "group:NAME" or "*" (C1FR6)."""
        with self.links.transaction():
            self.policies.put(security, target, wait_s, attempts)

    # Questions

    def attempts(self, issuer_event_id: int) -> list[dict[str, Any]]:
        """Every message about an event to every meter: its state, and when each attempt was made."""
        debts = self._outbox.of_event(issuer_event_id, EVENT_PURPOSES)
        return [
            {
                "meter": debt.dispatch.target,
                "purpose": debt.purpose,
                "state": debt.state.value,
                "message_id": debt.dispatch.message_id,
                "attempts": self._outbox.attempts(debt.dispatch.message_id),
            }
            for debt in debts
        ]

    @property
    def owed(self) -> int:
        """How many messages are not confirmed yet, by meters or by the MDMS."""
        return self._outbox.count()
