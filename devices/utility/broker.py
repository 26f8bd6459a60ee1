"""The broker that needs nothing installed: amqtt as a child process on 127.0.0.1, which ends with its parent.

Run as `python -m devices.utility.broker --port 1883`. It believes any name: for this machine alone.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from types import TracebackType
from typing import IO, Self

from amqtt.broker import Broker
from amqtt.contexts import BrokerConfig, ListenerConfig

HOST = "127.0.0.1"
START_S = 20.0
_PARENT_CHECK_S = 0.5


class BrokerFailed(Exception):
    """The broker did not start; the text says what it said last."""


class BrokerProcess:
    """A broker as a child process; a context manager. The same `port` may be started again after `kill`."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None

    @property
    def url(self) -> str:
        """What `MqttBus` takes."""
        return f"mqtt://{HOST}:{self.port}"

    def start(self) -> None:
        """Start it and wait until it listens. Raises BrokerFailed."""
        if is_listening(self.port):
            raise BrokerFailed(f"Something else listens on port {self.port}.")
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the child
        arguments = (
            sys.executable,
            "-m",
            "devices.utility.broker",
            "--port",
            str(self.port),
            "--parent",
            str(os.getpid()),
        )
        self._process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stderr=self._said)  # noqa: S603 - ours
        deadline_s = time.monotonic() + START_S
        while not is_listening(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline_s:
                raise BrokerFailed(self._last_words())
            time.sleep(0.05)

    def _last_words(self) -> str:
        assert self._said is not None
        self._said.seek(0)
        said = self._said.read().decode(errors="replace")[-500:]
        self.kill()
        return f"The broker did not start on port {self.port}: {said}"

    def kill(self) -> None:
        """End it at once, as a crash does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        if self._said:
            self._said.close()
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def is_listening(port: int) -> bool:
    """Does anybody listen there on this machine?"""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0


async def serve(port: int, parent: int | None) -> None:
    """Be a broker until told to end, or until the parent is gone."""
    config = BrokerConfig(
        listeners={"default": ListenerConfig(bind=f"{HOST}:{port}", max_connections=1000)},
        plugins={"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": False}},
    )
    broker = Broker(config)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await broker.start()
    while not ended.is_set() and (parent is None or os.getppid() == parent):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), _PARENT_CHECK_S)
    await broker.shutdown()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m devices.utility.broker", description=__doc__)
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument("--parent", type=int, help="end when this process is gone")
    arguments = parser.parse_args()
    logging.basicConfig(level="ERROR")
    asyncio.run(serve(arguments.port, arguments.parent))


if __name__ == "__main__":
    main()
