"""`python -m devices.utility apart`, each of its processes killed while it works: all come back, nothing is lost."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from devices.utility.control import request
from devices.utility.enrolment import make_keys
from devices.utility.process import MS_SOCKET, RECORDS_SOCKET

PATIENCE_S = 120.0
VERBS = {"broker": "devices.utility.broker", "records": "devices.utility\0records", "ms": "devices.utility\0ms"}
VERBS |= {"web": "devices.utility\0web"}


def children(parent: int) -> dict[str, int]:
    """The processes of the utility by their name."""
    found: dict[str, int] = {}
    for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        command = Path(f"/proc/{pid}/cmdline").read_text()
        found |= {name: int(pid) for name, is_in in VERBS.items() if is_in in command}
    return found


def until(question: Callable[[], Any]) -> Any:
    """The first true answer; what cannot be asked now is asked again."""
    deadline_s = time.monotonic() + PATIENCE_S
    while True:
        try:
            if answer := question():
                return answer
        except (OSError, ValueError, httpx.TransportError):
            pass
        assert time.monotonic() < deadline_s, "it did not come to pass"
        time.sleep(0.1)


@pytest.mark.soak
def test_every_process_of_the_utility_is_killed_and_comes_back_with_all_that_it_knew(tmp_path: Path) -> None:
    """Orders before, between and after the kills stand in the head end and, once, as failed in the records."""
    keys, state = tmp_path / "keys", tmp_path / "state"
    make_keys(keys, ["meter-1"])
    command = [sys.executable, "-m", "devices.utility", "apart", "--with-parent", "--speed", "60"]
    command += ["--state", str(state), "--keys", str(keys), "--web", "127.0.0.1:0"]
    errors = (tmp_path / "said").open("w")
    with errors, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors) as parent:
        assert parent.stdout is not None
        hello = json.loads(parent.stdout.readline())
        order = {"program": "emergency", "to": ["all"], "duration_minutes": 600}
        ordered = []
        pids: set[int] = set()
        for name in VERBS:
            ordered.append(request(state / MS_SOCKET, "schedule", order)["issuer_event_id"])
            before = children(parent.pid)
            pids |= set(before.values())
            os.kill(before[name], signal.SIGKILL)
            until(lambda: children(parent.pid).get(name, before[name]) != before[name])  # noqa: B023 - asked at once
            after = until(lambda: len(now := children(parent.pid)) == len(VERBS) and now)
            assert {one for one in VERBS if before[one] != after[one]} == {name}, "the others went on"
            until(lambda: request(state / MS_SOCKET, "meters", {}))
            until(lambda: request(state / RECORDS_SOCKET, "groups", {}) is not None)
            until(lambda: httpx.get(f"{hello['web']}/sign-in").status_code == 200)
        for event in ordered:
            failures = until(lambda: request(state / RECORDS_SOCKET, "failures", {"event": event}))  # noqa: B023 - as above
            assert len(failures) == 1
        pids |= set(children(parent.pid).values())
        parent.terminate()
        assert parent.wait(60) == 0
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()], "none is left over"
    said = (tmp_path / "said").read_text()
    for who in ("The broker", "The records (MDMS and CSS)", "The head end (MS)", "The website"):
        assert f"utility: {who}: ended (signal 9)" in said
        assert f"utility: {who}: there again." in said
