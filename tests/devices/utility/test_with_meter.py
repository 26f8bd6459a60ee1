"""The utility with the simulated meter itself, every message sealed and opened, on a bus in virtual time."""

from datetime import timedelta
from decimal import Decimal

import pytest

from devices.demand_response import EventStatus, Receipt
from devices.utility.bus import Faults
from devices.utility.css.desk import ServiceDesk
from devices.utility.local import LocalNet
from devices.utility.mdms.queries import Queries
from devices.utility.mdms.records import Records
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.orders import EventOrder
from devices.utility.signatures import verifier
from devices.wan.journal import Noted
from devices.wan.keys import Keys, Role, introduce
from devices.wan.receipts import ReceiptKey, signed
from devices.wan.tunnel import ReceiptSubmitted
from devices.wan.words import MeterConfig, PracticeRequest, Program, SecurityClass
from tests.devices.sim.meter.bench import NOON
from tests.devices.sim.meter.event_bench import EventBench
from tests.devices.utility.world import KIOSK, THERMOSTAT, ZONE

METER = "meter-1"
ORDER = EventOrder(Program.CRITICAL_PEAK, NOON + timedelta(hours=1), 60, price=Decimal("0.62"), reason="Very hot")


class Street:
    """A utility, a true meter, and a kiosk's signature; `faults` are the bus's."""

    def __init__(self, faults: Faults | None = None, seed: int = 0) -> None:
        self.kiosk = ReceiptKey.generate(KIOSK)
        self.net = LocalNet(NOON, seed, faults)
        self.bench = EventBench(base_w=2_000)
        self.meter = self.bench.duties
        self.meter.rename(METER)
        verify = verifier({KIOSK: self.kiosk.public}.get)
        self.ms, self.mdms, self.css = HeadEnd(None, verify), Records(None, verify), ServiceDesk(None)
        roles = {"MS": Role.HEAD_END, "MDMS": Role.RECORDS, "CSS": Role.CUSTOMER_SERVICE, METER: Role.METER}
        keys = {name: Keys.generate(name, role) for name, role in roles.items()}
        introduce(keys.values())
        for system in (self.css, self.mdms, self.ms, self.meter):
            self.net.add(system, keys[system.name])
        self.ms.enrol(METER, NOON)

    def after(self, seconds: float) -> None:
        self.net.advance(self.net.now + timedelta(seconds=seconds))

    def order(self) -> int:
        event = self.ms.schedule(ORDER, [METER], self.net.now).issuer_event_id
        self.net.stations["MS"].wake()
        return event

    def receipt(self, sequence: int, event: int, status: EventStatus, signer: ReceiptKey | None = None) -> None:
        """The kiosk's receipt reaches the meter's log, and leaves it."""
        now = self.net.now
        said = Receipt(sequence, event, THERMOSTAT, status, now, now, "cooling to 78 F", ZONE.key)
        octets = signed(said, signer or self.kiosk)
        with self.meter.links.transaction():
            self.meter.home.hear(KIOSK, ReceiptSubmitted(sequence, octets))
        self.net.stations[METER].wake()

    def states(self, event: int) -> list[str]:
        return [one["state"] for one in self.css.history(METER, event)]

    def refusals(self) -> list[str]:
        ledgers = (self.ms.links, self.mdms.links, self.css.links)
        found = [one.detail for ledger in ledgers for _, one in ledger.journal() if one.noted is Noted.MESSAGE_REFUSED]
        return found + [one.detail for one in self.bench.noted(Noted.MESSAGE_REFUSED, Noted.ATTEMPT_REFUSED)]


def test_a_whole_event_with_a_true_meter_ends_completed_with_nothing_refused() -> None:
    """UC96.1.1 to UC96.1.30 as far as the utility: UC96.1.4, UC96.1.10, UC96.1.12, UC96.1.20, UC96.1.29, UC96.1.30."""
    street = Street()
    event = street.order()
    street.after(5)
    assert len(street.bench.noted(Noted.EVENT_LOGGED)) == 1
    street.receipt(1, event, EventStatus.RECEIVED)
    street.after(3600)
    assert len(street.bench.noted(Noted.EVENT_LAUNCHED)) == 1
    street.receipt(2, event, EventStatus.STARTED)
    street.after(3600)
    street.receipt(3, event, EventStatus.COMPLETED)
    street.after(1200)
    assert street.refusals() == []
    assert street.states(event) == ["notified", "in progress", "completed"]
    told = Queries(street.mdms).receipts(event)
    assert [(one["sequence"], one["status"]) for one in told] == [(1, "received"), (2, "started"), (3, "completed")]
    noted = [entry.noted for _, entry in street.ms.links.journal()]
    assert noted.count(Noted.READING_RAISED) == noted.count(Noted.READING_RETURNED) == 1
    assert noted.count(Noted.INTERVALS_FORWARDED) == 2 * 5  # two channels; one quarter-hour before, four within
    (day,) = street.mdms.intervals.days(METER, 0, NOON.astimezone(ZONE).date())
    assert day.interval_minutes == 15
    assert [value for value in day.values_wh if value is not None] == [500] * 5
    assert street.ms.owed == street.mdms.owed == 0


