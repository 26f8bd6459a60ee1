"""Mosquitto with the limits that we ship, without TLS: the broker of a large measurement."""

import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.utility.broker import START_S, BrokerFailed, free_port, is_listening
from tests.architecture.tree import ROOT

_TLS = ("listener", "cafile", "certfile", "keyfile", "tls_version", "require_certificate", "use_identity", "acl_file")


class Mosquitto:
    """A context manager: its process, on a port of its own."""

    def __init__(self) -> None:
        self._port = free_port()
        self._stack = ExitStack()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"mqtt://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        shipped = (ROOT / "packaging" / "mosquitto" / "hems.conf").read_text(encoding="utf-8").splitlines()
        kept = [line for line in shipped if not line.startswith((*_TLS, "allow_anonymous", "#"))]
        lines = [f"listener {self._port} 127.0.0.1", "allow_anonymous true", *kept]
        (folder / "hems.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = ["mosquitto", "-c", str(folder / "hems.conf")]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)
        deadline_s = time.monotonic() + START_S
        while not is_listening(self._port):
            if time.monotonic() > deadline_s:
                raise BrokerFailed(f"Mosquitto does not listen on {self._port}.")
            time.sleep(0.05)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stack.close()
