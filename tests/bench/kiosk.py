"""The whole kiosk on a simulated dongle: how fast it starts, follows the house, and how little it takes."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from devices.radio.application import SE_ENDPOINT
from tests.bench.figure import Figure, percentile
from tests.world import World, world

STEPS = 100
IDLE_S = 60
FLOOD_S = 60
FLOOD_DEVICES = 50
TEMPERATURE = 0x0201


@dataclass(slots=True)
class Watched:
    """The probe process, and everything that it said so far."""

    process: subprocess.Popen[str]
    said: list[dict[str, Any]] = field(default_factory=list)

    def listen(self) -> None:
        """Take its lines until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(json.loads(line))

    def until(self, is_it: Callable[[dict[str, Any]], bool], *, since: int = 0, seconds: float = 60) -> dict[str, Any]:
        """The first event for which `is_it` holds. Raises TimeoutError."""
        end_s = time.monotonic() + seconds
        seen = since
        while time.monotonic() < end_s:
            while seen < len(self.said):
                if is_it(self.said[seen]):
                    return self.said[seen]
                seen += 1
            time.sleep(0.005)
        raise TimeoutError(f"the kiosk did not get there; it said last {self.said[-1:]}")


@contextmanager
def probe(folder: Path, the_world: World) -> Iterator[Watched]:
    """Run the kiosk with a watch in its hand as long as the block."""
    (folder / "port").write_text(the_world.port)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.bench.probe", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        watched = Watched(process)
        reader = threading.Thread(target=watched.listen, name="reader")
        reader.start()
        try:
            yield watched
        finally:
            process.terminate()
            process.wait(30)
            reader.join(5)


def let_in(folder: Path, the_world: World, watched: Watched, devices: list[dict[str, Any]]) -> None:
    """Let devices join one after the other with the codes on their labels."""
    for ready, device in enumerate(devices, 1):
        (folder / "labels.new").write_text(f"{device['device']},{device['install_code']}")
        (folder / "labels.new").replace(folder / "labels")
        end_s = time.monotonic() + 60
        while (folder / "labels").exists():
            assert time.monotonic() < end_s, "the network was not formed within a minute"
            time.sleep(0.05)
        time.sleep(0.2)
        the_world.do("join", device=device["device"], seconds=60)
        watched.until(partial(has_ready, ready))


def has_ready(devices: int, said: dict[str, Any]) -> bool:
    """Whether so many devices were painted as ready."""
    return bool(said["event"] == "painted" and said["ready"] >= devices)


def shows(watts: int, said: dict[str, Any]) -> bool:
    """Whether that demand was painted; the house flickers by a few percent."""
    return is_live(said) and abs(said["demand_w"] - watts) < 50


def is_live(said: dict[str, Any]) -> bool:
    """Whether a live demand was painted."""
    return said["event"] == "painted" and said["demand_w"] is not None


def started(watched: Watched) -> tuple[float, float]:
    """Seconds from the process's start to the first frame and to the first live reading."""
    frame = watched.until(lambda said: said["event"] == "framed")
    begin_s = watched.until(lambda said: said["event"] == "started")["started_s"]
    live = watched.until(is_live)
    return frame["at_s"] - begin_s, live["at_s"] - begin_s


def follows(the_world: World, watched: Watched) -> tuple[list[float], list[float]]:
    """Seconds from a change of 0.1 kW in the house to its pixels, and milliseconds from a frame to its pixels."""
    end_to_end = []
    first = len(watched.said)
    for step in range(STEPS):
        since = len(watched.said)
        watts = 500 if step % 2 == 0 else 400
        time.sleep(0.37 * (step % 5))
        changed_s = time.monotonic()
        the_world.drive("base_load", watts=watts)
        seen = watched.until(partial(shows, watts), since=since)
        end_to_end.append(seen["at_s"] - changed_s)
    fresh: dict[float, float] = {}
    for said in watched.said[first:]:
        if said["event"] == "painted" and said["frame_s"] is not None:
            fresh.setdefault(said["heard_s"], 1000 * (said["at_s"] - said["frame_s"]))
    return end_to_end, list(fresh.values())


