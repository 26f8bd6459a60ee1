"""The lines of a bill: gathered into as many rows as a column holds, and each in words (money rule 5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from hemsapp.snapshot import Bill
from hemsapp.statement import BillLine, LineKind
from ui import i18n
from ui.i18n import words
from ui.views import ListRowView

ENERGY, CREDITS, FIXED, MINIMUM, EVENTS, SOLD, TAXES, TOTAL = (
    *("energy", "credits", "fixed", "minimum"),
    *("events", "sold", "taxes", "total"),
)
NAMES = (ENERGY, CREDITS, FIXED, MINIMUM, EVENTS, SOLD, TAXES)
"""The rows of a bill in their order, above its total."""

_KINDS = {
    ENERGY: (LineKind.ENERGY, LineKind.TIME_OF_USE, LineKind.PUBLISHED),
    CREDITS: (LineKind.BASELINE_CREDIT, LineKind.EVENT_CREDIT),
    FIXED: (LineKind.FIXED,),
    MINIMUM: (LineKind.MINIMUM,),
    EVENTS: (LineKind.EVENT,),
    SOLD: (LineKind.SOLD,),
    TAXES: (LineKind.TAX,),
}
_ALWAYS = (ENERGY, FIXED, EVENTS)
_GIVES_WAY = ((MINIMUM, FIXED), (CREDITS, ENERGY), (SOLD, ENERGY), (TAXES, FIXED))
"""Where rows are fewer than names, the first goes into the second, one pair after the other."""


@dataclass(frozen=True, slots=True)
class Group:
    """A row of a bill: what it gathers, and exactly how much."""

    name: str
    amount: Decimal
    kinds: tuple[LineKind, ...]
    within: tuple[str, ...] = ()  # names of the rows that went into this one


def groups(bill: Bill, most: int) -> tuple[Group, ...]:
    """At most `most` rows (three at least), whose amounts are exactly the bill's total."""
    amounts = {
        ENERGY: bill.energy_cost,
        CREDITS: bill.credits_cost,
        FIXED: bill.fixed_cost,
        MINIMUM: bill.minimum_cost,
        EVENTS: bill.events_cost,
        SOLD: bill.sold_cost,
        TAXES: bill.taxes_cost,
    }
    found = {name: Group(name, amounts[name], _KINDS[name]) for name in NAMES if name in _ALWAYS or amounts[name] != 0}
    for name, into in _GIVES_WAY:
        if len(found) > max(most, len(_ALWAYS)) and name in found:
            found[into] = _joined(found[into], found.pop(name))
    return tuple(found.values())


def of_group(lines: Sequence[BillLine], group: Group) -> tuple[BillLine, ...]:
    """The bill's lines that the row gathers."""
    return tuple(line for line in lines if line.kind in group.kinds)


def group_row(group: Group, bill: Bill, *, has_rule: bool) -> ListRowView:
    """The row: what it is, of what, how much; it opens the lines."""
    title, value = words(f"bill.{group.name}"), i18n.money(group.amount)
    subtitle = _within(group) or _subtitle(group, bill)
    return ListRowView(
        title,
        subtitle,
        value=value,
        is_amount=True,
        has_chevron=bool(of_group(bill.lines, group)),
        has_rule=has_rule,
        sentence=f"{title}, {value}",
    )


def total_row(bill: Bill) -> ListRowView:
    """The sum below the heavy rule; it opens the whole statement."""
    title, value = words("bill.total"), i18n.money(bill.total)
    return ListRowView(title, value=value, is_amount=True, has_chevron=bool(bill.lines), sentence=f"{title}, {value}")


def line_title(line: BillLine) -> str:
    """What a line charges or credits: `Tier 2 · Peak · Summer`."""
    own = {LineKind.FIXED: line.name, LineKind.TAX: line.name, LineKind.MINIMUM: line.name}.get(line.kind, "")
    if own:
        return i18n.name_of(own)
    parts = [] if line.tier is None else [words("account.tier", number=line.tier)]
    parts += [i18n.capital(i18n.name_of(part)) for part in (line.period, line.season) if part]
    if line.kind is LineKind.ENERGY and parts:
        return " · ".join(parts)
    name = words(f"account.kind.{line.kind.name.lower()}")
    return " · ".join((name, *parts))


def line_detail(line: BillLine) -> str:
    """What it is made of: `300.00 kWh × 17.000¢`, `20 days × $0.49`."""  # noqa: RUF002 - the sign is the format
    price = line.price
    if line.energy_wh is not None:
        energy = i18n.bill_energy(line.energy_wh)
        return str(energy) if price is None else words("account.energy", energy=energy, price=i18n.exact_price(price))
    if line.days is not None:
        days = words("bill.fixed_days", count=line.days)
        return days if price is None else words("account.days_at", days=days, price=i18n.exact_money(price))
    return ""


def line_row(line: BillLine, *, has_rule: bool) -> ListRowView:
    """A line of the statement; it opens the days that it is made of."""
    title, value = line_title(line), i18n.money(line.amount)
    return ListRowView(
        title,
        line_detail(line),
        value=value,
        is_amount=True,
        has_chevron=True,
        has_rule=has_rule,
        sentence=f"{title}, {line_detail(line)}, {value}",
    )


def _joined(into: Group, other: Group) -> Group:
    return replace(
        into,
        amount=into.amount + other.amount,
        kinds=(*into.kinds, *other.kinds),
        within=(*into.within, other.name, *other.within),
    )


def _within(group: Group) -> str:
    """What went into the row: by name, or how many."""
    if len(group.within) > 1:
        return words("bill.with_more", count=len(group.within))
    return "".join(words(f"bill.with_{name}") for name in group.within)


def _subtitle(group: Group, bill: Bill) -> str:
    if group.name == ENERGY:
        return _energy(bill)
    if group.name == FIXED:
        return words("bill.fixed_days", count=bill.day)
    if group.name == EVENTS:
        return words("bill.events_so_far" if bill.events_cost else "bill.no_events")
    if group.name == SOLD:
        return str(i18n.energy(bill.sold_wh))
    return words(f"bill.{group.name}_hint")


def _energy(bill: Bill) -> str:
    """Which prices the energy line is made of."""
    if bill.published_cost:
        return words("bill.energy_mixed" if bill.tier_cost or bill.time_of_use_cost else "bill.energy_published")
    return words("bill.energy_tiers" if bill.time_of_use_cost else "bill.energy_plain")
