"""The head end's verbs about downloads to meters (X-REMOTE-DOWNLOAD)."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from devices.utility.access import UserRole
from devices.utility.ms.downloads import AT_ONCE, BLOCK_S, Terms
from devices.utility.ms.head_end import HeadEnd
from devices.utility.operations import Operation, Option, Request, RequestRefused
from devices.wan.parcels import ParcelRefused, read

_SEES: Final = frozenset({UserRole.REPRESENTATIVE, UserRole.TROUBLE_DESK, UserRole.AUDITOR})
_OPTIONS: Final = (
    Option("file", str, "the parcel, as `python -m devices.utility parcel` wrote it", is_required=True),
    Option("to", list, "meters, group:NAME, or all", is_required=True),
    Option("activate_at", datetime, "when meters go over to it; by default with the next full hour"),
    Option("at_once", int, f"how many meters are served at the same time, 1 to 1000; by default {AT_ONCE}"),
    Option("block_s", int, f"seconds from block to block, 1 to 3600; by default {BLOCK_S}"),
    Option("is_older", bool, "it may be older than what a meter has; needs a reason"),
    Option("reason", str, "why, for every log"),
)
_CANCEL: Final = (
    Option("download", int, "its number", is_required=True),
    Option("reason", str, "why, for every log", is_required=True),
    Option("to", list, "meters, group:NAME, or all; by default all that were to have it"),
)


def download_operations(ms: HeadEnd) -> tuple[Operation, ...]:
    """Order, cancel, and how it stands."""

    def download(request: Request) -> Any:
        try:
            packed = read(Path(request["file"]).read_bytes())
        except (OSError, ParcelRefused) as error:
            raise RequestRefused(f"{request['file']}: {error}") from error
        terms = Terms(
            request.get("activate_at"),
            request.get("at_once", AT_ONCE),
            request.get("block_s", BLOCK_S),
            request.get("is_older", False),
            request.get("reason", ""),
        )
        with ms.links.transaction():
            meters = ms.meters.resolve(request["to"])
            number = ms.downloads.order(packed, meters, terms, request.by.name, request.at)
        return {"download": number, "meters": meters}

    def cancel(request: Request) -> Any:
        with ms.links.transaction():
            targets = request.get("to")
            meters = None if targets is None else ms.meters.resolve(targets)
            return {"meters": ms.downloads.cancel(request["download"], meters, request["reason"], request.at)}

    def listed(request: Request) -> Any:
        return ms.downloads.listed(request.get("download"), request.get("meter"))

    which = (Option("download", int, "only that one"), Option("meter", str, "only of this meter"))
    return (
        Operation("download", "give meters new firmware, settings or credentials", _OPTIONS, download),
        Operation("cancel-download", "take it back from meters that do not run it yet", _CANCEL, cancel),
        Operation("downloads", "what meters are given, and how far each is, the newest first", which, listed, _SEES),
    )
