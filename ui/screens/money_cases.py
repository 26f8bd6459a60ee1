"""The bill of the sample house, and bills of other plans and in other states."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from devices.moment import Moment
from hemsapp.snapshot import Bill, Projection, Snapshot, Tier
from hemsapp.statement import BillLine, LineKind
from hemsapp.work import Task, Work, WorkKind
from ui.screens.money_answers import LIBRARY, LINES

_STARTED = Moment(datetime(2026, 7, 13, 20, 11, 50, tzinfo=UTC), 0.0)
_RE_RATE = Task(WorkKind.RE_RATE, start=date(2026, 6, 1))


def bill() -> Bill:
    """Twenty days of thirty, in the second of three tiers."""
    return Bill(
        start=date(2026, 6, 24),
        end=date(2026, 7, 24),
        day=20,
        days=30,
        used_wh=412_380,
        total=Decimal("87.16"),
        energy_cost=Decimal("71.90"),
        tier_cost=Decimal("78.65"),
        time_of_use_cost=Decimal("-6.75"),
        fixed_cost=Decimal("9.80"),
        events_cost=Decimal("5.46"),
        tiers=(
            Tier(1, Decimal("0.17000"), 300_000, 300_000, Decimal("51.00")),
            Tier(2, Decimal("0.24600"), 300_000, 112_380, Decimal("27.65")),
            Tier(3, Decimal("0.33000"), None, 0, Decimal("0.00")),
        ),
        current_tier=2,
        left_wh=187_620,
        projection=Projection(Decimal("141.20"), Decimal("149.10"), Decimal("157.80"), 640_000, 19, 20_600, 11),
        not_itemised_wh=0,
        is_read_date_known=True,
        lines=LINES,
        complete_days=19,
    )


def _every_line(s: Snapshot) -> Snapshot:
    """A bill with everything that a bill may have: credits, something sold, taxes."""
    more = (
        BillLine(LineKind.BASELINE_CREDIT, Decimal("-9.60"), 3, 120_000, Decimal("-0.08000")),
        BillLine(LineKind.EVENT_CREDIT, Decimal("-3.11"), 3, 31_100, Decimal("-0.10000"), season="Summer"),
        BillLine(LineKind.SOLD, Decimal("-4.03"), 3, 62_000, Decimal("-0.06500")),
        BillLine(LineKind.TAX, Decimal("0.12"), 3, 412_380, Decimal("0.00030"), name="Energy commission tax"),
        BillLine(LineKind.TAX, Decimal("5.28"), 3, name="City tax"),
    )
    lines = (*LINES, *more)
    return replace(
        s,
        bill=replace(
            s.bill,
            lines=lines,
            total=sum((line.amount for line in lines), Decimal(0)),
            credits_cost=Decimal("-12.71"),
            sold_wh=62_000,
            sold_cost=Decimal("-4.03"),
            taxes_cost=Decimal("5.40"),
        ),
    )


def _one_price(s: Snapshot) -> Snapshot:
    """A plan without tiers: what was used at each price stands as columns."""
    lines = (
        BillLine(LineKind.ENERGY, Decimal("115.47"), 3, 412_380, Decimal("0.28000"), tier=1),
        BillLine(LineKind.TIME_OF_USE, Decimal("-18.34"), 3, 183_400, Decimal("-0.10000"), period="Off-peak"),
        BillLine(LineKind.TIME_OF_USE, Decimal("12.60"), 3, 90_000, Decimal("0.14000"), period="Peak"),
        BillLine(LineKind.FIXED, Decimal("9.80"), 3, price=Decimal("0.49"), days=20),
    )
    plan = replace(LIBRARY[3], version=3)
    return replace(
        s,
        bill=replace(
            s.bill,
            lines=lines,
            total=Decimal("119.53"),
            energy_cost=Decimal("109.73"),
            tier_cost=Decimal("115.47"),
            time_of_use_cost=Decimal("-5.74"),
            events_cost=Decimal(0),
            tiers=(Tier(1, Decimal("0.28000"), None, 412_380, Decimal("115.47")),),
            current_tier=1,
            left_wh=None,
            projection=Projection(Decimal(176), Decimal(184), Decimal(193), 640_000, 19, 20_600, 11),
        ),
        tariff=replace(s.tariff, name=plan.name, rates=plan, versions=(plan,), tiers=((None, Decimal("0.28000")),)),
    )


def _re_rating(s: Snapshot) -> Snapshot:
    """Everything is counted anew with corrected rates."""
    return replace(s, work=Work(_RE_RATE, 412, 730, _STARTED))


def _re_rated(s: Snapshot) -> Snapshot:
    """It was counted anew."""
    result = "Two bills were counted anew: $128.12 is now $129.93. The old prices are kept."
    return replace(s, work=Work(_RE_RATE, 730, 730, _STARTED, _STARTED, result))


def make(normal: Callable[[], Snapshot]) -> dict[str, Callable[[], Snapshot]]:
    """The cases by their names."""
    return {
        "bill-every-line": lambda: _every_line(normal()),
        "bill-one-price": lambda: _one_price(normal()),
        "bill-re-rating": lambda: _re_rating(normal()),
        "bill-re-rated": lambda: _re_rated(normal()),
    }
