"""A utility with one home on its line, its records asked by a website: the worlds of both in one, on one clock."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from devices.demand_response import EventStatus
from devices.utility.access import Principal
from devices.utility.mdms import operations as records_operations
from devices.utility.ms.orders import EventOrder
from devices.utility.operations import ask
from devices.utility.web.rooms import RECORDS
from devices.wan.words import Program, Readings
from tests.devices.utility.web import world as web
from tests.devices.utility.world import START, ZONE, World, receipt

METER = "meter-1"
MOVED_IN = START - timedelta(days=60)


class Home:
    """Maria's home: 60 days of intervals, and what a test lets happen."""

    def __init__(self) -> None:
        self.utility = World()
        self.utility.add_meter(METER)
        accounts = self.utility.mdms.accounts
        accounts.open("1001", MOVED_IN, name="Maria Muñoz", address="12 Oak Street, Fresno")
        accounts.fit("1001", METER, MOVED_IN)
        accounts.open("1002", MOVED_IN, name="Jonas Oakley")
        self._table = records_operations.operations(self.utility.mdms, self.utility.css)
        self.site = web.World(systems={RECORDS: self._ask})
        self.site.site.now = lambda: self.utility.now
        for day in range(60):
            self.read(MOVED_IN + timedelta(days=day), 24 * 60)

    def _ask(self, verb: str, values: Mapping[str, Any], by: Principal) -> Any:
        return ask(self._table, verb, values, self.utility.now, ZONE, by)

    def read(self, since: datetime, minutes: int, wh: int = 250) -> None:
        """Intervals come in, a little more in the evening."""
        count = minutes // 15
        starts = [since + timedelta(minutes=15 * number) for number in range(count)]
        values = tuple(wh + 20 * (17 <= start.astimezone(ZONE).hour < 21) for start in starts)
        with self.utility.mdms.links.transaction():
            self.utility.mdms.intervals.put(Readings(METER, 0, since.astimezone(UTC), 15, values))

    def order(self, in_minutes: int, minutes: int = 120) -> int:
        order = EventOrder(
            Program.CRITICAL_PEAK,
            self.utility.now.replace(second=0, microsecond=0) + timedelta(minutes=in_minutes),
            minutes,
            price=Decimal("0.62"),
        )
        event = self.utility.ms.schedule(order, [METER], self.utility.now).issuer_event_id
        self.utility.run(2)
        return event

    def tell(self, sequence: int, event: int, status: EventStatus) -> None:
        """The thermostat says so."""
        meter = self.utility.meters[METER]
        self.utility.send(METER, meter.report(receipt(sequence, event, status, self.utility.now), self.utility.now))
        self.utility.run(5)

    def run(self, **lasting: float) -> None:
        self.utility.run(timedelta(**lasting).total_seconds())

    def close(self) -> None:
        self.site.close()
        self.utility.close()