def idle(watched: Watched) -> tuple[float, float]:
    """Percent of one core, and megabytes resident, of the kiosk on live readings."""
    process = psutil.Process(watched.process.pid)
    before = process.cpu_times()
    time.sleep(IDLE_S)
    after = process.cpu_times()
    used_s = after.user + after.system - before.user - before.system
    return 100 * used_s / IDLE_S, process.memory_info().rss / 1e6


def kiosk() -> list[Figure]:
    """Start-up, reaction, idle cost."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        with world(folder, devices=("meter",)) as the_world:
            the_world.quieten()
            with probe(folder, the_world) as watched:
                let_in(folder, the_world, watched, the_world.do("list"))
            starts = []
            for _ in range(5):
                with probe(folder, the_world) as watched:
                    starts.append(started(watched))
            with probe(folder, the_world) as watched:
                started(watched)
                percent, megabytes = idle(watched)
                end_to_end, ours = follows(the_world, watched)
    frame_s, live_s = (statistics.median(each) for each in zip(*starts, strict=True))
    return [
        Figure("start to the window's first frame", frame_s, "s", 1.5, "median of 5, offscreen, 1024x600"),
        Figure("start to the first live reading, formed network", live_s, "s", 3.0, "median of 5"),
        Figure(
            "0.1 kW in the house to pixels, p99", percentile(end_to_end, 0.99), "s", 2.0, f"{STEPS} steps (C1NFR12.1)"
        ),
        Figure("frame received to pixels, p99", percentile(ours, 0.99), "ms", 100, f"{len(ours)} readings"),
        Figure("idle on live readings", percent, "%", 5, f"of one core, over {IDLE_S} s"),
        Figure("resident", megabytes, "MB", 220, "the kiosk's process"),
    ]


def flood() -> list[Figure]:
    """Fifty devices, a report a second each: what was lost, and whether the screen kept up."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        kinds = ("meter", *("thermostat",) * (FLOOD_DEVICES - 1))
        with world(folder, devices=kinds) as the_world, probe(folder, the_world) as watched:
            the_world.quieten()
            devices = the_world.do("list")
            let_in(folder, the_world, watched, devices)
            (folder / "count").touch()
            time.sleep(2)
            before = counted(watched)
            sent = 0
            end_s = time.monotonic() + FLOOD_S
            since = len(watched.said)
            while time.monotonic() < end_s:
                second_s = time.monotonic() + 1
                for device in devices[1:]:
                    report(the_world, device["device"], sent)
                    sent += 1
                time.sleep(max(0.0, second_s - time.monotonic()))
            time.sleep(2)
            lost = sent - (counted(watched) - before)
            painted = [said for said in watched.said[since:] if is_live(said) and said["frame_s"] is not None]
    first = {said["heard_s"]: 1000 * (said["at_s"] - said["heard_s"]) for said in reversed(painted)}
    return [
        Figure("reports lost of 50 devices, one a second, a minute", max(0, lost), "", 0, f"{sent} reports sent"),
        Figure(
            "meter frame to pixels meanwhile, p99",
            percentile(list(first.values()), 0.99),
            "ms",
            100,
            f"{len(first)} readings",
        ),
    ]


def counted(watched: Watched) -> int:
    """How many temperatures the engine was given so far."""
    last = next(said for said in reversed(watched.said) if said.get("heard"))
    return sum(count for name, count in last["heard"].items() if name.startswith("TemperatureRead"))


def report(the_world: World, device: str, number: int) -> None:
    """Have a thermostat report its local temperature, a new one and under a new sequence number each time."""
    value = (2000 + number % 997).to_bytes(2, "little")
    payload = bytes([0x18, number % 256, 0x0A, 0x00, 0x00, 0x29]) + value
    where = {"cluster_id": TEMPERATURE, "destination_endpoint": SE_ENDPOINT}
    the_world.do("transmit", device=device, payload=payload.hex(), **where)
