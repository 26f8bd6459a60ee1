"""The bill page: what it holds so far, where it may end, and how a new one starts (C1FR32d, C1FR32e, C1FR35)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from devices.moment import Moment
from hemsapp.commands import SetBillDay, StartBill
from hemsapp.snapshot import Bill, Freshness, Snapshot, Tier, freshness
from ui import i18n
from ui.i18n import words
from ui.presenters.frame import header
from ui.presenters.ledger import OPEN_TIER_WIDTH, current_tier, days_left, open_fill
from ui.presenters.notices import no_rates_card
from ui.views import (
    ButtonKind,
    ButtonView,
    DayCellsView,
    HeaderView,
    LadderView,
    ListRowView,
    NoticeCardView,
    RangeBarView,
    RungView,
    SheetView,
    StepperView,
)

_SCALE_ROOM = Decimal("1.15")


@dataclass(frozen=True, slots=True)
class BillView:
    """The page: hero left, ladder in the middle, lines right, and the foot."""

    header: HeaderView
    label: str
    total: str
    energy: str
    energy_unit: str
    range: RangeBarView
    days: DayCellsView
    ladder: LadderView
    lines: tuple[ListRowView, ...]
    estimate: str
    note: str
    set_day: ButtonView | None
    new_bill: ButtonView
    no_rates: NoticeCardView | None


@dataclass(frozen=True, slots=True)
class DaySheetView:
    """A sheet that asks for one day."""

    sheet: SheetView
    day: StepperView


class BillPresenter:
    """Snapshot to BillView, and the two sheets that ask for a day."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._today = date(1, 1, 1)
        self._bill: Bill | None = None
        self._read_date: date | None = None
        self._day_of_month: int | None = None

    def present(self, snapshot: Snapshot, now: Moment) -> BillView:
        """The page at that moment."""
        bill = self._bill = snapshot.bill
        self._today = i18n.local(now.utc, snapshot.preferences.zone).date()
        energy = i18n.bill_energy(bill.used_wh)
        is_known = bill.used_wh is not None
        return BillView(
            header=header(
                snapshot,
                now,
                words("bill.title"),
                subtitle=i18n.date_range(bill.start, bill.end),
                is_demo=self._is_demo,
            ),
            label=_since(snapshot, now),
            total=i18n.money(bill.total),
            energy=energy.number,
            energy_unit=energy.unit if is_known else "",
            range=_range(bill),
            days=DayCellsView(
                words("bill.day_of", day=bill.day, days=bill.days),
                words("bill.days_left", count=days_left(snapshot)),
                bill.days,
                min(bill.day, bill.days),
                i18n.day_month(bill.start),
                words("bill.today"),
                i18n.day_month(bill.end),
            ),
            ladder=_ladder(snapshot),
            lines=_lines(bill),
            estimate=words("bill.estimate"),
            note=_note(snapshot),
            set_day=None if bill.is_read_date_known else ButtonView(words("bill.set_day_button"), ButtonKind.OUTLINE),
            new_bill=ButtonView(words("bill.new_bill"), icon="calendar-check"),
            no_rates=no_rates_card() if is_known and bill.total is None and not snapshot.tariff.tiers else None,
        )

    def ask_read_date(self) -> DaySheetView:
        """Open "When was the meter read?"; today is offered first."""
        self._day_of_month = None
        self._read_date = self._today
        return self._read_sheet()

    def ask_bill_day(self) -> DaySheetView:
        """Open "When does your bill start?"."""
        self._read_date = None
        self._day_of_month = self._bill.start.day if self._bill else 1
        return self._day_sheet()

    def step(self, days: int) -> DaySheetView:
        """One day more or less, within what makes sense."""
        if self._read_date is not None:
            first = self._earliest()
            self._read_date = min(self._today, max(first, self._read_date + timedelta(days=days)))
            return self._read_sheet()
        self._day_of_month = min(31, max(1, (self._day_of_month or 1) + days))
        return self._day_sheet()

    def accept(self) -> StartBill | SetBillDay:
        """What the sheet's first button means (C1FR35)."""
        if self._read_date is not None:
            return StartBill(self._read_date)
        assert self._day_of_month is not None
        return SetBillDay(self._day_of_month)

    def _earliest(self) -> date:
        assert self._bill is not None
        return min(self._bill.start + timedelta(days=1), self._today)

    def _read_sheet(self) -> DaySheetView:
        day = self._read_date
        assert day is not None
        text = i18n.short_date(day)
        named = {self._today: "bill.read_day_today", self._today - timedelta(days=1): "bill.read_day_yesterday"}
        if day in named:
            text = words(named[day], date=text)
        return DaySheetView(
            SheetView(
                words("bill.read_title"),
                words("bill.read_subtitle"),
                ButtonView(words("bill.start_bill"), ButtonKind.PRIMARY),
                ButtonView(words("bill.cancel"), ButtonKind.OUTLINE),
            ),
            StepperView(text, day > self._earliest(), day < self._today),
        )

    def _day_sheet(self) -> DaySheetView:
        day = self._day_of_month
        assert day is not None
        return DaySheetView(
            SheetView(
                words("bill.set_day"),
                words("bill.set_day_subtitle"),
                ButtonView(words("bill.set_day_save"), ButtonKind.PRIMARY),
                ButtonView(words("bill.cancel"), ButtonKind.OUTLINE),
            ),
            StepperView(words("bill.day_of_month", day=i18n.ordinal(day)), day > 1, day < 31),
        )


