"""A virtual screen, and on it a demonstration whose clock stands still until a test lets time pass."""

import os
import shlex
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest
from door import PATIENCE_S, Door

COMMAND = shlex.split(os.environ.get("HEMSAPP", "hemsapp"))


@pytest.fixture(scope="session")
def screen() -> Iterator[dict[str, str]]:
    """The environment of a screen: Xvfb where it is installed, else Qt's own picture."""
    if shutil.which("Xvfb") is None:
        yield {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        return
    near, far = os.pipe()
    command = ["Xvfb", "-displayfd", str(far), "-screen", "0", "1024x600x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[far], stderr=subprocess.DEVNULL) as server:
        os.close(far)
        with os.fdopen(near) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        server.terminate()


@pytest.fixture(scope="module")
def door(screen: dict[str, str]) -> Iterator[Door]:
    """The door of a display on a critical peak day, 3:30 PM; it ends well when its tests have ended."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["demo", "--scenario", "critical-peak-day", "--automation", str(port)]
    with subprocess.Popen([*COMMAND, *options], env=screen) as process:
        try:
            door = Door(port, process)
            door.wait(snapshot="power.freshness", is_="live")
            door.ask("clock", pause=True)
            yield door
            door.close()
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(PATIENCE_S)
    assert code == 0
