"""A home's events on a table: `HomeEvents` without rooms and radio, driven by calls; two devices that obey at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from devices.demand_response import (
    DeviceClass,
    EventStatus,
    EventTold,
    LoadControl,
    LoadControlCancelled,
    MeterEventStatus,
    Receipt,
    ReceiptLogged,
)
from devices.moment import Moment
from devices.names import Eui64
from devices.wan.journal import Entry, Noted
from hemsapp.domain.event_book import Rules
from hemsapp.domain.event_course import SetPoints
from hemsapp.domain.event_facts import KeptEvent, KeptReceipt
from hemsapp.domain.event_table import EventState
from hemsapp.domain.facts import Fact
from hemsapp.domain.load_control import HomeEvents

METER = Eui64("00:0d:6f:00:0a:90:69:e7")
OWN = Eui64("00:0d:6f:00:0a:00:00:01")
HALL = Eui64("00:0d:6f:00:0a:00:00:11")
BEDROOM = Eui64("00:0d:6f:00:0a:00:00:12")
ZONE = "America/Los_Angeles"
NOON = datetime(2026, 7, 13, 19, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
RULES = Rules(own=OWN)


class Bench:
    """`crew` are the devices in every event; `is_obedient`: they confirm and restore as soon as they are governed."""

    def __init__(self, *crew: Eui64, rules: Rules = RULES, lead_minutes: int = 0) -> None:
        self.crew = crew
        self.rules = rules
        self.lead_minutes = lead_minutes
        self.at_home: set[Eui64] = set()
        self.now = NOON
        self.monotonic_s = 1000.0
        self.kept: dict[object, Fact] = {}
        self.journal: list[Entry] = []
        self.events = self._new()

    def _new(self, *, speed: float = 1.0) -> HomeEvents:
        kept = [fact for fact in self.kept.values() if isinstance(fact, KeptEvent)]
        receipts = [fact for fact in self.kept.values() if isinstance(fact, KeptReceipt)]
        return HomeEvents(
            kept,
            receipts,
            self.rules,
            zone=ZONE,
            crew=lambda _: self.crew,
            lead_minutes=lambda _: self.lead_minutes,
            is_home=lambda device, _: device in self.at_home,
            speed=speed,
        )

    def restart(self) -> None:
        """Killed, and started again on what was kept."""
        self.monotonic_s = 5.0
        self.events = self._new()

    @property
    def at(self) -> Moment:
        return Moment(self.now, self.monotonic_s)

    def keep(self, facts: list[Fact]) -> None:
        for fact in facts:
            if isinstance(fact, KeptEvent):
                self.kept[KeptEvent, fact.issuer_event_id] = fact
            elif isinstance(fact, KeptReceipt):
                self.kept[KeptReceipt, fact.sequence] = fact
            elif isinstance(fact, Entry):
                self.journal.append(fact)

    def announce(self, message: LoadControl) -> None:
        self.keep(self.events.announced(message, self.at))

    def cancel(self, issuer_event_id: int | None = 7, **more: Any) -> None:
        message = LoadControlCancelled(METER, issuer_event_id, DeviceClass.HVAC, 0, **more)
        self.keep(self.events.cancelled(message, self.at))

    def tell(self, status: MeterEventStatus, issuer_event_id: int = 7, **more: Any) -> None:
        told = EventTold(METER, issuer_event_id, status, self.now, NOON, NOON + HOUR, "critical peak")
        self.keep(self.events.told(replace(told, **more), self.at))

    def pass_time(self, delta: timedelta, *, wall: timedelta | None = None) -> None:
        """Let real time pass; the wall clock goes on by `wall` meanwhile."""
        self.now += delta if wall is None else wall
        self.monotonic_s += delta.total_seconds()
        self.wake()

    def wake(self) -> None:
        self.keep(self.events.wake(self.at))

    def confirm(self, device: Eui64, issuer_event_id: int = 7, cooling_centi_c: int = 2556) -> None:
        self.events.course.confirmed(device, issuer_event_id, SetPoints(cooling_centi_c), self.at)
        self.wake()

    def restore(self, device: Eui64, issuer_event_id: int = 7, cooling_centi_c: int = 2333) -> None:
        self.events.course.restored(device, issuer_event_id, SetPoints(cooling_centi_c), self.at)
        self.wake()

    def leave(self, device: Eui64, issuer_event_id: int = 7, by_whom: str = "this display") -> None:
        self.events.course.left(device, issuer_event_id, by_whom, self.at, is_room_out=True)
        self.wake()

    def come_back(self, device: Eui64, issuer_event_id: int = 7, by_whom: str = "this display") -> None:
        self.events.course.came_back(device, issuer_event_id, by_whom, self.at)
        self.wake()

    def state(self, issuer_event_id: int = 7) -> EventState:
        return self.events.book.events[issuer_event_id].state

    @property
    def receipts(self) -> list[Receipt]:
        kept = [fact for fact in self.kept.values() if isinstance(fact, KeptReceipt)]
        return [each.receipt for each in sorted(kept, key=lambda each: each.sequence)]

    def statuses(self, subject: Eui64 = OWN, issuer_event_id: int = 7) -> list[EventStatus]:
        return [
            each.status for each in self.receipts if each.subject == subject and each.issuer_event_id == issuer_event_id
        ]

    def noted(self, noted: Noted) -> list[Entry]:
        return [entry for entry in self.journal if entry.noted is noted]

    def pay_all(self) -> list[int]:
        """The meter logs everything that is sent; the sequence numbers in the order of their coming."""
        came = []
        while (order := self.events.receipts.due(METER, self.events.book.ours, self.monotonic_s)) is not None:
            came.append(order.receipt.sequence)
            self.keep(self.events.receipt_logged(ReceiptLogged(METER, order.receipt.sequence, self.now), self.at))
        return came


def event(
    issuer_event_id: int = 7, *, start: datetime | None = NOON + HOUR, minutes: int = 60, **more: Any
) -> LoadControl:
    """A critical peak at one o'clock for an hour."""
    plain = LoadControl(METER, issuer_event_id, DeviceClass.HVAC, 0, start, minutes, criticality=2)
    return replace(plain, **more)
