"""The bill page: what it holds so far, where it may end, and how a new one starts (C1FR32d, C1FR32e, C1FR35)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from devices.moment import Moment
from hemsapp.commands import SetBillDay, StartBill
from hemsapp.snapshot import Bill, Freshness, Snapshot, freshness
from ui import i18n
from ui.i18n import words
from ui.presenters import bill_lines
from ui.presenters.bill_ladder import ladder, level_columns
from ui.presenters.frame import header
from ui.presenters.ledger import days_left
from ui.presenters.notices import no_rates_card
from ui.views import (
    ButtonKind,
    ButtonView,
    DayCellsView,
    HeaderView,
    LadderView,
    LevelColumnsView,
    ListRowView,
    NoticeCardView,
    RangeBarView,
    SheetView,
    StepperView,
)

NEEDED_DAYS = 5
"""So many complete days a projection needs (money rule 7)."""
_SCALE_ROOM = Decimal("1.15")


@dataclass(frozen=True, slots=True)
class BillRow:
    """A row of the lines by its name, which says what it opens."""

    name: str
    row: ListRowView


@dataclass(frozen=True, slots=True)
class BillView:
    """The page: hero left, ladder (or columns) in the middle, lines right, and the foot."""

    header: HeaderView
    label: str
    total: str
    energy: str
    energy_unit: str
    range: RangeBarView
    days: DayCellsView
    ladder: LadderView
    columns: LevelColumnsView
    lines: tuple[BillRow, ...]
    estimate: str
    note: str
    set_day: ButtonView | None
    match: ButtonView | None
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
        self.most_lines = len(bill_lines.NAMES)

    def present(self, snapshot: Snapshot, now: Moment) -> BillView:
        """The page at that moment."""
        bill = self._bill = snapshot.bill
        self._today = i18n.local(now.utc, snapshot.preferences.zone).date()
        energy = i18n.bill_energy(bill.used_wh)
        is_known = bill.used_wh is not None
        columns = level_columns(snapshot)
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
            ladder=LadderView(()) if columns.columns else ladder(snapshot),
            columns=columns,
            lines=self._lines(bill),
            estimate=words("bill.estimate"),
            note=_note(snapshot),
            set_day=None if bill.is_read_date_known else ButtonView(words("bill.set_day_button"), ButtonKind.OUTLINE),
            match=ButtonView(words("bill.match"), icon="file-check") if bill.total is not None else None,
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

    def _lines(self, bill: Bill) -> tuple[BillRow, ...]:
        if bill.total is None:
            return ()
        gathered = bill_lines.groups(bill, self.most_lines)
        rows = [
            BillRow(group.name, bill_lines.group_row(group, bill, has_rule=index > 0))
            for index, group in enumerate(gathered)
        ]
        return (*rows, BillRow(bill_lines.TOTAL, bill_lines.total_row(bill)))

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
        early = words("bill.too_early", done=min(bill.complete_days, NEEDED_DAYS), needed=NEEDED_DAYS)
        return RangeBarView(label, "", 0.0, None, None, None, early if bill.total is not None else "")
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


def _reason(bill: Bill) -> str:
    """Why the bill may end there (X-PROJECTED)."""
    projection = bill.projection
    if projection is None or not projection.complete_days:
        return ""
    return words("bill.why_likely", left=projection.left_days, days=projection.complete_days)


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
        return _reason(bill)
    key = "bill.less_by_time" if bill.time_of_use_cost < 0 else "bill.more_by_time"
    return words(key, tier=i18n.money(bill.tier_cost), time=i18n.money(abs(bill.time_of_use_cost)))
