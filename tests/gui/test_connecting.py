"""The kiosk that a person buys: its first question, the meter's label, and live numbers off the air."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from hemsapp.cli.simulator import simulator

PATIENCE_S = 60


class Door:
    """The door for programs of a kiosk process."""

    def __init__(self, lines: TextIO) -> None:
        self._lines = lines

    def ask(self, **request: object) -> dict[str, Any]:
        self._lines.write(json.dumps(request) + "\n")
        self._lines.flush()
        answer = json.loads(self._lines.readline())
        assert "error" not in answer, (request, answer)
        assert isinstance(answer, dict)
        return answer

    def tap(self, *names: str) -> None:
        for name in names:
            self.ask(do="tap", name=name)

    def wait(self, **condition: object) -> None:
        self.ask(do="wait", seconds=PATIENCE_S, **condition)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def kiosk(config: Path) -> Iterator[Door]:
    """`hemsapp kiosk` without a screen, as long as the block; it ends well."""
    port = free_port()
    command = [sys.executable, "-m", "hemsapp", "kiosk", "--config", str(config), "--automation", str(port)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        try:
            with connected(port, process) as near, near.makefile("rw", encoding="utf-8") as lines:
                yield Door(lines)
        finally:
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, b"Traceback" in errors) == (0, False), errors.decode()


def connected(port: int, process: "subprocess.Popen[bytes]") -> socket.socket:
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        except ConnectionRefusedError:
            assert process.poll() is None, "the kiosk ended"
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue


def test_a_person_connects_the_first_meter_and_sees_its_numbers(tmp_path: Path) -> None:
    """X-SECURITY: the log does not hold the label's code."""
    config = tmp_path / "hemsapp.toml"
    with simulator(tmp_path, speed=1, seed=1, start=None) as world:
        config.write_text(
            f'[radio]\nport = "{world.port}"\nchannel = 15\n[store]\npath = "{tmp_path}/home.db"\n'
            f'[log]\npath = "{tmp_path}/hemsapp.log"\n[display]\nfullscreen = false\n'
        )
        meter, *_ = asyncio.run(world.devices())
        code = meter.install_code.hex().upper()
        with kiosk(config) as door:
            door.wait(screen="welcome")
            door.tap("welcome.home", "connect.air.primary")
            door.tap(*(f"connect.keys.{digit}" for digit in meter.device.replace(":", "").upper()))
            door.tap("connect.keys.accept", *(f"connect.keys.{digit}" for digit in code))
            door.wait(snapshot="link.radio", **{"is": "ready"})
            door.tap("connect.keys.accept")
            door.wait(snapshot="join.state", **{"is": "waiting"})
            asyncio.run(world.ask("join", device=meter.device))
            door.wait(name="connect.card", contains="Your meter is connected.")
            door.tap("connect.card.primary")
            door.wait(screen="home")
            door.wait(snapshot="power.freshness", **{"is": "live"})
            door.wait(snapshot="join", **{"is": None})
    assert code.lower() not in (tmp_path / "hemsapp.log").read_text(encoding="utf-8").lower()
