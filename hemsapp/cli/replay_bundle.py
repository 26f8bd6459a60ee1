"""`hemsapp replay-bundle`: a report's home is simulated, and must fail again as it failed."""

import argparse
import sys
import tempfile
from pathlib import Path

from hemsapp.bundle import pack
from hemsapp.bundle.faults import Fault
from hemsapp.cli.exits import Exit, Refused
from hemsapp.play.replayed import Again, replay


def run(wish: argparse.Namespace) -> int:
    """Play it, and say of each fault whether it was seen again; 0 if all were. Raises Refused."""
    try:
        report = pack.read(wish.report)
    except (OSError, pack.ReportInvalid) as error:
        raise Refused(Exit.USAGE, f"{wish.report}: {error}.") from error
    with tempfile.TemporaryDirectory(prefix="hemsapp-report-") as folder:
        played = replay(report, Path(folder))
    if wish.scenario is not None:
        wish.scenario.write_text(played.text, encoding="utf-8")
    programs = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    sys.stdout.write(f"made {report.made:%Y-%m-%d %H:%M} UTC by {programs}; {len(report.heard)} messages\n")
    for each in played.faults:
        sys.stdout.write(f"{_told(each)}\n")
    if not played.faults:
        sys.stdout.write("no fault is recorded in it: the home was well.\n")
    for complaint in played.complaints:
        sys.stdout.write(f"not as recorded: {complaint}\n")
    return Exit.OK if played.is_same else Exit.REPLAY


def _told(again: Again) -> str:
    seen = "not played" if not again.is_played else "not seen again" if again.seen is None else "seen again"
    return f"{_when(again.fault)} UTC  {_what(again)}: {seen}"


def _what(again: Again) -> str:
    fault = again.fault
    more = f" {fault.percent} %" if fault.percent is not None else f" ({fault.why.value})" if fault.why else ""
    return f"{fault.kind.value}{more}{', ' + again.room if again.room else ''}"


def _when(fault: Fault) -> str:
    return f"{fault.start:%H:%M:%S} to {'the end' if fault.end is None else f'{fault.end:%H:%M:%S}'}"
