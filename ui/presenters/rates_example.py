"""What the numbers of a rate plan mean: an hour at one kilowatt, a day with an event, the last bill (money rule 6)."""

from datetime import date, time
from decimal import Decimal
from itertools import pairwise

from hemsapp.questions import PreviewShown, Unanswered
from hemsapp.rates import TariffVersion
from ui import i18n
from ui.i18n import said, words
from ui.presenters import rates_draft as draft
from ui.presenters.rates_times import TimesEditor, hour_of
from ui.presenters.why import signed_cents
from ui.views import AxisMark, Level, Line, PriceBlockView, Run, SkylineView, Tone
from ui.views.rates import ChangeView

_EVENT = (16 * 60, 20 * 60)
_HOUR = 60
_LEAST = 0.25


def example(plan: TariffVersion, stored: TariffVersion | None, times: TimesEditor, tier: int) -> tuple[Line, str]:
    """`Running 1 kW for 1 hour at 3 PM costs $0.35.`, and the sum behind it."""
    blocks = times.times(plan)
    index = times.touched
    if index is None or index >= len(blocks):
        index = max(range(len(blocks)), key=lambda each: _price(plan, times, tier, blocks[each].start_minute))
    start, end = blocks[index].start_minute, draft.end_of(blocks, index)
    minute = start + _HOUR if end - start >= 2 * _HOUR else start
    price = _price(plan, times, tier, minute)
    cost = i18n.money(price)
    sentence = words("rates.example_any") if len(blocks) == 1 else words("rates.example_at", time=hour_of(minute))
    line = (Run(sentence, Tone.INK), Run(f"{cost}.", Tone.INK, is_strong=True))
    return line, _sum(plan, stored, times, tier, minute)


def change(told: PreviewShown | Unanswered | None, running: date, *, is_wanted: bool) -> ChangeView | None:
    """The last bill, or the one that runs since `running`, as it was and would be; None while nothing is edited."""
    if not is_wanted:
        return None
    if told is None:
        return ChangeView(words("rates.preview"), "…", "…")
    if isinstance(told, Unanswered):
        return ChangeView(said(told.sentence))
    if told.before is None or told.after is None:
        return ChangeView(words("rates.preview_none"))
    label = words("rates.preview_running" if told.before.start == running else "rates.preview")
    return ChangeView(label, i18n.money(told.before.total), i18n.money(told.after.total))


def event_day(plan: TariffVersion, times: TimesEditor, tier: int) -> SkylineView | None:
    """A working day with an event from 4 to 8 PM: what it adds on top of the usual price."""
    peak = plan.critical_peak
    if peak is None:
        return None
    edges = sorted({0, draft.DAY_MINUTES, *_EVENT, *(block.start_minute for block in times.times(plan))})
    stretches = []
    for start, end in pairwise(edges):
        is_event = _EVENT[0] <= start < _EVENT[1]
        stretches.append((start, end, _price(plan, times, tier, start) + (peak.adder if is_event else 0), is_event))
    most = max(price for _, _, price, _ in stretches) or Decimal(1)
    blocks = tuple(
        PriceBlockView(
            start / draft.DAY_MINUTES,
            end / draft.DAY_MINUTES,
            max(_LEAST, float(price / most)),
            Level.CRITICAL if is_event else _level(plan, times, tier, start),
            "",
            i18n.price(price).number,
        )
        for start, end, price, is_event in stretches
    )
    marks = tuple(AxisMark(at / draft.DAY_MINUTES, hour_of(at)) for at in _EVENT)
    return SkylineView(
        words(
            "rates.event_day",
            hours=i18n.times_range(*(time(minute // 60, minute % 60) for minute in _EVENT)),
            price=i18n.price(_price(plan, times, tier, _EVENT[0]) + peak.adder).number,
        ),
        blocks,
        marks,
    )


def spoken(day: date) -> str:
    """`1 August`."""
    return i18n.spoken_date(day)


def _sum(plan: TariffVersion, stored: TariffVersion | None, times: TimesEditor, tier: int, minute: int) -> str:
    block = times.times(plan)[draft.block_at(times.times(plan), minute)]
    price = _price(plan, times, tier, minute)
    was = None if stored is None else _price(stored, times, tier, minute)
    base = draft.tier_price(plan, min(tier, len(plan.tiers) - 1), min(times.season, max(0, len(plan.seasons) - 1)))
    adder = Decimal(0) if block.prices else block.adder
    shown = i18n.price(price).number
    key = "rates.example_sum" if adder else "rates.example_plain"
    return words(
        key if was is not None and i18n.price(was).number != shown else f"{key}_same",
        number=min(tier, len(plan.tiers) - 1) + 1,
        tier=i18n.price(base).number,
        sign=i18n.MINUS if adder < 0 else "+",
        time=signed_cents(adder).lstrip(f"+{i18n.MINUS}"),
        price=shown,
        was="" if was is None else i18n.price(was).number,
    )


def _price(plan: TariffVersion, times: TimesEditor, tier: int, minute: int) -> Decimal:
    """The whole price of a kWh of the tier, on the days that are shown, at that minute."""
    season = min(times.season, max(0, len(plan.seasons) - 1))
    blocks = draft.schedule(plan, season, times.kind)
    block = blocks[draft.block_at(blocks, minute)]
    if block.prices:
        return block.prices[min(tier, len(block.prices) - 1)]
    return draft.tier_price(plan, min(tier, len(plan.tiers) - 1), season) + block.adder


def _level(plan: TariffVersion, times: TimesEditor, tier: int, minute: int) -> Level:
    strip = times.view(plan, tier).strip
    at = minute / draft.DAY_MINUTES
    return next(block.level for block in strip.blocks if block.start <= at < block.end)
