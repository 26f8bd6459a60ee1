"""The simulated world as a child process, for tests and benchmarks that want all of it."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hemsapp.cli.simulator import Simulator

QUIET = (
    ("appliance", {"name": "all", "switch": "off"}),
    ("air_conditioner", {"watts": 0}),
    ("solar", {"peak_watts": 0}),
    ("base_load", {"watts": 400}),
)


@dataclass(frozen=True, slots=True)
class World(Simulator):
    """A simulator with a blocking face; `meter` is the first device."""

    def do(self, verb: str, **arguments: object) -> Any:
        """The result of one verb. Raises ValueError with the simulator's sentence."""
        with socket.create_connection(self.control, timeout=30) as connection, connection.makefile("rw") as lines:
            lines.write(json.dumps({"do": verb, **arguments}) + "\n")
            lines.flush()
            answer = json.loads(lines.readline())
        if not answer["ok"]:
            raise ValueError(answer["error"])
        return answer["result"]

    @property
    def meter(self) -> str:
        """The EUI64 of the first device."""
        return str(self.do("list")[0]["device"])

    def drive(self, command: str, **arguments: object) -> Any:
        """Tell the meter, or the house through it, something."""
        return self.do("drive", device=self.meter, command=command, arguments=arguments)

    def quieten(self) -> None:
        """Leave the house with its base load of 400 W alone."""
        for command, arguments in QUIET:
            self.drive(command, **arguments)


@contextmanager
def world(
    folder: Path,
    *,
    version: int = 14,
    seed: int = 1,
    speed: float = 1.0,
    start: datetime | None = None,
    devices: Sequence[str] = ("meter",),
    listen: str = "127.0.0.1:0",
    extra: Sequence[str] = (),
) -> Iterator[World]:
    """Run `python -m devices.sim` as long as the block; its state and its complaints stay in `folder`."""
    command = [sys.executable, "-m", "devices.sim", "--with-parent", "--state", str(folder / "simulator")]
    command += ["--version", str(version), "--seed", str(seed), "--speed", str(speed), "--listen", listen]
    command += ["--devices", ",".join(devices), *extra]
    if start is not None:
        command += ["--start", start.isoformat()]
    with (
        (folder / "simulator.log").open("a", encoding="utf-8") as errors,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            hello = json.loads(process.stdout.readline())
            host, _, port = hello["control"].rpartition(":")
            utc = datetime.fromisoformat(hello["utc"]).astimezone(UTC)
            yield World(process, f"socket://{hello['ezsp']}", (host, int(port)), utc, float(hello["speed"]))
        finally:
            process.terminate()
            process.wait(20)
