"""`python -m devices.utility ctl`: the verbs of running systems, their options and answers, for a person.

The options come from the same tables as the control sockets'; without a running process only `--help` answers.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devices.utility.control import request
from devices.utility.css.desk import ServiceDesk
from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.records import Records
from devices.utility.ms import operations as ms_operations
from devices.utility.ms.head_end import HeadEnd
from devices.utility.operations import TIMES, Operation, RequestRefused
from devices.utility.process import MS_SOCKET, RECORDS_SOCKET

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Subparsers = _SubParsersAction[argparse.ArgumentParser]

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?\+00:00")


def tables() -> dict[str, Mapping[str, Operation]]:
    """The verbs by the socket that answers them; they are described here, and performed by the running process."""
    ms = HeadEnd(None, lambda _sender, _signed: None)
    records, desk = Records(None, lambda _sender, _signed: None), ServiceDesk(None)
    try:
        return {
            MS_SOCKET: ms_operations.operations(ms),
            RECORDS_SOCKET: records_operations.operations(records, desk),
        }
    finally:
        for system in (ms, records, desk):
            system.close()


def add_to(verbs: "Subparsers") -> None:
    """Add `ctl` and its verbs to the command line."""
    control = verbs.add_parser("ctl", help="ask a running head end, or running records", epilog=f"A time is {TIMES}.")
    control.add_argument("--state", type=Path, required=True, help="the folder of the running process")
    control.add_argument("--json", action="store_true", help="the answer as JSON")
    asked = control.add_subparsers(dest="asked", required=True, metavar="VERB")
    for name, table in tables().items():
        for operation in table.values():
            one = asked.add_parser(operation.verb, help=operation.says, description=operation.says)
            one.set_defaults(socket=name)
            for option in operation.options:
                flag = "--" + option.name.replace("_", "-")
                says = f"{option.says} (required)" if option.is_required else option.says  # the system itself refuses
                one.add_argument(flag, dest=f"given_{option.name}", metavar=option.name.upper(), help=says)


def main(options: argparse.Namespace) -> int:
    """Ask, and tell the answer; 1 for a refusal."""
    prefix = "given_"
    given = {
        name.removeprefix(prefix): value
        for name, value in vars(options).items()
        if name.startswith(prefix) and value is not None
    }
    try:
        found = request(options.state / options.socket, options.asked, given)
    except RequestRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.write((json.dumps(found, indent=2) if options.json else in_words(found)) + "\n")
    return 0


def in_words(found: Any) -> str:
    """An answer for a person: a table for rows, a line a fact otherwise."""
    if _are_rows(found):
        return _table(found)
    if isinstance(found, dict):
        told = (f"{name}:\n{_table(one)}" if _are_rows(one) else f"{name}: {_cell(one)}" for name, one in found.items())
        return "\n".join(told) or "nothing"
    if isinstance(found, list):
        return "\n".join(_cell(one) for one in found) or "nothing"
    return _cell(found)


def _are_rows(found: Any) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(row, dict) for row in found)


def _table(rows: list[dict[str, Any]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([_cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, dict):
        kind = [str(value["is"])] if "is" in value else []
        used = ((name, one) for name, one in value.items() if name != "is" and one not in (None, "", False))
        return ", ".join([*kind, *(f"{name} {_cell(one)}" for name, one in used)])
    if isinstance(value, list):
        return ", ".join(_cell(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _TIME.sub(r"\1 \2Z", str(value))
