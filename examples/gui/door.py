"""A client for hemsapp's door for programs: one line of JSON asked, one line answered. Standard library alone."""

import json
import socket
import subprocess
import time
from typing import Any

PATIENCE_S = 60


class Refused(AssertionError):
    """The display did not do as it was asked; the sentence is its own."""


class Door:
    """The verbs of docs/automation.md, as a test likes to call them."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]") -> None:
        self._socket = _connected(port, process)
        self._lines = self._socket.makefile("rw", encoding="utf-8")

    def ask(self, do: str, **request: object) -> dict[str, Any]:
        self._lines.write(json.dumps({"do": do, **request}) + "\n")
        self._lines.flush()
        answer: dict[str, Any] = json.loads(self._lines.readline())
        if "error" in answer:
            raise Refused(f"{do} {request}: {answer['error']}")
        return answer

    def tap(self, *names: str) -> str:
        """Tap one after the other; the page that is open then."""
        return [str(self.ask("tap", name=name)["screen"]) for name in names][-1]

    def text(self, name: str) -> str:
        return str(self.ask("text", name=name)["text"])

    def screen(self) -> str:
        return str(self.ask("screen")["screen"])

    def wait(self, **condition: object) -> Any:
        """Until it is so; `is_` is written for the word `is`."""
        wish = {name.removesuffix("_") if name == "is_" else name: value for name, value in condition.items()}
        return self.ask("wait", seconds=PATIENCE_S, **wish)["seen"]

    def advance(self, minutes: float) -> None:
        """Let so much time pass at once, and wake the screen as a person does who comes back to it."""
        self.ask("clock", advance_s=minutes * 60)
        self.ask("wake")

    def snapshot(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("snapshot")["snapshot"]
        return found

    def close(self) -> None:
        self._lines.close()
        self._socket.close()


def _connected(port: int, process: "subprocess.Popen[bytes]") -> socket.socket:
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        assert process.poll() is None, "the display ended before its door opened"
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("the door did not open")