def test_a_recording_interval_that_was_not_told_is_learnt_from_the_readings() -> None:
    """UC96.1.12: as often as the customer's interval length."""
    street = Street()
    street.ms.enrol(METER, NOON, 5)
    event = street.order()
    street.after(7500)
    received = [entry for _, entry in street.ms.links.journal() if entry.noted is Noted.INTERVALS_RECEIVED]
    assert {entry.issuer_event_id for entry in received} == {event}
    assert received[0].at < NOON + timedelta(hours=1, seconds=1)
    assert street.ms.meters.interval_minutes(METER) == 15


def test_a_change_and_a_cancellation_are_understood_by_a_true_meter() -> None:
    """C1FR30."""
    street = Street()
    event = street.order()
    street.after(5)
    street.ms.change(event, {"duration_minutes": 30}, street.net.now)
    street.net.stations["MS"].wake()
    street.after(5)
    street.ms.cancel(event, street.net.now)
    street.net.stations["MS"].wake()
    street.after(5)
    assert len(street.bench.noted(Noted.EVENT_CHANGED)) == 1
    assert street.states(event)[-1] == "cancelled"
    assert street.refusals() == []


def test_clock_configuration_text_and_log_are_understood_by_a_true_meter() -> None:
    """C1FR3, C1FR4, C1FR11, C1FR13."""
    street = Street()
    street.ms.synchronise_clocks([METER], street.net.now)
    street.ms.configure(MeterConfig(interval_minutes=15), [METER], street.net.now)
    street.ms.send_text("Cooling centre open", [METER], street.net.now, security=SecurityClass.PUBLIC)
    street.ms.read_logs([METER], street.net.now)
    street.net.stations["MS"].wake()
    street.after(400)
    states = street.ms.links.db.execute("SELECT purpose, state FROM owed WHERE target = ?", (METER,)).fetchall()
    assert sorted(states) == [
        ("clock", "confirmed"),
        ("config", "confirmed"),
        ("log", "confirmed"),
        ("text", "confirmed"),
    ]
    assert street.refusals() == []


def test_a_practice_that_the_customer_asks_for_runs_the_true_path() -> None:
    street = Street()
    street.after(20)
    with street.meter.links.transaction():
        street.meter.log.owe(PracticeRequest(10))
    street.net.stations[METER].wake()
    street.after(15 * 60)
    assert len(street.bench.noted(Noted.EVENT_LAUNCHED)) == 1
    assert street.mdms.customers.counts() == {}
    assert street.mdms.customers.counts(is_test=True) == {"completed": 1}
    assert street.refusals() == []


def test_a_receipt_that_another_signed_is_refused_and_reported() -> None:
    """X-SECURITY: the signature is verified end to end."""
    street = Street()
    event = street.order()
    street.after(5)
    street.receipt(1, event, EventStatus.STARTED, ReceiptKey.generate(KIOSK))
    street.after(200)
    assert street.states(event) == ["notified"]
    (alarm,) = street.css.alarms(METER)
    assert "not that of" in alarm["detail"]
    noted = [entry for _, entry in street.ms.links.journal() if entry.noted is Noted.MESSAGE_REFUSED]
    assert [entry.issuer_event_id for entry in noted] == [event]  # once, however often the meter sends it


@pytest.mark.parametrize("seed", range(3))
def test_on_a_bad_line_a_true_meter_and_the_utility_agree_in_the_end(seed: int) -> None:
    """C1FR6, C1FR10."""
    faults = Faults(loss=0.3, duplicate=0.2, reorder=0.3, delay=timedelta(seconds=5))
    street = Street(faults, seed)
    event = street.order()
    street.after(400)
    for sequence, status in enumerate((EventStatus.RECEIVED, EventStatus.STARTED, EventStatus.COMPLETED), 1):
        street.receipt(sequence, event, status)
        street.after(2400)
    street.net.bus.faults.loss = 0.0
    street.after(7200)
    assert street.states(event)[-1] == "completed"
    assert [one["sequence"] for one in Queries(street.mdms).receipts(event)] == [1, 2, 3]
    assert street.ms.owed == street.mdms.owed == 0
    assert len(street.bench.noted(Noted.EVENT_LAUNCHED)) == 1


def test_a_silent_meter_fails_after_four_attempts_and_hears_of_it_late() -> None:
    """UC96.2.6; a broker that kept the message brings it when the meter is back."""
    street = Street(Faults(cut={METER}))
    event = street.order()
    street.after(300)
    assert street.states(event) == ["failed"]
    street.net.bus.faults.cut.clear()
    street.after(5)
    assert street.states(event) == ["failed", "notified"]
    assert len(street.bench.noted(Noted.EVENT_LOGGED)) == 1
