"""A utility whose meters are behind concentrators, every message sealed and opened, in virtual time."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache

from devices.sim.field.field import Field, FieldSettings
from devices.sim.field.side import FieldSide
from devices.utility.bus import Faults
from devices.utility.css.desk import ServiceDesk
from devices.utility.field.concentrator import Concentrator
from devices.utility.field.settings import Settings
from devices.utility.local import LocalNet
from devices.utility.mdms.records import Records
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.orders import EventOrder
from devices.wan.journal import Entry, Noted
from devices.wan.keys import Keys, Role, introduce
from devices.wan.words import Program

START = datetime(2026, 7, 14, 20, 0, tzinfo=UTC)  # 13:00 in Los Angeles
ROLES = {"MS": Role.HEAD_END, "MDMS": Role.RECORDS, "CSS": Role.CUSTOMER_SERVICE}
ORDER = EventOrder(Program.CRITICAL_PEAK, START + timedelta(hours=1), 60, price=Decimal("0.62"), reason="Very hot")


@cache
def keys_of(concentrators: tuple[str, ...]) -> dict[str, Keys]:
    keys = {name: Keys.generate(name, role) for name, role in ROLES.items()}
    keys |= {name: Keys.generate(name, Role.CONCENTRATOR) for name in concentrators}
    introduce(keys.values())
    return keys


class Town:
    """`meters` behind `concentrators`; nobody's signature is believed, since no kiosk is there."""

    def __init__(
        self,
        meters: int = 200,
        concentrators: int = 4,
        settings: FieldSettings | None = None,
        faults: Faults | None = None,
        present: int | None = None,
        start: datetime = START,
    ) -> None:
        names = tuple(f"C-{number}" for number in range(1, concentrators + 1))
        self.net = LocalNet(start, 0, faults)
        self.field = Field(meters, names, settings=settings or FieldSettings(), present=present)
        self.keys = keys_of(names)
        self.ms = HeadEnd(None, lambda *_: None)
        self.mdms = Records(None, lambda *_: None)
        self.css = ServiceDesk(None)
        for system in (self.css, self.mdms, self.ms):
            self.net.add(system, self.keys[system.name])
        self.dcus = {name: Concentrator(None, FieldSide(self.field, name), Settings(name)) for name in names}
        for name, dcu in self.dcus.items():
            self.ms.enrol_concentrator(name)
            self.net.add(dcu, self.keys[name])
        self.after(5)

    def close(self) -> None:
        for system in (self.ms, self.mdms, self.css):
            system.close()
        for dcu in self.dcus.values():
            dcu.close()

    def after(self, seconds: float) -> None:
        self.net.advance(self.net.now + timedelta(seconds=seconds))

    def until(self, at: datetime) -> None:
        self.net.advance(at)

    def order(self, *targets: str, order: EventOrder = ORDER) -> int:
        event = self.ms.schedule(order, targets or ("all",), self.net.now).issuer_event_id
        self.net.stations["MS"].wake()
        return event

    def kill(self, name: str) -> None:
        """A concentrator is dead: its meters notice after a while, the head end when it gets no answer."""
        self.net.remove(name)
        self.field.lose(name, self.net.now)

    def revive(self, name: str) -> None:
        self.field.bring_back(name, self.net.now)
        self.net.add(self.dcus[name], self.keys[name])

    def journal(self, name: str, noted: Noted) -> list[Entry]:
        ledger = {"MS": self.ms.links, "MDMS": self.mdms.links, "CSS": self.css.links}[name]
        return [entry for _, entry in ledger.journal() if entry.noted is noted]
