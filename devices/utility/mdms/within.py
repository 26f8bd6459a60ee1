"""What a question tells, cut to the times in which it is available to who asks: how soon, and for how long (C1FR17)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from devices.utility.mdms.availability import Kind, Window
from devices.wan.meter_words import MeterReading, MeterTestResult, RecoveryResult
from devices.wan.words import Alarm, AttemptsReport, DeliveryFailure, DeviceReceipt, DisplayReport, Readings

_TIMES: Final = {
    **dict.fromkeys(("customers", "standing", "history", "failures", "alarms"), "at"),
    **dict.fromkeys(("receipts", "display-reports", "support", "meter-tests"), "at_mdms"),
    "arrived": "at_ms",
    "exceptions": "found",
    "show-meter-test": "told",
    "responses": "start",
    "troubles": "opened",
    "heartbeats": "heard",
}
"""By verb, the time of a row at which what it tells was learnt."""
_OF_BODIES: Final[Mapping[type[object], Kind]] = {
    DeviceReceipt: Kind.RECEIPTS,
    **dict.fromkeys((Readings, MeterReading), Kind.INTERVALS),
    **dict.fromkeys((Alarm, AttemptsReport), Kind.ALARMS),
    **dict.fromkeys((MeterTestResult, RecoveryResult, DisplayReport), Kind.TESTS),
    DeliveryFailure: Kind.FAILURES,
}


def kind_of(body: object) -> Kind:
    """Which kind of data a message of a meter is."""
    return _OF_BODIES.get(type(body), Kind.EVENTS)


def within(verb: str, told: Any, window: Window) -> Any:
    """The rows of that answer that are available; an answer without times of its own is told whole, or not at all."""
    if window == (None, None):
        return told
    if verb == "intervals":
        return [_day_within(day, window) for day in told]
    name = _TIMES.get(verb)
    return [row for row in told if is_within(row[name], window)] if name and isinstance(told, list) else told


def as_of(
    rows: Sequence[dict[str, Any]], history: Callable[[str, int], Sequence[dict[str, Any]]], window: Window
) -> list[dict[str, Any]]:
    """Where customers stood when the window closed, from `history` (meter, event) where they have moved since."""
    until = window[1]
    if until is None:
        return list(rows)
    told = []
    for row in rows:
        earlier = row["at"] is not None and row["at"] > until
        known = [one for one in history(row["meter"], row["event"]) if one["at"] <= until] if earlier else [row]
        told += [{**row, **{name: known[-1][name] for name in ("state", "detail", "at")}}] if known else []
    return told


def is_within(at: datetime | None, window: Window) -> bool:
    """Whether what was learnt then is available; None: it is still awaited."""
    since, until = window
    return at is None or ((since is None or at >= since) and (until is None or at <= until))


def _day_within(day: Mapping[str, Any], window: Window) -> dict[str, Any]:
    """A day of intervals without what began before the window, or ended after it."""
    step, (since, until) = timedelta(minutes=day["interval_minutes"]), window
    starts = (day["start"] + step * number for number in range(len(day["values_wh"])))
    values = [
        wh if is_within(start, (since, None)) and is_within(start + step, (None, until)) else None
        for start, wh in zip(starts, day["values_wh"], strict=True)
    ]
    return {**day, "values_wh": values, "total_wh": sum(wh for wh in values if wh is not None)}
