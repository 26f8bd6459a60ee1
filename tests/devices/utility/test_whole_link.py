"""Head end, records, customer service and meter, each its own system, sealed and judged on a bus that fails them."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devices.utility.bus import Faults
from devices.utility.css.desk import ServiceDesk
from devices.utility.local import LocalNet
from devices.utility.mdms.records import Records
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.orders import EventOrder
from devices.wan.journal import Noted
from devices.wan.keys import Keys, Role, introduce
from devices.wan.words import Program
from tests.devices.sim.meter.event_bench import EventBench

ROLES = {"MS": Role.HEAD_END, "MDMS": Role.RECORDS, "CSS": Role.CUSTOMER_SERVICE}


def _nobody_signed(sender: str, data: bytes) -> None:
    """This home has no kiosk."""


class WholeLink:
    """Every system with its file; any one can be killed, and goes on from what it committed."""

    def __init__(self, folder: Path, faults: Faults | None = None, seed: int = 0) -> None:
        self.folder = folder
        bench = EventBench(ledger=folder / "meter.db")
        self.meter, self.start = bench.duties, bench.now.utc
        self.net = LocalNet(self.start, seed, faults)
        self.keys = {name: Keys.generate(name, role) for name, role in ROLES.items()}
        self.keys[self.meter.name] = Keys.generate(self.meter.name, Role.METER)
        introduce(self.keys.values())
        for name in ("CSS", "MDMS", "MS"):
            self.launch(name)
        self.net.add(self.meter, self.keys[self.meter.name])
        self.ms.enrol(self.meter.name, self.start)

    def launch(self, name: str) -> None:
        match name:
            case "CSS":
                self.css = ServiceDesk(self.folder / "css.db")
                self.net.add(self.css, self.keys[name])
            case "MDMS":
                self.mdms = Records(self.folder / "mdms.db", _nobody_signed)
                self.net.add(self.mdms, self.keys[name])
            case "MTR":
                self.meter = EventBench(self.net.now, ledger=self.folder / "meter.db").duties
                self.net.add(self.meter, self.keys[self.meter.name])
            case _:
                self.ms = HeadEnd(self.folder / "ms.db", _nobody_signed)
                self.net.add(self.ms, self.keys[name])

    def kill(self, name: str) -> None:
        self.net.remove(self.meter.name if name == "MTR" else name)
        closes = {
            "CSS": self.css.close,
            "MDMS": self.mdms.close,
            "MS": self.ms.close,
            "MTR": self.meter.links.database.close,
        }
        closes[name]()

    def announce(self) -> int:
        start = self.net.now + timedelta(minutes=30)
        order = EventOrder(Program.CRITICAL_PEAK, start, 60, price=Decimal("0.62"), reason="Very hot")
        number: int = self.ms.schedule(order, [self.meter.name], self.net.now).issuer_event_id
        return number

    def play(self, minutes: float) -> None:
        self.net.advance(self.net.now + timedelta(minutes=minutes))

    def refused(self) -> list[str]:
        journals = (self.ms.links, self.mdms.links, self.css.links)
        entries = [entry for ledger in journals for _, entry in ledger.journal()]
        return [entry.detail for entry in entries if entry.noted is Noted.MESSAGE_REFUSED]

    def noted(self, noted: Noted, event: int) -> int:
        journals = (self.ms.links, self.mdms.links, self.css.links)
        entries = [entry for ledger in journals for _, entry in ledger.journal()]
        return sum(entry.noted is noted and entry.issuer_event_id == event for entry in entries)

    def standing(self, event: int) -> str:
        found = self.css.standing(self.meter.name, event)
        return "" if found is None else str(found["state"])

    def close(self) -> None:
        for name in ("MS", "MDMS", "CSS", "MTR"):
            self.kill(name)


def test_an_event_runs_from_the_head_end_to_the_customer_service(tmp_path: Path) -> None:
    link = WholeLink(tmp_path)
    event = link.announce()
    link.play(5)
    assert link.standing(event) == "notified"
    link.play(30)
    assert link.standing(event) == "in progress"
    link.play(180)
    assert link.standing(event) == "completed"
    assert link.refused() == []
    assert link.noted(Noted.CONFIRMATION_RECEIVED, event) == 1
    assert link.noted(Noted.DELIVERY_FAILED, event) == 0
    link.close()


@pytest.mark.parametrize("seed", range(3))
def test_a_bus_that_loses_doubles_and_reorders_changes_nothing_in_the_end(tmp_path: Path, seed: int) -> None:
    link = WholeLink(tmp_path, Faults(0.2, 0.2, 0.2, timedelta(seconds=2)), seed)
    event = link.announce()
    link.play(240)
    assert link.standing(event) == "completed"
    assert link.noted(Noted.CONFIRMATION_RECEIVED, event) == 1
    link.close()


@pytest.mark.parametrize("name", ["MS", "MDMS", "CSS", "MTR"])
@pytest.mark.parametrize("after_messages", range(0, 12, 2))
def test_a_system_that_is_killed_at_any_message_goes_on_where_it_stood(
    tmp_path: Path, name: str, after_messages: int
) -> None:
    link = WholeLink(tmp_path)
    link.play(1)
    event = link.announce()
    for _ in range(after_messages):
        due = link.net.bus.next_wake or link.net.next_wake
        assert due is not None
        link.net.advance(due)
    link.kill(name)
    link.play(2)
    link.launch(name)
    link.play(300)
    assert link.standing(event) == "completed"
    assert link.refused() == []
    assert link.noted(Noted.CONFIRMATION_RECEIVED, event) == 1
    assert link.noted(Noted.DELIVERY_FAILED, event) == 0
    link.close()
