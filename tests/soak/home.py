"""A home under test: the simulator and the kiosk as processes, and their accounts held against each other."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from devices.messages import IntervalChannel
from hemsapp.domain.facts import Restored
from hemsapp.store import Store
from tests.world import world

ZONE = "America/Los_Angeles"
NOON = datetime(2026, 7, 14, 19, 1, tzinfo=UTC)
LOAD_W = 18_000  # five watt-hours a second: a reading that is lost or counted twice shows
PATIENCE_S = 60.0
STAYS_S = 2.5  # longer than the meter's report period

Seen = dict[str, Any]


@dataclass(slots=True)
class Kiosk:
    """A kiosk's process and all that it showed."""

    process: subprocess.Popen[str]
    said: list[Seen] = field(default_factory=list)

    def listen(self) -> None:
        """Take its lines until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(json.loads(line))

    @property
    def last(self) -> Seen:
        """What it shows now."""
        return self.said[-1]

    def tell(self, **order: object) -> None:
        """Give it an order."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def until(self, is_it: Callable[[Seen], bool], *, since: int = 0, seconds: float = PATIENCE_S) -> Seen:
        """The first thing shown for which `is_it` holds. Raises AssertionError."""
        end_s = time.monotonic() + seconds
        index = since
        while time.monotonic() < end_s:
            while index < len(self.said):
                if is_it(self.said[index]):
                    return self.said[index]
                index += 1
            assert self.process.poll() is None, f"the kiosk ended with {self.process.returncode}"
            time.sleep(0.05)
        raise AssertionError(f"the kiosk did not get there in {seconds} s; it shows {self.said[-1:]}")


@contextmanager
def kiosk(folder: Path, port: str, control: tuple[str, int]) -> Iterator[Kiosk]:
    """A kiosk that runs as long as the block, unless it is killed in it."""
    command = [sys.executable, "-m", "tests.soak.kiosk", str(folder), port, "{}:{}".format(*control)]
    with (folder / "kiosk.err").open("a", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=Path.cwd()
        )
    with process:
        watched = Kiosk(process)
        reader = threading.Thread(target=watched.listen, name="listens to the kiosk")
        reader.start()
        try:
            yield watched
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(30)
            reader.join(10)


