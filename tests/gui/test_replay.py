"""A bug report that replays: what was done at a demonstration is done again by the command line, and compared."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hemsapp.cli.exits import Exit
from tests.gui.test_connecting import PATIENCE_S, Door, connected, free_port

SCENARIO = """date 2026-07-14
begins 16:55
house base 400 W, 74 F, outside 97 F

16:56 utility critical peak price #7 from 17:00 for 15 min at 0.62
"""
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


@contextmanager
def demonstration(*options: str) -> Iterator[Door]:
    """`hemsapp demo` without a screen as long as the block; it ends well."""
    port = free_port()
    command = [sys.executable, "-m", "hemsapp", "demo", *options, "--automation", str(port)]
    with subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.PIPE) as process:
        try:
            with connected(port, process) as near, near.makefile("rw", encoding="utf-8") as lines:
                yield Door(lines)
        finally:
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, b"Traceback" in errors) == (0, False), errors.decode()


def replay(path: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "hemsapp", "replay", str(path)]
    done = subprocess.run(
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, timeout=PATIENCE_S * 2, check=False, text=True
    )
    return done.returncode, done.stdout


def test_a_recorded_session_shows_the_same_again_and_a_changed_one_says_where(tmp_path: Path) -> None:
    scenario, path = tmp_path / "day.txt", tmp_path / "session.jsonl"
    scenario.write_text(SCENARIO, encoding="utf-8")
    with demonstration("--scenario", str(scenario), "--record", str(path)) as door:
        door.wait(snapshot="power.freshness", **{"is": "live"})
        door.ask(do="clock", advance_s=360)
        door.ask(do="wake")
        door.tap("home.step_out", "home.override.primary")
        door.wait(snapshot="events.undo", is_not=None)
        door.tap("rail.bill")
        wait_for_check(path)
        kept = door.ask(do="record", path=str(tmp_path / "kept.jsonl"))
        assert kept["lines"] == len(path.read_text(encoding="utf-8").splitlines())
    code, said = replay(path)
    assert (code, "all is as recorded." in said) == (Exit.OK, True), said
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace('"screen": "bill"', '"screen": "prices"'), encoding="utf-8")
    code, said = replay(path)
    assert code == Exit.REPLAY
    assert "the page is bill, not prices" in said


def wait_for_check(path: Path) -> None:
    for _ in range(PATIENCE_S * 10):
        if '"screen": "bill"' in path.read_text(encoding="utf-8"):
            return
        time.sleep(0.1)
    raise AssertionError("no check point was written")
