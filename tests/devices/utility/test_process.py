"""The utility's processes on a true broker, asked from the command line."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devices.utility import __main__ as command_line
from devices.utility.broker import BrokerProcess
from devices.utility.control import request
from devices.utility.enrolment import make_keys
from devices.utility.process import KIOSKS, MS_SOCKET, RECORDS_SOCKET, Clock, key_file
from devices.utility.signatures import KioskKeys
from devices.wan.keys import Keys
from devices.wan.receipts import ReceiptKey
from tests.devices.utility.world import KIOSK, START

PATIENCE_S = 90.0
SINCE_S = time.time()


class Process:
    """`python -m devices.utility` until `end`; it has said where it is."""

    def __init__(self, verb: str, folder: Path, broker: str) -> None:
        self.state = folder / "state"
        arguments = ("--state", str(self.state), "--keys", str(folder / "keys"), "--broker", broker)
        clock = ("--speed", "60", "--start", START.isoformat(), "--since", str(SINCE_S), "--with-parent")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "devices.utility", verb, *arguments, *clock],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self.hello = json.loads(self._process.stdout.readline())

    def ask(self, socket: str, verb: str, **given: Any) -> Any:
        return request(self.state / socket, verb, given)

    def end(self, how: int = signal.SIGTERM) -> int:
        self._process.send_signal(how)
        code = self._process.wait(timeout=PATIENCE_S)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        return code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_keys(tmp_path / "keys", ["meter-1"])
    return tmp_path


@pytest.fixture
def broker() -> Iterator[str]:
    with BrokerProcess() as process:
        yield process.url


def until(question: Any) -> Any:
    """The first true answer."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not (answer := question()):
        assert time.monotonic() < deadline_s, "it did not come to pass"
        time.sleep(0.1)
    return answer


def test_a_failed_delivery_reaches_customer_service_through_three_processes_and_a_kill(
    folder: Path, broker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """UC96.2.1 to UC96.2.6, with the head end killed between two attempts."""
    records = Process("records", folder, broker)
    ms = Process("ms", folder, broker)
    assert ms.ask(MS_SOCKET, "meters")[0]["meter"] == "meter-1"
    order = {"program": "emergency", "to": ["all"], "duration_minutes": 600}
    event = ms.ask(MS_SOCKET, "schedule", **order)["issuer_event_id"]
    until(lambda: ms.ask(MS_SOCKET, "attempts", event=event)[0]["attempts"])
    ms.end(signal.SIGKILL)
    ms = Process("ms", folder, broker)
    try:
        (row,) = until(lambda: records.ask(RECORDS_SOCKET, "standing", event=event))
        assert (row["meter"], row["state"]) == ("meter-1", "failed")
        (failure,) = records.ask(RECORDS_SOCKET, "failures", event=event)
        assert len(failure["attempts"]) == 4
        assert records.ask(RECORDS_SOCKET, "not-notified", event=event) == ["meter-1"]
    finally:
        assert ms.end() == 0
        assert records.end() == 0
    assert command_line.main(["audit", "verify", "--state", str(ms.state)]) == 0
    told = {line.partition(":")[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "mdms was told of" in told["ms"], "a kill between two transactions breaks no log"
    assert "ms was told of" in told["mdms"]
    assert "mdms was told of" in told["css"]


def test_the_command_line_orders_and_tells_in_words(
    folder: Path, broker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """X-MULTI-CLIENT."""
    ms = Process("ms", folder, broker)
    try:
        ctl = ["ctl", "--state", str(ms.state)]
        order = ["--program", "critical-peak", "--to", "all", "--start", "17:00", "--duration-minutes", "60"]
        assert command_line.main([*ctl, "schedule", *order]) == 1
        assert "needs its price" in capsys.readouterr().err
        assert command_line.main([*ctl, "schedule", *order, "--price", "0.62"]) == 0
        assert "meters: meter-1" in capsys.readouterr().out
        assert command_line.main([*ctl, "list"]) == 0
        assert "critical peak" in capsys.readouterr().out
        assert command_line.main([*ctl, "standing"]) == 1
        assert "nothing runs at" in capsys.readouterr().err
    finally:
        assert ms.end() == 0


def test_a_process_ends_when_its_parent_does(folder: Path, broker: str) -> None:
    ms = Process("ms", folder, broker)
    assert ms._process.stdin is not None
    ms._process.stdin.close()
    assert ms._process.wait(timeout=PATIENCE_S) == 0
    assert ms._process.stdout is not None
    ms._process.stdout.close()
    assert not (ms.state / MS_SOCKET).exists()


def test_what_cannot_run_says_so_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--state", str(tmp_path / "state"), "--keys", str(tmp_path / "none")]
    assert command_line.main(["ms", *where, "--broker", "mqtt://127.0.0.1:1"]) == 1
    assert "make it with python -m devices.utility keys" in capsys.readouterr().err
    make_keys(tmp_path / "none", [])
    assert command_line.main(["ms", *where, "--broker", "http://127.0.0.1"]) == 1
    assert "A broker is named mqtt://" in capsys.readouterr().err


def test_keys_are_made_once_and_a_meter_knows_the_head_end_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """C1FR44."""
    keys = tmp_path / "keys"
    make_keys(keys, ["meter-1"])
    before = Keys.load(key_file(keys, "MS")).identity
    public = ReceiptKey.generate(KIOSK).public
    more = ["--meter", "meter-2", "--kiosk", KIOSK, public.hex()]
    assert command_line.main(["keys", "--keys", str(keys), *more]) == 0
    assert KIOSK in capsys.readouterr().out
    assert KioskKeys(keys / KIOSKS).public(KIOSK) == public
    assert command_line.main(["keys", "--keys", str(keys), "--kiosk", KIOSK, "0011"]) == 1
    assert Keys.load(key_file(keys, "MS")).identity == before
    assert set(Keys.load(key_file(keys, "MS")).peers) == {"MDMS", "CSS", "meter-1", "meter-2"}
    assert set(Keys.load(key_file(keys, "meter-2")).peers) == {"MS"}
    assert key_file(keys, "meter-2").stat().st_mode & 0o777 == 0o600


def test_a_clock_runs_as_fast_as_it_is_told() -> None:
    clock = Clock(START, 1000.0)
    time.sleep(0.01)
    assert timedelta(seconds=10) <= clock.now() - START < timedelta(minutes=5)
    agreed = [Clock(START, 1000.0, time.time() - 60).now() for _ in range(2)]
    assert all(timedelta(seconds=60_000) <= one - START < timedelta(seconds=70_000) for one in agreed)
    assert (clock.least_wait_s, Clock().least_wait_s) == (3000.0, 0.0)
    with pytest.raises(ValueError, match="a speed is above 0"):
        Clock(START, 0)
