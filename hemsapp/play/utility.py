"""The utility in objects: head end, records and customer service on a bus with the meter, in virtual time.

Each system has its file, so that a crash of one is what it is in life: the object is thrown away, and a new one goes on
from what was committed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from devices.demand_response import Receipt
from devices.names import Eui64
from devices.sim.event_phrases import Announces, Cancels, Moves
from devices.utility.access import Principal, UserRole
from devices.utility.css.desk import ServiceDesk
from devices.utility.local import LocalNet
from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.records import Records
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.orders import EventOrder
from devices.utility.operations import ask
from devices.utility.signatures import report_verifier
from devices.utility.stored import plain
from devices.wan import receipts
from devices.wan.journal import Entry
from devices.wan.keys import Keys, Role, introduce
from devices.wan.seal import Refused
from devices.wan.system import System
from devices.wan.words import Origin, Program
from hemsapp.play.report import Window

MS, MDMS, CSS = "MS", "MDMS", "CSS"
ACCOUNT = "1001"
REPRESENTATIVE = Principal("Ruth", UserRole.REPRESENTATIVE)
_ROLES = {MS: Role.HEAD_END, MDMS: Role.RECORDS, CSS: Role.CUSTOMER_SERVICE}


class ObjectUtility:
    """The utility of one meter, in `folder`; `public` is the kiosk's receipt key as it was registered."""

    def __init__(self, folder: Path, start: datetime, meter: System, public: Callable[[Eui64], bytes | None]) -> None:
        self.net = LocalNet(start)
        self.meter_id = meter.name
        self.windows: dict[int, Window] = {}
        self._folder = folder
        self._opened = start
        self._public = public
        self._keys = {name: Keys.generate(name, role) for name, role in _ROLES.items()}
        self._keys[meter.name] = Keys.generate(meter.name, Role.METER)
        introduce(self._keys.values())
        self._start_all(meter)
        self.head_end.enrol(self.meter_id, start, 5)

    def _start_all(self, meter: System) -> None:
        self.desk = ServiceDesk(self._folder / "css.db")
        self.records = Records(self._folder / "mdms.db", self._signed, verify_report=report_verifier(self._public))
        self.head_end = HeadEnd(self._folder / "ms.db", self._signed, verify_report=report_verifier(self._public))
        for system in (self.desk, self.records, self.head_end, meter):
            self.net.add(system, self._keys[system.name])

    def close(self) -> None:
        """Let go of the files."""
        for system in (self.head_end, self.records, self.desk):
            system.close()

    # What an operator does

    def announce(self, action: Announces) -> None:
        """Schedule an event for real-time delivery. Raises OrderRefused."""
        order = EventOrder(
            Program(action.program),
            action.start,
            action.minutes,
            price=action.price if action.price is not None else _price_of(action.program),
            cooling_offset_centi_c=action.offset_centi_c,
            cooling_set_point_centi_c=action.set_point_centi_c,
            reason=action.reason,
            origin=Origin(action.origin),
            issuer_event_id=action.issuer_event_id,
        )
        self.head_end.schedule(order, [self.meter_id], self.net.now)
        self._note_window(action.issuer_event_id, action.start, action.minutes)
        self.pump()

    def move(self, action: Moves) -> None:
        """Change an event's window. Raises OrderRefused."""
        before = self.windows[action.issuer_event_id]
        minutes = action.minutes or (before.end - before.start) // timedelta(minutes=1)
        changes = {"start": action.start, "duration_minutes": minutes}
        self.head_end.change(action.issuer_event_id, changes, self.net.now)
        self._note_window(action.issuer_event_id, action.start, minutes)
        self.pump()

    def cancel(self, action: Cancels) -> None:
        """Cancel an event. Raises OrderRefused."""
        self.head_end.cancel(action.issuer_event_id, self.net.now)
        self.pump()

    def ask_display(self) -> None:
        """The records ask for a heartbeat."""
        self.records.query_displays(self.meter_id, self.net.now)
        self.net.stations[MDMS].wake()
        self.pump()

    def test_display(self, within_s: int) -> None:
        """The head end orders a test. Raises OrderRefused."""
        self.head_end.test_displays([self.meter_id], self.net.now, within_s=within_s)
        self.pump()

    async def ask_desk(self, verb: str, **values: Any) -> Any:
        """What a representative asks of the records and of customer service; it waits for nothing."""
        if not self.records.accounts.find(ACCOUNT):
            self.records.accounts.open(ACCOUNT, self._opened, name="Jordan Reyes")
            self.records.accounts.fit(ACCOUNT, self.meter_id, self._opened)
        verbs = records_operations.operations(self.records, self.desk)
        told = ask(verbs, verb, values, self.net.now, ZoneInfo("UTC"), REPRESENTATIVE)
        for name in (MDMS, CSS):
            self.net.stations[name].wake()
        self.pump()
        return plain(told)

    def reach(self, *, is_up: bool) -> None:
        """The meter can be reached, or not: what is sent to it meanwhile is lost."""
        silent = self.net.bus.faults.silent
        (silent.discard if is_up else silent.add)(self.meter_id)

    # Time

    def advance(self, to: datetime) -> None:
        """Let everything happen that is due by then."""
        self.net.advance(to)

    def pump(self) -> None:
        """What is due now."""
        self.net.advance(self.net.now)

    # Crashes

    def kill_head_end(self) -> None:
        """SIGKILL of the head end."""
        self.net.remove(MS)
        self.head_end.close()

    def start_head_end(self) -> None:
        """It goes on from its file."""
        self.head_end = HeadEnd(self._folder / "ms.db", self._signed, verify_report=report_verifier(self._public))
        self.net.add(self.head_end, self._keys[MS])

    def kill_broker(self) -> None:
        """SIGKILL of the broker: what it held, and what anybody gives it until it is back, is lost."""
        self.net.bus.faults.silent |= set(self._keys)

    def start_broker(self) -> None:
        """It is there again, and knows of nothing."""
        self.net.bus.faults.silent -= set(self._keys)

    def cut_meter(self) -> None:
        """The meter has no power: it hears nothing, and says nothing."""
        self.net.remove(self.meter_id)

    def restart_meter(self, meter: System) -> None:
        """The meter's power came back: the same keys, its own durable state."""
        self.net.add(meter, self._keys[self.meter_id])

    # What they logged

    @property
    def owed(self) -> int:
        """How many messages head end and records have not been confirmed."""
        return self.head_end.owed + self.records.owed

    def entries(self) -> list[Entry]:
        """The journals of MS, MDMS and CSS."""
        journals = (self.head_end.links, self.records.links, self.desk.links)
        return [entry for ledger in journals for _, entry in ledger.journal()]

    def standing(self, issuer_event_id: int) -> str | None:
        """Where the customer stands with an event, as the customer service has it."""
        found = self.desk.standing(self.meter_id, issuer_event_id)
        return None if found is None else str(found["state"])

    def receipts(self, issuer_event_id: int) -> list[tuple[str, int]]:
        """The receipts that the records hold: whose act, and its status."""
        sql = "SELECT subject, status FROM receipts WHERE issuer_event_id = ? ORDER BY id"
        return [(subject, status) for subject, status in self.records.links.db.execute(sql, (issuer_event_id,))]

    def heard_of_display(self) -> list[str]:
        """What the records hold of the display, how its tests ended, and whether it is missed."""
        kinds = {str(each["kind"]) for each in self.records.displays.reports(self.meter_id, limit=400)}
        tests = {str(each["state"]) for each in self.head_end.displays.tests()}
        is_missed = any(each["is_missed"] for each in self.records.displays.heartbeats(self.meter_id))
        return sorted(kinds | tests | ({"missing"} if is_missed else set()))

    def _signed(self, sender: str, data: bytes) -> Receipt | None:
        try:
            receipt = receipts.verified(data, self._public)
        except Refused:
            return None
        return receipt if receipts.signer_of(data) == sender else None

    def _note_window(self, number: int, start: datetime, minutes: int) -> None:
        self.windows[number] = Window(number, start, start + timedelta(minutes=minutes))


def _price_of(program: str) -> Decimal | None:
    """A critical peak price has its price in the scenario; no other program needs one."""
    return Decimal("0.62") if program == Program.CRITICAL_PEAK.value else None
