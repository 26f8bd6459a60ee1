"""What the utility's website says of a day: asked with the token that the customer made for this display (UC96.4.3).

Politely: one question at a time, and not the same again within an hour. A day's intervals never leave the home by it.
"""

import asyncio
import http.client
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hemsapp.questions import UtilityDayShown
from hemsapp.website_address import Address

FRESH = timedelta(hours=1)
SOON = timedelta(minutes=5)
"""After so long it is asked again where it did not answer."""
_MOST = 1 << 20
_KEPT = 40
_PATH = "/api/v1/usage?first={day}&last={day}"


class Website:
    """One website, with the file of the token: it is read anew each time, so that another may be put there."""

    def __init__(self, address: str, token: Path) -> None:
        self._address, self._token = Address(address), token
        self._turn = asyncio.Lock()
        self._told: dict[date, UtilityDayShown] = {}

    async def day(self, day: date, at: datetime) -> UtilityDayShown:
        """What it says of that local day; `is_reached` tells whether it said anything. `at` is aware UTC."""
        async with self._turn:
            kept = self._told.get(day)
            if kept is not None and at - kept.at < (FRESH if kept.is_reached else SOON):
                return kept
            told = await asyncio.to_thread(self._fetched, day, at)
            self._told.pop(day, None)
            self._told[day] = told
            for old in list(self._told)[:-_KEPT]:
                del self._told[old]
            return told

    def _fetched(self, day: date, at: datetime) -> UtilityDayShown:
        try:
            return _read(self._asked(day), day, at)
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, IndexError):
            return UtilityDayShown(day, at, is_reached=False)

    def _asked(self, day: date) -> Any:
        """The answer's JSON. Raises OSError, HTTPException, ValueError."""
        token = self._token.read_text(encoding="ascii").strip()
        connection = self._address.connection()
        try:
            headers = {"Authorization": f"Bearer {token}", "Accept": "application/json", "Connection": "close"}
            connection.request("GET", _PATH.format(day=day.isoformat()), headers=headers)
            answer = connection.getresponse()
            body = answer.read(_MOST)
            if answer.status != http.client.OK:
                raise ValueError(f"it answered {answer.status}")
            return json.loads(body)
        finally:
            connection.close()


def _read(told: Any, day: date, at: datetime) -> UtilityDayShown:
    """Raises ValueError, KeyError, TypeError, IndexError for what is no such answer."""
    (one,) = told["days"]
    total, known, intervals = (int(one[name]) for name in ("total_wh", "known", "intervals"))
    if date.fromisoformat(one["day"]) != day or not 0 <= known <= intervals <= 2000 or not 0 <= total < 1_000_000_000:
        raise ValueError("that is no day")
    return UtilityDayShown(day, at, total if known else None, known, intervals)
