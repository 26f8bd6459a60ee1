"""`hemsapp replay`: a recorded session is done again, and must show what it showed."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from hemsapp.cli import staged
from hemsapp.cli.exits import Exit, Refused
from hemsapp.play import texts
from hemsapp.play.stage import clock_of
from ui.recording import Recording, RecordingInvalid, read
from ui.session import Session

SECRET = "HEMSAPP_SECRET_"  # noqa: S105 - the name of a variable


def run(wish: argparse.Namespace) -> int:
    """Replay the file in a fresh demonstration; 0 if every check point is as recorded. Raises Refused."""
    try:
        recording = read(wish.recording)
        scenario = texts.said(recording.start.scenario, f"the scenario of {wish.recording}")
    except RecordingInvalid as error:
        raise Refused(Exit.USAGE, f"{wish.recording}: {error}.") from error
    except texts.Unreadable as error:
        raise Refused(Exit.USAGE, str(error)) from error
    wish.size, wish.automation, wish.screenshots = wish.size or recording.start.size, None, None
    secrets = _secrets(recording, wish.secret)
    scenario = staged.seeded(scenario, recording.start.seed)
    clock = clock_of(scenario, speed=0.0)
    session = Session(clock, recording.start, replayed=recording, secrets=secrets, speed=wish.speed)
    with tempfile.TemporaryDirectory(prefix="hemsapp-replay-") as folder:
        code = staged.show(scenario, Path(folder), session, wish)
    for note in session.outcome.notes:
        sys.stdout.write(f"note: {note}\n")
    if session.outcome.difference:
        sys.stdout.write(f"not as recorded: {session.outcome.difference}\n")
        return Exit.REPLAY
    done = sum(line["do"] != "check" for _, line in recording.lines)
    sys.stdout.write(f"{done} actions, {session.outcome.checks} check points: all is as recorded.\n")
    return code


def _secrets(recording: Recording, given: list[str]) -> tuple[str, ...]:
    """What was typed in secret, from the command line or the environment; it stands nowhere else."""
    found = []
    for number in range(1, recording.secrets + 1):
        value = given[number - 1] if number <= len(given) else os.environ.get(f"{SECRET}{number}", "")
        if not value.isascii() or not value.isalnum():
            name = next(line["name"] for _, line in recording.lines if line.get("number") == number)
            raise Refused(
                Exit.USAGE,
                f"Secret {number}, typed on {name}, is not in the recording: set {SECRET}{number} to what it was.",
            )
        found.append(value)
    return tuple(found)
