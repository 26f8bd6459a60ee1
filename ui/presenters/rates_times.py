"""Times of use in the editor: the strip of one kind of day, and the sheet of one of its blocks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import time as day_time
from decimal import Decimal

from hemsapp.domain.billing.calendar import season_index
from hemsapp.domain.billing.holidays import NAMES as HOLIDAYS
from hemsapp.domain.pricing import level_of
from hemsapp.rates import DayType, TariffVersion, TimeOfUse
from ui import i18n
from ui.i18n import words
from ui.presenters import rates_draft as draft
from ui.presenters.frame import level_word, shown_level
from ui.presenters.rates_fields import Entry, Unit
from ui.presenters.why import signed_cents
from ui.views import (
    AxisMark,
    ButtonKind,
    ButtonState,
    ButtonView,
    FieldView,
    SegmentedView,
    SheetView,
    StepperView,
    ToggleView,
)
from ui.views.rates import ListSheetView, TimeBlockView, TimeSheetView, TimeStripView, TimesView

_LEAST_HEIGHT, _MOST_LIKE = 0.46, 4
_CENTS = 100
_KINDS = (DayType.WORKING_DAY, DayType.WEEKEND)


class TimesEditor:
    """Which days are shown, and which block's sheet is open; every gesture gives a new plan."""

    def __init__(self) -> None:
        self.season = 0
        self.kind = DayType.WORKING_DAY
        self.index: int | None = None
        self.touched: int | None = None
        self._is_splitting = False

    def begin(self, plan: TariffVersion, today: date) -> None:
        """Show the season of today, its working days."""
        self.season = season_index(plan, today)
        self.kind, self.index, self.touched, self._is_splitting = DayType.WORKING_DAY, None, None, False

    def times(self, plan: TariffVersion) -> tuple[TimeOfUse, ...]:
        """The blocks that are shown."""
        return draft.schedule(plan, self._season(plan), self.kind)

    def view(self, plan: TariffVersion, tier: int) -> TimesView:
        """The strip, its title, and the ways to other days."""
        is_whole = any(time.prices for time in plan.times_of_use)
        has_weekends = draft.is_split(plan) or self._is_splitting
        is_weekend = self.kind is DayType.WEEKEND
        season = None
        if len(plan.seasons) > 1:
            following = _season_name(plan, self._season(plan) + 1)
            season = ButtonView(following)
        return TimesView(
            self._title(plan),
            words("rates.times_whole" if is_whole else "rates.times_adds"),
            self._strip(plan, tier),
            ButtonView(words("rates.weekdays" if is_weekend and has_weekends else "rates.weekends")),
            season,
            ButtonView(words("rates.holidays")) if has_weekends else None,
        )

    def show_weekends(self, plan: TariffVersion) -> None:
        """From working days to weekends and back; where they are alike, weekends begin to differ."""
        self._is_splitting = self._is_splitting or not draft.is_split(plan)
        self.kind = DayType.WORKING_DAY if self.kind is DayType.WEEKEND else DayType.WEEKEND
        self.index = self.touched = None

    def show_next_season(self, plan: TariffVersion) -> None:
        """The season that follows."""
        self.season = (self._season(plan) + 1) % max(1, len(plan.seasons))
        self.index = self.touched = None

    def holidays(self, plan: TariffVersion) -> ListSheetView:
        """Which holidays count as weekend."""
        return ListSheetView(
            SheetView(
                words("rates.holidays_title"),
                words("rates.holidays_subtitle"),
                ButtonView(words("rates.done"), ButtonKind.PRIMARY),
            ),
            toggles=tuple(ToggleView(name in plan.holidays, i18n.name_of(name)) for name in HOLIDAYS),
        )

    def with_holiday(self, plan: TariffVersion, index: int) -> TariffVersion:
        """That holiday counts as weekend, or no longer."""
        name = HOLIDAYS[index]
        chosen = {*plan.holidays} ^ {name}
        return replace(plan, holidays=tuple(each for each in HOLIDAYS if each in chosen))

    def sheet(self, plan: TariffVersion, *, active: str = "") -> TimeSheetView:
        """The block that is open."""
        times, index = self.times(plan), self._open()
        entries = self.entries(plan)
        block = times[index]
        is_last = index == len(times) - 1
        names = self._alike(plan)
        subtitle = " · ".join(part for part in (self._title(plan), i18n.capital(i18n.name_of(block.name))) if part)
        removable = ButtonState.IDLE if len(times) > 1 else ButtonState.DISABLED
        return TimeSheetView(
            SheetView(
                f"{hour_of(block.start_minute)} {i18n.EN_DASH} {hour_of(draft.end_of(times, index))}",
                subtitle,
                ButtonView(words("rates.done"), ButtonKind.PRIMARY),
                ButtonView(words("rates.remove"), ButtonKind.OUTLINE, removable),
            ),
            SegmentedView(tuple(map(_like_name, names)), _same(names, block)) if len(names) > 1 else None,
            words("rates.time_from"),
            StepperView(
                hour_of(block.start_minute),
                index > 0 and block.start_minute - draft.STEP_MINUTES > times[index - 1].start_minute,
                index > 0 and draft.end_of(times, index) - block.start_minute > draft.STEP_MINUTES,
            ),
            words("rates.time_to"),
            StepperView(
                hour_of(draft.end_of(times, index)),
                not is_last and draft.end_of(times, index) - block.start_minute > draft.STEP_MINUTES,
                not is_last and draft.end_of(times, index + 1) - draft.end_of(times, index) > draft.STEP_MINUTES,
            ),
            None if block.prices else SegmentedView((words("rates.less"), words("rates.more")), int(block.adder >= 0)),
            tuple(entry.label for entry in entries),
            tuple(FieldView(entry.text(), is_active=entry.key == active, sentence=entry.label) for entry in entries),
            ButtonView(
                words("rates.divide"),
                state=ButtonState.IDLE if draft.can_divide(times, index) else ButtonState.DISABLED,
            ),
            ButtonView("", ButtonKind.OUTLINE, _open_if(index > 0), "chevron-left", words("rates.block_before")),
            ButtonView("", ButtonKind.OUTLINE, _open_if(not is_last), "chevron-right", words("rates.block_after")),
        )

    def entries(self, plan: TariffVersion) -> tuple[Entry, ...]:
        """What can be typed in the open block: what it adds, or its price in each tier."""
        if self.index is None:
            return ()
        times, index = self.times(plan), self.index
        block = times[index]
        if not block.prices:
            sign = -1 if block.adder < 0 else 1

            def put(new: Decimal | None) -> TariffVersion:
                adder = draft.exact(sign * (new or Decimal(0)) / _CENTS)
                return self._with_block(plan, replace(block, adder=adder))

            return (Entry("time.adder", words("rates.time_adder"), Unit.CENTS, abs(block.adder) * _CENTS, put),)
        return tuple(self._whole_price(plan, block, tier) for tier in range(len(block.prices)))

    def open(self, index: int) -> None:
        """Open the sheet of a block."""
        self.index = self.touched = index

    def close(self) -> None:
        """Close it."""
        self.index = None

    def step_block(self, plan: TariffVersion, by: int) -> None:
        """The block before, or the one after."""
        self.open(min(len(self.times(plan)) - 1, max(0, self._open() + by)))

    def move(self, plan: TariffVersion, boundary: int, minute: int) -> TariffVersion:
        """A handle (from 1) was put at that minute of the day."""
        self.touched = boundary
        return self._with(plan, draft.moved(self.times(plan), boundary, minute))

    def step_start(self, plan: TariffVersion, by: int) -> TariffVersion:
        """The open block begins half an hour earlier or later."""
        times, index = self.times(plan), self._open()
        if index == 0:
            return plan
        return self._with(plan, draft.moved(times, index, times[index].start_minute + by * draft.STEP_MINUTES))

    def step_end(self, plan: TariffVersion, by: int) -> TariffVersion:
        """The open block ends half an hour earlier or later."""
        times, index = self.times(plan), self._open()
        if index == len(times) - 1:
            return plan
        return self._with(plan, draft.moved(times, index + 1, draft.end_of(times, index) + by * draft.STEP_MINUTES))

    def divide(self, plan: TariffVersion) -> TariffVersion:
        """Two blocks in place of the open one; the second is open then."""
        times, index = self.times(plan), self._open()
        if not draft.can_divide(times, index):
            return plan
        self.open(index + 1)
        return self._with(plan, draft.divided(times, index))

    def remove(self, plan: TariffVersion) -> TariffVersion:
        """The open block is gone."""
        times, index = self.times(plan), self._open()
        self.close()
        self.touched = None
        return self._with(plan, draft.without(times, index))

    def paint(self, plan: TariffVersion, choice: int) -> TariffVersion:
        """The open block is like that one."""
        return self._with(plan, draft.painted(self.times(plan), self._open(), self._alike(plan)[choice]))

    def choose_sign(self, plan: TariffVersion, choice: int) -> TariffVersion:
        """The open block takes off (0) or adds (1)."""
        block = self.times(plan)[self._open()]
        amount = abs(block.adder)
        return self._with_block(plan, replace(block, adder=amount if choice else -amount))

    def _season(self, plan: TariffVersion) -> int:
        return min(self.season, max(0, len(plan.seasons) - 1))

    def _open(self) -> int:
        assert self.index is not None, "a block is open"
        return self.index

    def _title(self, plan: TariffVersion) -> str:
        season = _season_name(plan, self._season(plan))
        if not draft.is_split(plan) and not self._is_splitting:
            return words("rates.season_every_day", season=season) if season else words("rates.every_day")
        days = words("rates.weekends" if self.kind is DayType.WEEKEND else "rates.weekdays")
        return words("rates.season_days", season=season, days=days.lower()) if season else days

    def _strip(self, plan: TariffVersion, tier: int) -> TimeStripView:
        times = self.times(plan)
        base = draft.tier_price(plan, min(tier, len(plan.tiers) - 1), self._season(plan))
        prices = [time.prices[min(tier, len(time.prices) - 1)] if time.prices else base + time.adder for time in times]
        reference = _mean(times, prices) if any(time.prices for time in times) else base
        low, high = min(prices), max(prices)
        blocks = []
        for index, (time, price) in enumerate(zip(times, prices, strict=True)):
            share = float((price - low) / (high - low)) if high > low else 0.5
            level = level_of(price, reference)
            text = i18n.price(price).number if time.prices else _adds(time.adder)
            start, end = time.start_minute, draft.end_of(times, index)
            said = f"{hour_of(start)} {i18n.EN_DASH} {hour_of(end)}, {level_word(level)}, {text}"
            blocks.append(
                TimeBlockView(
                    start / draft.DAY_MINUTES,
                    end / draft.DAY_MINUTES,
                    _LEAST_HEIGHT + (1 - _LEAST_HEIGHT) * share,
                    shown_level(level),
                    text,
                    said,
                )
            )
        marks = (AxisMark(time.start_minute / draft.DAY_MINUTES, hour_of(time.start_minute)) for time in times[1:])
        return TimeStripView(tuple(blocks), tuple(marks))

    def _alike(self, plan: TariffVersion) -> list[TimeOfUse]:
        """Each name and price that the season has, once, the cheapest first."""
        found: dict[tuple[str, Decimal, tuple[Decimal, ...]], TimeOfUse] = {}
        season = self._season(plan)
        for time in (*self.times(plan), *(each for kind in _KINDS for each in draft.schedule(plan, season, kind))):
            found.setdefault((time.name, time.adder, time.prices), time)
        by_price = sorted(found.values(), key=lambda time: time.prices[:1] or (time.adder,))
        mine = self.times(plan)[self._open()]
        kept = by_price[:_MOST_LIKE]
        if _same(kept, mine) < 0:
            kept[-1] = mine
        return kept

    def _whole_price(self, plan: TariffVersion, block: TimeOfUse, tier: int) -> Entry:
        def put(new: Decimal | None) -> TariffVersion:
            price = draft.exact((new or Decimal(0)) / _CENTS)
            prices = tuple(price if index == tier else each for index, each in enumerate(block.prices))
            return self._with_block(plan, replace(block, prices=prices))

        label = words("rates.time_price", number=tier + 1)
        return Entry(f"time.price{tier + 1}", label, Unit.CENTS, block.prices[tier] * _CENTS, put)

    def _with_block(self, plan: TariffVersion, block: TimeOfUse) -> TariffVersion:
        times, index = self.times(plan), self._open()
        return self._with(plan, (*times[:index], block, *times[index + 1 :]))

    def _with(self, plan: TariffVersion, times: Sequence[TimeOfUse]) -> TariffVersion:
        has_weekends = draft.is_split(plan) or self._is_splitting
        kind = self.kind if has_weekends else DayType.EVERY_DAY
        return draft.with_schedule(plan, self._season(plan), kind, times)


