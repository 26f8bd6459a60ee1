"""A real window on a virtual screen, touched by xdotool and watched through the door."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb and xdotool are not installed"
    ),
]


class Kiosk:
    """The process, its screen and its door."""

    def __init__(self, display: str, port: int) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.gui.kiosk_process", str(port)],
            cwd=ROOT,
            env=self.environment,
            stderr=subprocess.PIPE,
        )
        self._socket = _connected(port, self.process)
        self._file = self._socket.makefile("rw", encoding="utf-8")

    def ask(self, **request: object) -> dict[str, Any]:
        self._file.write(json.dumps(request) + "\n")
        self._file.flush()
        answer = json.loads(self._file.readline())
        assert isinstance(answer, dict)
        return answer

    def wait(self, **condition: object) -> None:
        answer = self.ask(do="wait", seconds=20, **condition)
        assert answer.get("met") is True, answer

    def touch(self, *steps: str) -> None:
        subprocess.run(["xdotool", *steps], env=self.environment, check=True, timeout=20)

    def end(self) -> int:
        self._file.close()
        self._socket.close()
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=20)
        assert b"Traceback" not in errors, errors.decode()
        return self.process.returncode


def _connected(port: int, process: subprocess.Popen[bytes]) -> socket.socket:
    for _ in range(400):
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=25)
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("the door did not open")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def display() -> Iterator[str]:
    near, far = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(far), "-screen", "0", "1024x600x24", "-nolisten", "tcp"],
        pass_fds=[far],
        stderr=subprocess.DEVNULL,
    )
    os.close(far)
    with os.fdopen(near) as told:
        number = told.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    screen.terminate()
    screen.wait(timeout=20)


def test_a_finger_on_a_real_window_taps_swipes_and_starts_a_new_bill(display: str, tmp_path: Path) -> None:
    """C1FR32a, C1FR32g, C1FR33, C1FR35"""
    kiosk = Kiosk(display, _free_port())
    kiosk.wait(name="home.cost_now", contains="$0.42/h")
    assert kiosk.ask(do="text", name="header.link")["text"] in {"Meter 0 s ago", "Meter 1 s ago"}
    kiosk.touch("mousemove", "44", "557", "click", "1")
    kiosk.wait(screen="bill")
    kiosk.touch("mousemove", "400", "300", "mousedown", "1")
    for x in (460, 520, 600, 660):
        kiosk.touch("mousemove", str(x), "302")
    kiosk.touch("mouseup", "1")
    kiosk.wait(screen="home")
    kiosk.ask(do="tap", name="home.bill")
    kiosk.ask(do="tap", name="bill.new_bill")
    assert kiosk.ask(do="tap", name="bill.sheet.day.less").get("error") is None
    kiosk.ask(do="tap", name="bill.sheet.primary")
    kiosk.wait(snapshot="bill.start", is_not="2026-06-24")
    picture = tmp_path / "bill.png"
    assert kiosk.ask(do="screenshot", path=str(picture))["path"] == str(picture)
    assert picture.stat().st_size > 10_000
    assert kiosk.end() == 0
