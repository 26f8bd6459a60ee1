"""What is known before the engine spoke: nothing, and every number is absent (never zero)."""

from datetime import date
from decimal import Decimal

from devices.messages import RadioState
from devices.moment import Moment
from hemsapp.commands import ClockSource, PriceSource, Role, Theme
from hemsapp.snapshot.home import Bill, Health, Link, Power, Preferences, Prices, Snapshot, TariffView, Today

_NEVER = date(1, 1, 1)
_NONE = Decimal(0)


def blank(now: Moment) -> Snapshot:
    """A snapshot in which nothing is known, not even the time zone."""
    return Snapshot(
        at=now,
        link=Link(RadioState.CLOSED, "", None, None, None, None, None),
        power=Power(None, None, None, (None,) * 30, None, None),
        prices=Prices(None, None, PriceSource.STORED, None, (), None, None),
        today=Today(None, None, None),
        bill=Bill(
            start=_NEVER, end=_NEVER, day=0, days=0, used_wh=None, total=None, energy_cost=_NONE, tier_cost=_NONE,
            time_of_use_cost=_NONE, fixed_cost=_NONE, events_cost=_NONE, tiers=(), current_tier=None, left_wh=None,
            projection=None, not_itemised_wh=0, is_read_date_known=False,
        ),
        tariff=TariffView("", 0, _NEVER, (), _NONE, is_sample=False),
        devices=(),
        texts=(),
        question=None,
        preferences=Preferences(Theme.DARK, Role.HOME, PriceSource.STORED, ClockSource.METER, None, ""),
        health=Health(True, None, 0, 0, 0, 0),
    )  # fmt: skip


def is_blank(snapshot: Snapshot) -> bool:
    """Has the engine not spoken yet?"""
    return not snapshot.preferences.zone
