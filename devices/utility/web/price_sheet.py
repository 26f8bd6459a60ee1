"""The utility's published prices by the time of day, as its website tells them; what they are is public.

A TOML file of `[[price]]` with `from = "14:00"`, `tier` (low, normal, high, critical) and `dollars` a kWh.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

TIERS = ("low", "normal", "high", "critical")


class PricesUnreadable(ValueError):
    """The file does not hold a day's prices; the text says why."""


@dataclass(frozen=True, slots=True)
class Step:
    """From that local time on, dollars a kWh."""

    start: time
    tier: str
    dollars: Decimal


@dataclass(frozen=True, slots=True)
class PriceNow:
    """What a kWh costs now, and until when (aware; None: the same all day)."""

    tier: str
    dollars: Decimal
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PriceSheet:
    """The steps of every day, the first from midnight on."""

    steps: tuple[Step, ...]

    def at(self, local: datetime) -> PriceNow:
        """The price at that local time."""
        now = next(step for step in reversed(self.steps) if step.start <= local.time())
        later = [step for step in self.steps if step.start > local.time()]
        if later:
            until = datetime.combine(local.date(), later[0].start, local.tzinfo)
        else:
            until = datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
        return PriceNow(now.tier, now.dollars, until if len(self.steps) > 1 else None)


def load(path: Path) -> PriceSheet:
    """The file's prices. Raises PricesUnreadable, OSError."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))["price"]
        steps = [Step(time.fromisoformat(one["from"]), one["tier"], Decimal(one["dollars"])) for one in told]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise PricesUnreadable(f"{path}: this is no sheet of prices ({error!r})") from error
    starts = [step.start for step in steps]
    if not starts or starts[0] != time() or starts != sorted(set(starts)):
        raise PricesUnreadable(f"{path}: the prices of a day begin at 00:00 and go on by rising times")
    if unknown := {step.tier for step in steps} - set(TIERS):
        raise PricesUnreadable(f"{path}: a tier is one of {', '.join(TIERS)}, not {', '.join(sorted(unknown))}")
    return PriceSheet(tuple(steps))
