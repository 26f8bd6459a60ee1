"""A console in this process before a utility with four homes: one whole event, one not delivered, faults, notes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

from devices.demand_response import EventStatus
from devices.self_report import SelfReport
from devices.utility.access import OPERATOR, Principal, UserRole
from devices.utility.mdms import operations as records_operations
from devices.utility.ms import operations as ms_operations
from devices.utility.ms.orders import EventOrder
from devices.utility.operations import Operation, ask
from devices.utility.web.rooms import MS, RECORDS
from devices.wan.journal import Noted
from devices.wan.meter_words import DeviceLink, Found, MeterCheck, MeterTestResult
from devices.wan.words import Alarm, DisplayReport, MeterEvent, Program
from tests.devices.utility import world as utility
from tests.devices.utility.web import world as web

RUTH, TOM = web.RUTH, Principal("Tom", UserRole.TROUBLE_DESK)
OLIVER = Principal("Oliver", UserRole.OPERATOR)
PAULA, ADA = Principal("Paula", UserRole.PROGRAM_MANAGER), Principal("Ada", UserRole.AUDITOR)
HOMES = (
    ("1001", "Jordan Reyes", "14 Alder Court", "555-0142", "meter-1"),
    ("1002", "Ana Alder", "3 Birch Lane", "555-0177", "meter-2"),
    ("1003", "Chidi Okafor", "90 Canal Street", "555-0119", "meter-3"),
    ("1004", "Mei Lindqvist", "7 Dune Road", "555-0188", "meter-4"),
)


class Desk:
    """The utility, its website, and time that passes in both."""

    lived = timedelta(0)
    """How long ago everybody moved in."""
    homes = HOMES

    def __init__(self) -> None:
        self.event = 0
        self._said: dict[bytes, SelfReport] = {}
        self.utility = utility.World(verify_report=lambda _display, signed: self._said.get(signed))
        for number, (_, _, _, _, meter) in enumerate(self.homes):
            self.utility.add_meter(meter, is_deaf=number == 2)
        self._verbs = {
            RECORDS: records_operations.operations(self.utility.mdms, self.utility.css),
            MS: ms_operations.operations(self.utility.ms),
        }
        systems = {name: self._asks(name) for name in self._verbs}
        self.web = web.World(systems)
        for principal in (TOM, PAULA, ADA, OLIVER):
            self.web.site.users.add(principal, web.PASSWORD, self.web.passwords, web.START)
        since = (self.utility.now - self.lived).isoformat()
        for account, name, address, phone, meter in self.homes:
            facts = {"account": account, "name": name, "address": address, "phone": phone, "meter": meter}
            self.ask("open-account", OPERATOR, **facts, since=since, programs=["critical-peak"])

    def ask(self, verb: str, by: Principal = OPERATOR, **values: Any) -> Any:
        """Ask the records, and let what follows happen."""
        found = ask(
            *(records_operations.operations(self.utility.mdms, self.utility.css), verb, values),
            *(self.utility.now, utility.ZONE, by),
        )
        self.run(1)
        return found

    def verbs(self, system: str) -> dict[str, Operation]:
        """The verbs of the records or the head end."""
        return self._verbs[system]

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.utility.run(seconds)
        self.web.clock.at = self.utility.now

    def order(self, minutes_to_start: int = 30) -> int:
        """A critical peak event of an hour for everybody, and its number."""
        start = self.utility.now + timedelta(minutes=minutes_to_start)
        order = EventOrder(Program.CRITICAL_PEAK, start, 60, price=Decimal("0.62"))
        event = self.utility.ms.schedule(order, ["all"], self.utility.now).issuer_event_id
        self.run(2)
        return event

    def says(self, meter: str, sequence: int, event: int, status: EventStatus) -> None:
        """The home of that meter sends a receipt."""
        said = utility.receipt(sequence, event, status, self.utility.now)
        self.utility.send(meter, self.utility.meters[meter].report(said, self.utility.now))
        self.run(2)

    def meter_says(self, meter: str, noted: Noted, event: int) -> None:
        """The meter tells of an event by its own clock."""
        body = MeterEvent(noted.value, self.utility.now, event)
        self.utility.send(meter, [self.utility.meters[meter].created(body)])
        self.run(1)

    def alarm(self, meter: str, kind: str, detail: str) -> None:
        """The meter raises an alarm."""
        body = Alarm(kind, self.utility.now, detail)
        self.utility.send(meter, [self.utility.meters[meter].created(body)])
        self.run(1)

    def display_says(self, meter: str, said: SelfReport) -> None:
        """The display of that home tells of itself."""
        signed = f"report {said.sequence} of {meter}".encode()
        self._said[signed] = said
        body = DisplayReport(said.sequence, utility.KIOSK, said.sequence, said.made, signed)
        self.utility.send(meter, [self.utility.meters[meter].created(body)])
        self.run(2)

    def tested(self, meter: str, event: int) -> int:
        """A test of that meter found that its home does not answer; its number."""
        number = int(self.ask("order-meter-test", meter=meter, event=event)["test"])
        self.run(2)
        found = (
            Found(MeterCheck.UTILITY_LINK, True, "confirmed within 1 s"),
            Found(MeterCheck.HOME_DEVICES, False, "1 of 1 did not answer"),
            Found(MeterCheck.COMMUNICATION, False, "the home radio does not send"),
        )
        devices = (DeviceLink(str(utility.THERMOSTAT), False, self.utility.now - timedelta(minutes=40)),)
        result = MeterTestResult(number, meter, self.utility.now, False, found, devices, issuer_event_id=event)
        self.utility.send(meter, [self.utility.meters[meter].created(result)])
        self.run(3)
        return number

    def fault(self) -> int:
        """An event is on: home 1 acts, the meter of home 2 did not start it, that of home 3 cannot be reached."""
        event = self.order()
        for sequence, meter in enumerate(("meter-1", "meter-2"), 1):
            self.says(meter, sequence, event, EventStatus.RECEIVED)
        self.run(30 * 60)
        self.meter_says("meter-1", Noted.EVENT_LAUNCHED, event)
        self.says("meter-1", 3, event, EventStatus.STARTED)
        self.alarm("meter-1", "unauthorised attempts", "12 inbound in an hour, above 10")
        self.run(6 * 60)
        return event

    @asynccontextmanager
    async def browser(self, who: Principal) -> AsyncIterator[web.Browser]:
        """Somebody's browser, signed in."""
        async with self.web.browser() as browser:
            await browser.sign_in(who.name)
            yield browser

    def close(self) -> None:
        """Let go of everything."""
        self.web.close()
        self.utility.close()

    def _asks(self, system: str) -> web.Ask:
        def answered(verb: str, values: dict[str, Any], by: Principal) -> Any:
            found = ask(self._verbs[system], verb, values, self.utility.now, utility.ZONE, by)
            self.run(1)
            return found

        return answered
