"""What is available to whom: which kinds of data, how soon, and for how long (C1FR17). The utility sets it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlite_utils import Database

from devices.utility.access import Principal, UserRole
from devices.utility.operations import NotAllowed


class Consumer(Enum):
    """The utility's systems that use what the records hold."""

    CUSTOMER_SERVICE = "customer service"
    TROUBLE_REPORTING = "trouble reporting"
    PROGRAM_MANAGEMENT = "program management"
    WEBSITE = "website"


class Kind(Enum):
    """The kinds of data."""

    ACCOUNTS = "accounts"
    INTERVALS = "intervals"
    EVENTS = "events"  # and where customers stand with them
    RECEIPTS = "receipts"
    FAILURES = "failures"
    ALARMS = "alarms"
    TESTS = "tests"
    EXCEPTIONS = "exceptions"


_OF_ROLE = {
    UserRole.REPRESENTATIVE: Consumer.CUSTOMER_SERVICE,
    UserRole.TROUBLE_DESK: Consumer.TROUBLE_REPORTING,
    UserRole.PROGRAM_MANAGER: Consumer.PROGRAM_MANAGEMENT,
    UserRole.CUSTOMER: Consumer.WEBSITE,
    UserRole.CUSTOMER_INTERFACE: Consumer.WEBSITE,
}


Window = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Terms:
    """`delay_s` after it was received it is available, for `keep_days` after that; None: for ever."""

    is_available: bool = True
    delay_s: int = 0
    keep_days: int | None = None

    def window(self, at: datetime) -> Window:
        """From when on and until when what was received is available at `at`; None: without a limit."""
        since = None if self.keep_days is None else at - timedelta(days=self.keep_days)
        return since, at - timedelta(seconds=self.delay_s) if self.delay_s else None


class Availability:
    """The terms in the records' file; what nothing was said of is available at once and for ever."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def set(self, consumer: Consumer, kind: Kind, terms: Terms) -> None:
        """From now on these hold; within the caller's transaction. Raises ValueError for times that cannot be."""
        if not 0 <= terms.delay_s <= 366 * 86_400 or not (terms.keep_days is None or 1 <= terms.keep_days <= 36_500):
            raise ValueError("a delay is 0 s to a year, and what is kept is kept for 1 to 36500 days")
        row = (consumer.value, kind.value, int(terms.is_available), terms.delay_s, terms.keep_days)
        self._db.execute("INSERT OR REPLACE INTO availability VALUES (?, ?, ?, ?, ?)", row)

    def of(self, consumer: Consumer, kind: Kind) -> Terms:
        """The terms of one kind."""
        sql = "SELECT is_available, delay_s, keep_days FROM availability WHERE consumer = ? AND kind = ?"
        row = self._db.execute(sql, (consumer.value, kind.value)).fetchone()
        return Terms() if row is None else Terms(bool(row[0]), row[1], row[2])

    def to(self, by: Principal, kind: Kind) -> Terms:
        """The terms on which somebody is told. Raises NotAllowed where that kind is not available to them."""
        consumer = _OF_ROLE.get(by.role)
        if consumer is None:
            return Terms()
        terms = self.of(consumer, kind)
        if not terms.is_available:
            raise NotAllowed(f"{kind.value} are not available to {consumer.value}")
        return terms

    def is_available(self, by: Principal, kind: Kind) -> bool:
        """Whether somebody is told of that kind at all."""
        consumer = _OF_ROLE.get(by.role)
        return consumer is None or self.of(consumer, kind).is_available

    def windows(self, by: Principal, at: datetime) -> dict[Kind, Window]:
        """The times of each kind that somebody is told of."""
        consumer = _OF_ROLE.get(by.role)
        terms = {kind: Terms() if consumer is None else self.of(consumer, kind) for kind in Kind}
        return {kind: one.window(at) for kind, one in terms.items() if one.is_available}

    def table(self) -> list[dict[str, Any]]:
        """Every consumer's terms of every kind."""
        found = ((consumer, kind, self.of(consumer, kind)) for consumer in Consumer for kind in Kind)
        return [
            {
                "consumer": consumer,
                "kind": kind,
                "is_available": terms.is_available,
                "delay_s": terms.delay_s,
                "keep_days": terms.keep_days,
            }
            for consumer, kind, terms in found
        ]


def consumer_of(by: Principal, named: Consumer | None) -> Consumer:
    """For whom somebody asks: its own system; an operator names one. Raises NotAllowed."""
    own = _OF_ROLE.get(by.role)
    if own is None and by.role is UserRole.OPERATOR and named is not None:
        return named
    if own is None or named not in {None, own}:
        raise NotAllowed("who follows is named, and is the system of who asks")
    return own