def _since(snapshot: Snapshot, now: Moment) -> str:
    """`So far`; when the meter is silent, as of when."""
    heard = snapshot.power.heard
    if heard is not None and freshness(heard, now) is Freshness.SILENT:
        return words("bill.so_far_at", time=i18n.clock_time(heard.utc, snapshot.preferences.zone))
    return words("bill.so_far")


def _range(bill: Bill) -> RangeBarView:
    projection, label = bill.projection, words("bill.likely")
    if projection is None or bill.total is None:
        return RangeBarView(label, "", 0.0, None, None, None, words("bill.too_early") if bill.total is not None else "")
    end = max(projection.high, bill.total) * _SCALE_ROOM
    return RangeBarView(
        label,
        i18n.money_range(projection.low, projection.high),
        float(bill.total / end),
        float(projection.low / end),
        float(projection.likely / end),
        float(projection.high / end),
        words("bill.so_far_caption"),
        words("bill.most_likely", amount=i18n.whole_money(projection.likely)),
    )


def _ladder(snapshot: Snapshot) -> LadderView:
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


def _lines(bill: Bill) -> tuple[ListRowView, ...]:
    if bill.total is None:
        return ()
    lines = [
        _line("bill.energy", _energy(bill), bill.energy_cost),
        _line("bill.fixed", words("bill.fixed_days", count=bill.day), bill.fixed_cost, has_rule=True),
        _line("bill.events", _events(bill), bill.events_cost, has_rule=True),
    ]
    if bill.sold_cost:
        lines.append(_line("bill.sold", str(i18n.energy(bill.sold_wh)), bill.sold_cost, has_rule=True))
    return (*lines, _line("bill.total", "", bill.total))


def _energy(bill: Bill) -> str:
    """Which prices the energy line is made of."""
    if bill.published_cost:
        return words("bill.energy_mixed" if bill.tier_cost or bill.time_of_use_cost else "bill.energy_published")
    return words("bill.energy_tiers" if bill.time_of_use_cost else "bill.energy_plain")


def _events(bill: Bill) -> str:
    return words("bill.events_so_far" if bill.events_cost else "bill.no_events")


def _line(key: str, subtitle: str, amount: Decimal | None, *, has_rule: bool = False) -> ListRowView:
    title, value = words(key), i18n.money(amount)
    return ListRowView(title, subtitle, value=value, is_amount=True, has_rule=has_rule, sentence=f"{title}, {value}")


def _note(snapshot: Snapshot) -> str:
    bill = snapshot.bill
    if bill.not_itemised_wh:
        return words("bill.not_itemised", energy=i18n.energy(bill.not_itemised_wh))
    if bill.total is None:
        return ""
    if bill.published_cost and (bill.tier_cost or bill.time_of_use_cost):
        stored, published = i18n.money(bill.tier_cost + bill.time_of_use_cost), i18n.money(bill.published_cost)
        return words("bill.mixed", stored=stored, published=published)
    if not bill.time_of_use_cost:
        return ""
    key = "bill.less_by_time" if bill.time_of_use_cost < 0 else "bill.more_by_time"
    return words(key, tier=i18n.money(bill.tier_cost), time=i18n.money(abs(bill.time_of_use_cost)))
