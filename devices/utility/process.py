"""The processes of the utility: systems on a bus, woken when they want to be, with a control socket each.

Utility time may run faster than the wall (`Clock`); the broker's own time-outs stay real.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from devices.neighbourhood import Neighbourhood
from devices.utility.access import Principal
from devices.utility.audit.asked import Witness
from devices.utility.audit.heads import PATIENCE, Heads
from devices.utility.control import ControlSocket
from devices.utility.css.desk import ServiceDesk
from devices.utility.field import settings as field_settings
from devices.utility.field.concentrator import Concentrator
from devices.utility.ledger import Ledger
from devices.utility.mdms import operations as records_operations
from devices.utility.mdms import settings as mdms_settings
from devices.utility.mdms.records import Records
from devices.utility.mdms.stores import opened
from devices.utility.mqtt_bus import Certificates, MqttBus
from devices.utility.ms import operations as ms_operations
from devices.utility.ms import settings as ms_settings
from devices.utility.ms.head_end import HeadEnd
from devices.utility.notices import take_notices
from devices.utility.operations import Operation
from devices.utility.shell import run, write_looks
from devices.utility.signatures import KioskKeys, report_verifier, verifier
from devices.utility.station import Station
from devices.wan.keys import Keys, KeysRefused, Role
from devices.wan.system import System

_log = logging.getLogger(__name__)
MS_SOCKET, RECORDS_SOCKET = "ms.sock", "records.sock"
KIOSKS = "kiosks"
LINE_S = 3.0
"""What a message and its answer may take on the line of a demonstration, in real seconds."""


class Clock:
    """Utility time: `start` at the wall's Unix time `since_s` (None: now), `speed` times as fast as the wall.

    Processes with the same three agree, whenever each of them was started.
    """

    def __init__(self, start: datetime | None = None, speed: float = 1.0, since_s: float | None = None) -> None:
        if not 0 < speed <= 10_000:
            raise ValueError(f"a speed is above 0 and at most 10000, not {speed}")
        self.is_wall = start is None and speed == 1
        self.speed = speed
        self._start = start or datetime.now(UTC)
        self._began_s = time.monotonic() - (0.0 if since_s is None else time.time() - since_s)

    def now(self) -> datetime:
        """Aware UTC; the wall's own time, also when that is set, where neither start nor speed was given."""
        if self.is_wall:
            return datetime.now(UTC)
        return self._start + timedelta(seconds=(time.monotonic() - self._began_s) * self.speed)

    @property
    def least_wait_s(self) -> float:
        """How long an answer is given at least, in utility seconds: the line runs at the wall's speed."""
        return 0.0 if self.speed <= 1 else LINE_S * self.speed


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a process finds what it needs. `certificates` holds ca.pem and NAME.pem, NAME.key for mqtts."""

    broker: str
    state: Path
    keys: Path
    certificates: Path | None = None
    zone: str = "America/Los_Angeles"
    records_store: str = ""  # postgresql://..., where interval data lies; "" in the records' own file


class Utility:
    """Systems of the utility in this process; an asynchronous context manager that runs them while it is open.

    Raises LedgerRefused, KeysRefused, BadAddress, OSError, ValueError when something cannot be opened.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._zone = ZoneInfo(settings.zone)
        self._exit = AsyncExitStack()
        self._verify = verifier(KioskKeys(settings.keys / KIOSKS).public)
        self._verify_report = report_verifier(KioskKeys(settings.keys / KIOSKS).public)
        self._stations: dict[str, Station] = {}
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        self._settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    def now(self) -> datetime:
        """The utility's time."""
        return self._clock.now()

    def wake(self, name: str) -> None:
        """Let that system of this process do what it was just ordered."""
        self._stations[name].wake()

    async def add_head_end(self) -> HeadEnd:
        """Run the MS; every meter whose key it has is enrolled."""
        keys = self._keys("MS")
        ms = HeadEnd(self._settings.state / "ms.db", self._verify, self._ms_settings(), self._verify_report)
        self._exit.callback(ms.close)
        ms.links.clock = self._clock.now
        for peer in keys.peers.values():
            if peer.role is Role.METER:
                ms.enrol(peer.name, self._clock.now())
            elif peer.role is Role.CONCENTRATOR:
                ms.enrol_concentrator(peer.name)
        station = await self._add(ms, keys, self._heads(ms.links, ms.settings.mdms))
        await self._serve(MS_SOCKET, ms_operations.operations(ms), station.wake, ms.links)
        return ms

    async def add_records(self) -> tuple[Records, ServiceDesk]:
        """Run the MDMS and the CSS."""
        settings = mdms_settings.Settings(zone=self._zone, least_wait_s=self._clock.least_wait_s)
        store = opened(self._settings.records_store)
        records = Records(self._settings.state / "mdms.db", self._verify, settings, self._verify_report, store)
        self._exit.callback(records.close)
        desk = ServiceDesk(self._settings.state / "css.db")
        self._exit.callback(desk.close)
        records.links.clock = desk.links.clock = self._clock.now
        station = await self._add(records, self._keys(records.name), self._heads(records.links, settings.ms))
        at_desk = await self._add(desk, self._keys(desk.name), self._heads(desk.links, records.name))

        def wake() -> None:
            station.wake()
            at_desk.wake()

        verbs = records_operations.operations(records, desk)
        await self._serve(RECORDS_SOCKET, verbs, wake, records.links, desk.links)
        return records, desk

    async def add_concentrators(self, neighbourhoods: Mapping[str, Neighbourhood]) -> None:
        """Run concentrators by name, each before the meters that it reaches."""
        forward = field_settings.FORWARD.at_least(self._clock.least_wait_s)
        for name, neighbourhood in neighbourhoods.items():
            settings = field_settings.Settings(name, forward=forward)
            concentrator = Concentrator(self._settings.state / f"{name}.db", neighbourhood, settings)
            self._exit.callback(concentrator.close)
            concentrator.links.clock = self._clock.now
            await self._add(concentrator, self._keys(name), self._heads(concentrator.links, settings.ms))

    def _ms_settings(self) -> ms_settings.Settings:
        return ms_settings.Settings(zone=self._zone, least_wait_s=self._clock.least_wait_s)

    def _heads(self, ledger: Ledger, keeper: str) -> Heads:
        return Heads(ledger, keeper, max(PATIENCE, timedelta(seconds=self._clock.least_wait_s)))

    def _keys(self, name: str) -> Keys:
        path = key_file(self._settings.keys, name)
        if not path.exists():
            raise KeysRefused(f"there is no {path}: make it with python -m devices.utility keys --keys {path.parent}")
        keys = Keys.load(path)
        take_notices(path.parent, keys, self._clock.now())
        return keys

    async def _add(self, system: System, keys: Keys, heads: Heads) -> Station:
        """A connection of its own for each system: a broker keeps every client to its own name."""
        folder, name = self._settings.certificates, system.name
        bus = MqttBus(self._settings.broker, name, Certificates.of(folder, name) if folder else None)
        station = self._stations[name] = Station(system, keys, bus, self._clock.now, heads)
        task = asyncio.create_task(run(bus, [station], self._clock.speed))
        task.add_done_callback(self._ended)
        self._exit.push_async_callback(_cancelled, task)
        return station

    async def _serve(
        self, name: str, operations: dict[str, Operation], then: Callable[[], None], *ledgers: Ledger
    ) -> None:
        """Answer at that socket; every look, order and refusal stands in the ledgers' audit log."""
        witness = Witness(operations, ledgers, self._zone)

        def carry_out(verb: str, values: dict[str, Any], by: Principal) -> Any:
            found = witness.ask(verb, values, self._clock.now(), by)
            then()
            return found

        control = ControlSocket(self._settings.state / name, carry_out)
        await control.open()
        self._exit.push_async_callback(control.close)
        looks = asyncio.create_task(write_looks(witness.trail))
        looks.add_done_callback(self._ended)
        self._exit.push_async_callback(_cancelled, looks)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """Our own mistake ends the process: what it owes is on disk, and it is started again."""
        if not task.cancelled() and (error := task.exception()) and not self.failed.done():
            self.failed.set_exception(error)


def key_file(keys: Path, name: str) -> Path:
    """Where the keys of a system lie."""
    return keys / f"{name}.keys"


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
