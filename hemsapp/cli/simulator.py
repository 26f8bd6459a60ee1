"""The simulator as a child process, and its control socket (docs/simulator.md). It ends when we do."""

import asyncio
import json
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from devices.messages import Eui64
from hemsapp.cli.exits import Exit, Refused

_START_S = 120.0  # a busy machine takes long to begin, and nothing is gained by giving up
_JOINED = "joined"


@dataclass(frozen=True, slots=True)
class SimulatedDevice:
    """A device of the neighbourhood, and the install code on its label."""

    device: Eui64
    install_code: bytes
    is_joined: bool

    def __repr__(self) -> str:
        """An install code never reaches a log (X-SECURITY)."""
        return f"SimulatedDevice({self.device!r})"


@dataclass(frozen=True, slots=True)
class Simulator:
    """A running `python -m devices.sim`: where its dongle listens, and what time it has."""

    process: subprocess.Popen[str]
    port: str
    control: tuple[str, int]
    utc: datetime
    speed: float

    async def ask(self, verb: str, **arguments: object) -> Any:
        """The result of one verb of the control socket. Raises ValueError with the simulator's sentence."""
        reader, writer = await asyncio.open_connection(*self.control, limit=1 << 20)
        try:
            writer.write(json.dumps({"do": verb, **arguments}).encode() + b"\n")
            answer = json.loads(await reader.readline())
        finally:
            writer.close()
            await writer.wait_closed()
        if not answer["ok"]:
            raise ValueError(answer["error"])
        return answer["result"]

    async def devices(self) -> list[SimulatedDevice]:
        """The neighbourhood, the meter first."""
        return [
            SimulatedDevice(Eui64(d["device"]), bytes.fromhex(d["install_code"]), d["membership"] == _JOINED)
            for d in await self.ask("list")
        ]


@contextmanager
def simulator(
    folder: Path, *, speed: float, seed: int, start: datetime | None, more: Sequence[str] = ()
) -> Iterator[Simulator]:
    """A simulator that lives as long as the block, its state and its complaints in `folder`. Raises Refused.

    `more` are further options of `python -m devices.sim`.
    """
    command = [sys.executable, "-m", "devices.sim", "--with-parent", "--state", str(folder / "simulator")]
    command += ["--speed", str(speed), "--seed", str(seed), *more]
    if start is not None:
        command += ["--start", start.isoformat()]
    complaints = folder / "simulator.log"
    with complaints.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        )
    with process:
        try:
            yield _greeted(process, complaints)
        finally:
            process.terminate()


def _greeted(process: subprocess.Popen[str], complaints: Path) -> Simulator:
    assert process.stdout is not None
    line = process.stdout.readline() if select.select([process.stdout], [], [], _START_S)[0] else ""
    if not line:
        last = complaints.read_text(encoding="utf-8").strip().splitlines()[-1:]
        raise Refused(
            Exit.SIMULATOR, f"The simulator did not start: {' '.join(last) or 'it says nothing'} ({complaints})"
        )
    hello = json.loads(line)
    host, _, port = hello["control"].rpartition(":")
    return Simulator(
        process,
        f"socket://{hello['ezsp']}",
        (host, int(port)),
        datetime.fromisoformat(hello["utc"]).astimezone(UTC),
        hello["speed"],
    )