def hour_of(minute: int) -> str:
    """`2 PM`, `2:30 PM`; the day's end is midnight."""
    return i18n.time_of_day(day_time(minute // 60 % 24, minute % 60))


def _adds(adder: Decimal) -> str:
    return signed_cents(adder) if adder else i18n.price(adder).number


def _season_name(plan: TariffVersion, index: int) -> str:
    seasons = plan.seasons
    return i18n.capital(i18n.name_of(seasons[index % len(seasons)].name)) if seasons else ""


def _like_name(time: TimeOfUse) -> str:
    if time.name:
        return i18n.capital(i18n.name_of(time.name))
    return i18n.price(time.prices[0]).number if time.prices else _adds(time.adder)


def _same(times: Sequence[TimeOfUse], block: TimeOfUse) -> int:
    """Which of them has the block's name and price; -1 if none."""
    key = (block.name, block.adder, block.prices)
    return next((i for i, time in enumerate(times) if (time.name, time.adder, time.prices) == key), -1)


def _mean(times: Sequence[TimeOfUse], prices: Sequence[Decimal]) -> Decimal:
    """The day's mean price, by time."""
    total = Decimal(0)
    for index, price in enumerate(prices):
        total += price * (draft.end_of(times, index) - times[index].start_minute)
    return total / draft.DAY_MINUTES


def _open_if(is_open: object) -> ButtonState:
    return ButtonState.IDLE if is_open else ButtonState.DISABLED
