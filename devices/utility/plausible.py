"""Whether a verified body can be true at all: a broken meter must not break the books of everybody."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

from devices.wan.words import Body, Forwarded, Readings

_LARGEST = 2**53
_LARGEST_WH = 2**31 - 1
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def fault(body: Body) -> str:
    """What cannot be true of it, "" if nothing."""
    for value in _values(body):
        if isinstance(value, datetime) and not _EARLIEST <= value < _LATEST:
            return f"the time {value.isoformat()}"
        if isinstance(value, int) and abs(value) > _LARGEST:
            return f"the number {value}"
    inner = body.body if isinstance(body, Forwarded) else body
    return _fault_of_readings(inner) if isinstance(inner, Readings) else ""


def _fault_of_readings(readings: Readings) -> str:
    minutes = readings.interval_minutes
    if not 0 < minutes <= 60 or 60 % minutes:
        return f"intervals of {minutes} minutes"
    if readings.start.timestamp() % (minutes * 60):
        return f"an interval that begins at {readings.start.isoformat()}, off the grid"
    known = [value for value in readings.values_wh if value is not None]
    return "an interval of more than two gigawatt-hours" if any(abs(one) > _LARGEST_WH for one in known) else ""


def _values(value: object) -> Iterator[object]:
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _values(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _values(one)
    else:
        yield value
