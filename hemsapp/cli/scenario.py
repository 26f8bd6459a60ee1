"""`hemsapp scenario`: play what can happen to an event on the whole loop, and report every step from the journals."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from hemsapp.cli.exits import Exit, Refused
from hemsapp.play import diagram, report
from hemsapp.play.player import Player
from hemsapp.play.run import Run
from hemsapp.play.steps import SCENARIOS
from hemsapp.play.texts import Scenario, Unreadable, is_at_website, read
from resources import scenarios


def run(wish: argparse.Namespace) -> int:
    """List the scenarios that ship, or play one. Raises Refused."""
    if wish.action == "list":
        for name in scenarios.names():
            sys.stdout.write(f"{name:<20}{scenarios.read(name).splitlines()[0].removeprefix('# ')}\n")
        return Exit.OK
    try:
        name, _, scenario = read(wish.scenario)
    except Unreadable as error:
        raise Refused(Exit.USAGE, str(error)) from error
    if wish.trace is not None and wish.trace.suffix not in {".svg", ".jsonl"}:
        raise Refused(Exit.USAGE, f"{wish.trace}: a trace is a diagram (.svg) or a journal (.jsonl).")
    with tempfile.TemporaryDirectory(prefix="hemsapp-scenario-") as folder:
        played = _play(scenario, Path(folder), is_on_wire=wish.wire, speed=wish.speed)
    steps = _report(name, scenario, played)
    if wish.trace is not None:
        _trace(wish.trace, name, scenario, played)
    is_all_seen = all(each.is_seen for each in steps)
    return Exit.OK if is_all_seen and not played.complaints else Exit.SCENARIO


def _play(scenario: Scenario, folder: Path, *, is_on_wire: bool, speed: float) -> Run:
    if not is_on_wire and not is_at_website(scenario):
        return Player(scenario, folder, is_strict=False).play()
    from hemsapp.play.wire import play  # noqa: PLC0415 - the Zigbee stack is loaded only for the wire

    return play(scenario, folder, speed)


def _report(name: str, scenario: Scenario, played: Run) -> tuple[report.Seen, ...]:
    """Print what happened; the steps of UC96 if the scenario is one of its own."""
    steps: tuple[report.Seen, ...] = ()
    if name in SCENARIOS and played.windows:
        window = played.windows[0]
        steps = report.seen(SCENARIOS[name], played.entries, window)
        sys.stdout.write(report.text(steps, scenario.zone, f"{name}: event #{window.issuer_event_id}") + "\n")
        for times in report.attempts(played.entries, window):
            sys.stdout.write(f"All attempts, as the records have them: {times}\n")
    for complaint in played.complaints:
        sys.stdout.write(f"not as written: {complaint}\n")
    if not played.complaints:
        sys.stdout.write(f"{name}: {played.checks} lines looked, and all was as written.\n")
    return steps


def _trace(path: Path, name: str, scenario: Scenario, played: Run) -> None:
    if path.suffix == ".svg":
        path.write_text(diagram.svg(played.entries, scenario.zone, f"{name}, as it ran"), encoding="utf-8")
        return
    with path.open("w", encoding="utf-8") as lines:
        for entry in sorted(played.entries, key=lambda each: each.at):
            line: dict[str, object] = {"at": entry.at.isoformat(), "system": entry.system.value}
            line |= {"noted": entry.noted.value, "issuer_event_id": entry.issuer_event_id}
            line |= {"who": entry.who, "detail": entry.detail}
            lines.write(json.dumps(line) + "\n")