class Home:
    """One home with its meter joined, its history told and its accounts opened."""

    def __init__(
        self,
        folder: Path,
        *,
        start: datetime = NOON,
        speed: float = 1.0,
        load_w: int = LOAD_W,
        register: dict[str, int] | None = None,
        digits_left: int | None = None,
        devices: tuple[str, ...] = ("meter",),
    ) -> None:
        self.folder = folder
        self._register = register
        self._digits_left = digits_left
        self._devices = devices
        self.load_w = load_w
        self._start = start
        self._speed = speed
        self._stack = ExitStack()
        self._kiosks = ExitStack()
        self._base: tuple[int, int, int] = (0, 0, 0)
        self.runs = 0
        self._began_s = time.monotonic()

    def __enter__(self) -> Self:
        self.world = self._stack.enter_context(
            world(self.folder, speed=self._speed, start=self._start, devices=self._devices)
        )
        self._stack.push(self._kiosks)
        self.world.quieten()
        self.world.drive("outside", fahrenheit=74)  # no furnace either
        self.world.drive("inside", fahrenheit=74)
        self.load(0)
        if self._digits_left is not None:
            self.world.drive("scale", digits_left=self._digits_left)
        if self._register is not None:
            self.world.drive("set_register", **self._register)
        self.start_kiosk()
        self._let_meter_in()
        self._open_accounts()
        self.load(self.load_w)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    # The two processes

    def start_kiosk(self) -> None:
        """Start the kiosk (again), on the same home."""
        self._kiosks.close()
        self.runs += 1
        self.kiosk = self._kiosks.enter_context(kiosk(self.folder, self.world.port, self.world.control))

    def kill_kiosk(self) -> None:
        """SIGKILL."""
        self.kiosk.process.kill()
        self.kiosk.process.wait(10)

    def stop_kiosk(self) -> None:
        """End it as systemd would; it must end cleanly."""
        self._kiosks.close()
        assert self.kiosk.process.returncode == 0

    def kill_world(self, listen: str, seconds: float) -> None:
        """SIGKILL the simulator, and start it again on the same port: it lives on from what it kept."""
        utc = datetime.fromisoformat(self.world.do("clock")["utc"])
        self.world.process.kill()
        self.world.process.wait(10)
        time.sleep(seconds)
        again = world(self.folder, speed=self._speed, start=utc + timedelta(seconds=seconds + 1), listen=listen)
        self.world = self._stack.enter_context(again)

    def load(self, watts: int) -> None:
        """What the house draws, exactly."""
        self.world.drive("base_load", watts=0)
        self.world.drive("load", name="house", watts=watts)

    def let_in(self, device: Seen, *, code: str | None = None) -> None:
        """Let a device of the simulator's list join, with the code on its label or with another."""
        self.kiosk.tell(permit=device["device"], code=code or device["install_code"])
        time.sleep(0.5)
        self.world.do("join", device=device["device"], seconds=60)

    def _let_meter_in(self) -> None:
        self.kiosk.until(lambda seen: bool(seen["radio"] == "ready"))
        self.let_in(self.world.do("list")[0])
        self.kiosk.until(lambda seen: bool(seen["freshness"] == "live" and seen["demand_w"] == 0))

    # The accounts

    @property
    def true_wh(self) -> int:
        """What the meter really counted since it was installed."""
        return int(self.world.drive("registers")["delivered_wh"])

    def _open_accounts(self) -> None:
        """Wait until the meter told its history, then remember where truth and kiosk stand."""
        self.kiosk.until(lambda seen: bool(seen["has_history"] and seen["bill_wh"] is not None))
        self._still(lambda seen: bool(seen["not_itemised_wh"] == 0))
        last = self.kiosk.last
        self._base = (self.true_wh, last["bill_wh"], last["today_wh"])

    def _still(self, is_it: Callable[[Seen], bool], seconds: float = PATIENCE_S) -> None:
        """Wait until `is_it` holds and the totals stay as they are."""
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s:
            before = self.kiosk.last if self.kiosk.said else {}
            if before and is_it(before):
                time.sleep(STAYS_S)
                after = self.kiosk.last
                if is_it(after) and all(before[name] == after[name] for name in ("bill_wh", "today_wh")):
                    return
            time.sleep(0.05)
        raise AssertionError(f"the totals did not come to rest: {self.kiosk.said[-1:]}")

    def agrees(self, *, is_last: bool = False) -> int:
        """Switch the house off (for good if `is_last`), hold the totals against the meter; Wh since the beginning."""
        self.load(0)
        true_wh = self.true_wh
        used_wh = true_wh - self._base[0]
        right = {"bill_wh": self._base[1] + used_wh, "today_wh": self._base[2] + used_wh}
        try:
            self._still(lambda seen: all(seen[name] == right[name] for name in right))
        except AssertionError:
            told = {name: self.kiosk.last[name] for name in right}
            raise AssertionError(f"the meter says {right}, the kiosk {told}: {self.kiosk.last}") from None
        assert self.true_wh == true_wh
        self.note(f"{used_wh} Wh since the beginning, the meter and the kiosk agree")
        if not is_last:
            self.load(self.load_w)
        return used_wh

    def note(self, what: str) -> None:
        """For who reads along (`make soak ARGS=-rP`)."""
        sys.stdout.write(f"{time.monotonic() - self._began_s:5.0f} s  {what}\n")

    def rows_agree(self) -> Restored:
        """After `stop_kiosk`: what is on disk, and what the register says since, add up to what was last shown."""
        store = Store(self.folder / "home.db", ZONE)
        try:
            assert store.problem is None
            assert store.database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            restored = store.restore(self._start + timedelta(days=1))
        finally:
            store.close()
        last = self.kiosk.last
        since = datetime.fromisoformat(last["bill_start"]).replace(tzinfo=ZoneInfo(ZONE))
        rows_wh = sum(row.delivered_wh for row in restored.intervals if row.start >= since)
        gaps_wh = sum(
            gap.left_wh for gap in restored.gaps if gap.channel is IntervalChannel.DELIVERED and gap.start >= since
        )
        (anchor,) = (one for one in restored.anchors if one.channel is IntervalChannel.DELIVERED)
        shown = self.world.drive("registers")
        since_wh = (shown["delivered_shown"] - anchor.register_wh) % shown["modulus"]
        told = (
            f"on disk {rows_wh} Wh in intervals, {gaps_wh} Wh in gaps, {since_wh} Wh since; shown {last['bill_wh']} Wh"
        )
        assert rows_wh + gaps_wh + since_wh == last["bill_wh"], told
        self.note(told)
        return restored

    # The log

    def complaints(self) -> list[str]:
        """What the kiosk's log holds at ERROR or above, and what went to standard error."""
        lines = [json.loads(line) for line in (self.folder / "kiosk.log").read_text(encoding="utf-8").splitlines()]
        loud = [f"{line['level']} {line['message']}" for line in lines if line["level"] in {"ERROR", "CRITICAL"}]
        return loud + (self.folder / "kiosk.err").read_text(encoding="utf-8").splitlines()
