"""Who took part in an event, and who stepped out of it, from the home's receipts; by class of device (C1FR16)."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from devices.demand_response import EventStatus
from devices.utility.mdms.standing import COMPLETED, IN_PROGRESS

_DID = {
    int(one)
    for one in (
        EventStatus.STARTED,
        EventStatus.OPTED_IN,
        EventStatus.COMPLETED,
        EventStatus.PARTIAL_OPT_OUT,
        EventStatus.PARTIAL_OPT_IN,
    )
}
_LEFT = {int(EventStatus.OPTED_OUT), int(EventStatus.PARTIAL_OPT_OUT)}
DISPLAY, UNKNOWN = "display", "not told"
"""The classes of the home's display itself, and of a device that no display has told of."""

OPTED_OUT = "opted out"


@dataclass(frozen=True, slots=True)
class _Device:
    meter_id: str
    device_class: str
    took_part: bool
    overrode: bool


class Participation:
    """Questions only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, issuer_event_id: int, notified: Collection[str]) -> dict[str, Any]:
        """Of the customers at these meters, who had been notified; a rate is None where there is nobody."""
        whose = set(notified)
        devices = [one for one in self._devices(issuer_event_id) if one.meter_id in whose]
        took_part = {one.meter_id for one in devices if one.took_part}
        overrode = {one.meter_id for one in devices if one.overrode}
        classes = sorted({one.device_class for one in devices})
        return {
            "took_part": len(took_part),
            "take_percent": _percent(len(took_part), len(whose)),
            "overrode": len(overrode),
            "override_percent": _percent(len(overrode), len(took_part | overrode)),
            "by_device_class": [
                {
                    "device_class": each,
                    "devices": sum(one.device_class == each for one in devices),
                    "took_part": sum(one.took_part for one in devices if one.device_class == each),
                    "overrode": sum(one.overrode for one in devices if one.device_class == each),
                }
                for each in classes
            ],
        }

    def by_meter(self, issuer_event_id: int) -> dict[str, tuple[bool, bool]]:
        """Of each meter with receipts: did any device take part, and was any stepped out of the event?"""
        found: dict[str, tuple[bool, bool]] = defaultdict(lambda: (False, False))
        for one in self._devices(issuer_event_id):
            took_part, overrode = found[one.meter_id]
            found[one.meter_id] = (took_part or one.took_part, overrode or one.overrode)
        return dict(found)

    def _devices(self, issuer_event_id: int) -> list[_Device]:
        sql = "SELECT meter_id, subject, status FROM receipts WHERE issuer_event_id = ?"
        statuses: dict[tuple[str, str], set[int]] = defaultdict(set)
        for meter, subject, status in self._db.execute(sql, (issuer_event_id,)).fetchall():
            statuses[meter, subject].add(status)
        classes = self._classes({meter for meter, _ in statuses})
        return [
            _Device(
                meter,
                classes.get((meter, device)) or (DISPLAY if self._is_display(device) else UNKNOWN),
                bool(told & _DID),
                bool(told & _LEFT),
            )
            for (meter, device), told in statuses.items()
        ] + self._of_neighbourhoods(issuer_event_id)

    def _of_neighbourhoods(self, issuer_event_id: int) -> list[_Device]:
        """Homes behind concentrators: their receipts come as one for many, so each stands for its own equipment."""
        sql = (
            "SELECT meter_id, state, detail FROM customers WHERE issuer_event_id = ? AND meter_id IN"
            " (SELECT value FROM field_names, json_each(names)) AND meter_id NOT IN"
            " (SELECT meter_id FROM receipts WHERE issuer_event_id = ?)"
        )
        return [
            _Device(meter, UNKNOWN, state in {IN_PROGRESS, COMPLETED}, OPTED_OUT in detail)
            for meter, state, detail in self._db.execute(sql, (issuer_event_id, issuer_event_id)).fetchall()
            if state in {IN_PROGRESS, COMPLETED} or OPTED_OUT in detail
        ]

    def _classes(self, meters: Collection[str]) -> dict[tuple[str, str], str]:
        """The kind of each device, as the home's display told it last."""
        sql = (
            "SELECT meter_id, body FROM display_reports WHERE meter_id IN (SELECT value FROM json_each(?))"
            " AND kind IN ('daily', 'answer', 'test') ORDER BY meter_id, at, sequence"
        )
        last = dict(self._db.execute(sql, (json.dumps(sorted(meters)),)).fetchall())
        return {
            (meter, one["device"]): one["kind"] for meter, body in last.items() for one in json.loads(body)["devices"]
        }

    def _is_display(self, device: str) -> bool:
        return self._db.execute("SELECT 1 FROM display_beats WHERE sender = ?", (device,)).fetchone() is not None


def _percent(part: int, whole: int) -> int | None:
    """Rounded half up."""
    return (200 * part + whole) // (2 * whole) if whole else None
