"""Follows what the records learn, into a file of JSON lines: for program management, or any system that takes a file.

    python -m devices.utility.mdms.follow --state DIR --consumer program-management --kinds events,receipts --into FILE

A line is on the disk before it is confirmed, and stands there once, whoever of the two is killed when.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from devices.utility.control import request
from devices.utility.operations import RequestRefused
from devices.utility.process import RECORDS_SOCKET

Ask = Callable[[str, dict[str, Any]], Any]
_AT_ONCE = 500


class Follower:
    """One consumer's file. `ask` puts a verb to the records; it raises RequestRefused."""

    def __init__(self, path: Path, consumer: str, ask: Ask) -> None:
        """Takes up the file where it ends; half a line, of a write that was cut off, goes. Raises OSError."""
        self._path = path
        self._consumer = consumer
        self._ask = ask
        self._kept = self._last_numbers()

    def take(self) -> int:
        """Keep what is owed, and confirm it; how many lines are new. Raises RequestRefused, OSError."""
        told = self._ask("feed", {"consumer": self._consumer, "limit": _AT_ONCE})
        new = [one for one in told["entries"] if one["number"] not in self._kept]
        if new:
            with self._path.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in new)
                file.flush()
                os.fsync(file.fileno())
        self._kept = {one["number"] for one in told["entries"]}
        if told["cursor"]:
            self._ask("feed-confirm", {"consumer": self._consumer, "cursor": told["cursor"]})
        return len(new)

    def _last_numbers(self) -> set[int]:
        """The numbers that may be told again: what was written last and perhaps not confirmed."""
        if not self._path.exists():
            return set()
        whole = self._path.read_bytes()
        end = whole.rfind(b"\n") + 1
        if end < len(whole):
            os.truncate(self._path, end)
        return {json.loads(line)["number"] for line in whole[:end].splitlines()[-_AT_ONCE:]}


def main(argv: Sequence[str] | None = None) -> int:
    """Follows until it is ended; 1 for a refusal in a sentence."""
    parser = argparse.ArgumentParser(prog="python -m devices.utility.mdms.follow", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="the folder of the records' control socket")
    parser.add_argument(
        "--consumer", required=True, help="customer-service, trouble-reporting, program-management, ..."
    )
    parser.add_argument("--kinds", required=True, help="events,receipts,failures,alarms,tests,exceptions,intervals")
    parser.add_argument("--into", type=Path, required=True, metavar="FILE")
    parser.add_argument("--every", type=float, default=10.0, metavar="S", help="how often to ask, in seconds")
    parser.add_argument("--once", action="store_true", help="take what is owed now, and end")
    given = parser.parse_args(argv)

    def ask(verb: str, values: dict[str, Any]) -> Any:
        return request(given.state / RECORDS_SOCKET, verb, values)

    try:
        ask("follow", {"consumer": given.consumer, "kinds": given.kinds})
        follower = Follower(given.into, given.consumer, ask)
        while True:
            while follower.take():
                pass
            if given.once:
                return 0
            time.sleep(given.every)
    except KeyboardInterrupt:
        return 0
    except (RequestRefused, OSError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
