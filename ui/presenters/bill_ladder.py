"""The tiers of a bill as a ladder; where there is one price for every kWh, its levels as columns (C1FR34c, C1FR34d)."""

from decimal import Decimal

from hemsapp.domain.pricing import level_of
from hemsapp.snapshot import Bill, Snapshot, Tier
from hemsapp.statement import BillLine, LineKind
from ui import i18n
from ui.i18n import words
from ui.presenters.frame import level_word, shown_level
from ui.presenters.ledger import OPEN_TIER_WIDTH, current_tier, open_fill
from ui.views import LadderView, LevelColumnsView, LevelColumnView, RungView


def ladder(snapshot: Snapshot) -> LadderView:
    """Every tier to scale, where the home stands, and where the bill may end."""
    bill = snapshot.bill
    if not bill.tiers:
        return LadderView(())
    sizes = _rung_sizes(bill)
    current = current_tier(snapshot)
    rungs = tuple(
        RungView(size, _fill(tier, bill.tiers), _tier_title(tier, bill), _tier_lines(tier, snapshot, is_last))
        for tier, size, is_last in zip(bill.tiers, sizes, _last_flags(bill.tiers), strict=True)
    )
    likely = _likely_height(bill, sizes)
    return LadderView(
        rungs,
        words("bill.you_are_here") if current else "",
        words("bill.tier_so_far", amount=i18n.money(current.cost)) if current else "",
        likely,
        words("bill.likely_end", energy=i18n.whole_energy(bill.projection.likely_wh))
        if bill.projection and likely is not None
        else "",
    )


def _last_flags(tiers: tuple[Tier, ...]) -> tuple[bool, ...]:
    return tuple(index == len(tiers) - 1 for index in range(len(tiers)))


def _fill(tier: Tier, tiers: tuple[Tier, ...]) -> float:
    return min(1.0, tier.used_wh / tier.size_wh) if tier.size_wh else open_fill(tier, tiers)


def _rung_sizes(bill: Bill) -> tuple[float, ...]:
    sized = sum(tier.size_wh or 0 for tier in bill.tiers)
    if not sized:
        return (1.0,) * len(bill.tiers)
    has_open = any(tier.size_wh is None for tier in bill.tiers)
    room = 1 - (OPEN_TIER_WIDTH + 0.04) if has_open else 1.0
    return tuple(room * tier.size_wh / sized if tier.size_wh else 1 - room for tier in bill.tiers)


def _likely_height(bill: Bill, sizes: tuple[float, ...]) -> float | None:
    """Where the likely end stands: inside a limited tier to scale, above all of them at a third of the open rung."""
    if bill.projection is None:
        return None
    below, height = 0, 0.0
    for tier, size in zip(bill.tiers, sizes, strict=True):
        if tier.size_wh is None:
            largest = max((each.size_wh or 0 for each in bill.tiers), default=0)
            over = bill.projection.likely_wh - below
            return min(1.0, height + size * min(1.0, over / largest)) if largest else None
        if bill.projection.likely_wh <= below + tier.size_wh:
            return height + size * (bill.projection.likely_wh - below) / tier.size_wh
        below += tier.size_wh
        height += size
    return 1.0


def _tier_title(tier: Tier, bill: Bill) -> str:
    price = i18n.price(tier.price).number
    if len(bill.tiers) == 1:
        return words("bill.one_price", price=price)
    return words("bill.tier", number=tier.number, price=price)


def _tier_lines(tier: Tier, snapshot: Snapshot, is_last: bool) -> tuple[str, ...]:
    bill = snapshot.bill
    if tier.number == bill.current_tier:
        if bill.left_wh is None:
            return (str(i18n.bill_energy(tier.used_wh)),)
        return _left_lines(bill, bill.left_wh)
    if tier.size_wh is not None and tier.used_wh >= tier.size_wh:
        return (words("bill.tier_full", energy=i18n.whole_energy(tier.size_wh)), i18n.money(tier.cost))
    if is_last and tier.size_wh is None:
        below = sum(each.size_wh or 0 for each in bill.tiers)
        has_likely = bill.projection is not None and bill.projection.likely_wh > below
        return () if has_likely else (words("bill.tier_from", energy=i18n.whole_energy(below)),)
    return (words("bill.tier_size", energy=i18n.whole_energy(tier.size_wh or 0)),)


def _left_lines(bill: Bill, left_wh: int) -> tuple[str, ...]:
    left = i18n.bill_energy(left_wh)
    if not bill.used_wh or bill.day < 2:
        return (words("bill.tier_left_only", energy=left),)
    days = round(left_wh / (bill.used_wh / bill.day))
    is_enough = days >= bill.days - bill.day + 1
    lasts = words("bill.enough") if is_enough else words("bill.about_days", count=days)
    return (words("bill.tier_left", energy=left), lasts)


def level_columns(snapshot: Snapshot) -> LevelColumnsView:
    """Without tiers: what was used at each price, dearest last; empty where tiers or no times of use hold."""
    bill = snapshot.bill
    found = _by_price(bill) if len(bill.tiers) == 1 else {}
    if len(found) < 2:
        return LevelColumnsView(())
    most = max(energy_wh for energy_wh, _ in found.values()) or 1
    reference = bill.tiers[0].price
    columns = []
    for price, (energy_wh, period) in sorted(found.items()):
        level = level_of(price, reference)
        columns.append(
            LevelColumnView(
                shown_level(level),
                i18n.capital(period) or level_word(level),
                energy_wh / most,
                str(i18n.whole_energy(energy_wh)),
                i18n.price(price).number,
            )
        )
    return LevelColumnsView(tuple(columns), words("bill.by_level"))


def _by_price(bill: Bill) -> dict[Decimal, tuple[int, str]]:
    """Energy and name of each price of the only tier."""
    base = bill.tiers[0]
    found: dict[Decimal, tuple[int, str]] = {}
    plain_wh = base.used_wh
    for line in bill.lines:
        price = _whole_price(line, base)
        if price is None or line.energy_wh is None:
            continue
        plain_wh -= line.energy_wh
        found[price] = (found.get(price, (0, ""))[0] + line.energy_wh, line.period)
    if plain_wh > 0:
        found[base.price] = (found.get(base.price, (0, ""))[0] + plain_wh, found.get(base.price, (0, ""))[1])
    return found


def _whole_price(line: BillLine, base: Tier) -> Decimal | None:
    """The whole price of a kWh of that line; None for a line that does not tell one hour from another."""
    if line.price is None:
        return None
    if line.kind is LineKind.TIME_OF_USE:
        return base.price + line.price
    return line.price if line.kind is LineKind.ENERGY and line.period else None
