"""The whole loop of an event, every system a process of its own that can be killed and started again by itself."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Self

from devices.names import Eui64
from devices.sim.actions import Drive
from devices.sim.event_phrases import Announces
from devices.sim.scenario import Scenario
from devices.utility.broker import HOST, BrokerProcess, free_port
from devices.utility.control import request
from devices.utility.enrolment import make_keys
from devices.utility.process import KIOSKS, MS_SOCKET, RECORDS_SOCKET
from devices.utility.signatures import KioskKeys
from devices.wan.journal import Entry
from hemsapp.clock import WorldTime
from hemsapp.config import Store as StoreConfig
from hemsapp.play.wire import entry_of
from hemsapp.receipt_key import read_key
from hemsapp.rows import select
from hemsapp.store import Store
from tests.soak.home import ZONE, Kiosk, Seen, kiosk
from tests.world import World, world

METER = "meter-1"
START_S = 180.0
PATIENCE_S = 180.0
END_S = 900.0  # a kiosk looks for its dongle each minute at last, and loses it again as soon as it says something new
_JOIN_S = 30
JOINS = 4


class Part(Enum):
    """What can be killed by itself. The dongle, the meter and the thermostat live in one simulator."""

    KIOSK = "kiosk"
    SIMULATOR = "simulator"
    HEAD_END = "head end"
    RECORDS = "records"
    BROKER = "broker"


class UtilityProcess:
    """`python -m devices.utility ms`, or `records`; it ends with us."""

    def __init__(self, verb: str, folder: Path, broker: str, time_options: list[str]) -> None:
        state, keys = folder / "utility", folder / "keys"
        command = [sys.executable, "-m", "devices.utility", verb, "--with-parent", "--broker", broker, *time_options]
        self._errors = (folder / f"{verb}.log").open("a", encoding="utf-8")
        self.process = subprocess.Popen(
            [*command, "--state", str(state), "--keys", str(keys)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline(), f"{verb} did not start, see {self._errors.name}"

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait(10)
        for pipe in (self.process.stdin, self.process.stdout, self._errors):
            assert pipe is not None
            pipe.close()


class Loop:
    """One customer's event of a scenario, `speed` times as fast as life; it is told when `announce` is called."""

    def __init__(self, scenario: Scenario, folder: Path, speed: float) -> None:
        self._scenario, self._folder, self._speed = scenario, folder, speed
        self._told = next(step for step in scenario.steps if isinstance(step.action, Announces))
        assert isinstance(self._told.action, Announces)
        self.event = self._told.action
        self.time = WorldTime.beginning(self._told.at, speed)
        self._broker = BrokerProcess()
        self._utility: dict[Part, UtilityProcess] = {}
        self._world_stack, self._kiosk_stack = ExitStack(), ExitStack()
        self._ports = f"{HOST}:{free_port()}", f"{HOST}:{free_port()}"

    def __enter__(self) -> Self:
        make_keys(self._folder / "keys", [METER])
        for part in (Part.BROKER, Part.RECORDS, Part.HEAD_END, Part.SIMULATOR, Part.KIOSK):
            self.start(part)
        self._let_devices_in()
        return self

    def __exit__(self, *_: object) -> None:
        self._kiosk_stack.close()
        self._world_stack.close()
        for process in self._utility.values():
            process.kill()
        self._broker.stop()

    # The processes

    def start(self, part: Part) -> None:
        """Start it (again), on what it kept, and wait until it says that it is there."""
        match part:
            case Part.BROKER:
                self._broker.start()
            case Part.HEAD_END | Part.RECORDS:
                verb = "ms" if part is Part.HEAD_END else "records"
                self._utility[part] = UtilityProcess(verb, self._folder, self._broker.url, self.time.options)
            case Part.SIMULATOR:
                self.world = self._world_stack.enter_context(self._new_world())
            case Part.KIOSK:
                fresh = kiosk(self._folder, self.world.port, self.world.control)
                self.kiosk: Kiosk = self._kiosk_stack.enter_context(fresh)
                self.kiosk.until(lambda seen: bool(seen["radio"] == "ready"), seconds=START_S)

    def _new_world(self) -> Any:
        dongle, control = self._ports
        link = ["--utility", self._broker.url, "--keys", str(self._folder / "keys"), "--meter-id", METER]
        return world(
            self._folder,
            speed=self._speed,
            start=self.time.start,
            devices=[placed.kind for placed in self._scenario.devices],
            listen=dongle,
            extra=["--control", control, "--since", repr(self.time.since_s), *link],
        )

    def kill(self, part: Part) -> None:
        """SIGKILL."""
        match part:
            case Part.BROKER:
                self._broker.kill()
            case Part.HEAD_END | Part.RECORDS:
                self._utility.pop(part).kill()
            case Part.SIMULATOR:
                _end(self.world)
                self._world_stack.close()
            case Part.KIOSK:
                _end(self.kiosk)
                self._kiosk_stack.close()

    # What happens

    def _let_devices_in(self) -> None:
        devices = self.world.do("list")
        for number, each in enumerate(devices, start=1):
            self._let_in(each, lambda seen, number=number: bool(seen["ready"] >= number))  # type: ignore[misc] # its default
        self._thermostat = str(devices[1]["device"])
        self._by_kind = {
            placed.kind: str(each["device"]) for placed, each in zip(self._scenario.devices, devices, strict=True)
        }
        for action in self._scenario.settings:
            if isinstance(action, Drive):
                given = {"command": action.verb, "arguments": dict(action.arguments)}
                self.world.do("drive", device=self._by_kind[action.kind], **given)
        store = StoreConfig(path=self._folder / "home.db")
        own = Eui64(self._in_store("SELECT value FROM preferences WHERE name = 'own_device'")[0][0])
        key = read_key(store.receipt_key, own)
        assert key is not None
        KioskKeys(self._folder / "keys" / KIOSKS).register(own, key.public)

    def _let_in(self, device: Seen, is_ready: Callable[[Seen], bool]) -> None:
        """As a person does: once more if the network was still closed for the device before."""
        for _ in range(JOINS):
            self.kiosk.tell(permit=device["device"], code=device["install_code"])
            time.sleep(1)
            self.world.do("join", device=device["device"], seconds=_JOIN_S)
            with suppress(AssertionError):
                self.kiosk.until(is_ready, since=len(self.kiosk.said) - 1, seconds=_JOIN_S)
                return
        raise AssertionError(f"{device['device']} does not join")

    def announce(self) -> None:
        """The utility announces the event, as long before it as in the scenario."""
        start = (self.time.now + (self.event.start - self._told.at)).replace(second=0, microsecond=0)
        event = self.event = replace(self.event, start=start)
        self.end = start + timedelta(minutes=event.minutes)
        self.latest = self.end + timedelta(seconds=END_S * self._speed)
        order = {"program": "critical-peak", "to": [METER], "event": event.issuer_event_id, "price": str(event.price)}
        self.ask(MS_SOCKET, "schedule", **order, start=event.start.isoformat(), duration_minutes=event.minutes)

    def until(self, is_it: Callable[[], bool], what: str) -> None:
        """Wait until it is so. Raises AssertionError."""
        end_s = time.monotonic() + PATIENCE_S
        while not is_it():
            assert time.monotonic() < end_s, what
            time.sleep(0.5)

    # What is there

    def ask(self, socket: str, verb: str, **values: Any) -> Any:
        """The answer of a system of the utility. Raises RequestRefused."""
        return request(self._folder / "utility" / socket, verb, values)

    def cooling_centi_c(self) -> int:
        """Where the thermostat itself stands."""
        return int(
            self.world.do("drive", device=self._thermostat, command="set_points", arguments={})["cooling_centi_c"]
        )

    def receipts(self) -> list[tuple[str, str]]:
        """What the records hold, (kind of device, status)."""
        found = self.ask(RECORDS_SOCKET, "receipts", event=self.event.issuer_event_id)
        kinds = {device: kind for kind, device in self._by_kind.items()}
        return sorted((kinds.get(str(each["device"]), "kiosk"), str(each["status"])) for each in found)

    def standing(self) -> str | None:
        """Where the customer stands, by the records."""
        found = self.ask(RECORDS_SOCKET, "standing", event=self.event.issuer_event_id, meter=METER)
        rows = found if isinstance(found, list) else [found] if found else []
        return str(rows[0]["state"]) if rows else None

    def owed_by_kiosk(self) -> int:
        """Receipts that the meter has not logged."""
        return int(self._in_store("SELECT count(*) FROM receipts WHERE logged IS NULL")[0][0])

    def entries(self, *, is_final: bool = False) -> list[Entry]:
        """All journals; the kiosk's own only when it is over, and it ends for that."""
        lines = self.ask(MS_SOCKET, "journal")
        for system in ("MDMS", "CSS"):
            lines += self.ask(RECORDS_SOCKET, "records-journal", system=system)
        for device in self._by_kind.values():
            lines += self.world.do("drive", device=device, command="journal", arguments={})
        found = [entry_of(line) for line in lines]
        if is_final:
            self._kiosk_stack.close()
            store = Store(self._folder / "home.db", ZONE)
            found += select(store.database, Entry, "ORDER BY rowid")
            store.close()
        return found

    def _in_store(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self._folder / 'home.db'}?mode=ro", uri=True)) as database:
            return database.execute(sql).fetchall()


def _end(owner: World | Kiosk) -> None:
    owner.process.kill()
    owner.process.wait(10)
