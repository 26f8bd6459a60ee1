"""History in numbers and one sentence: what was used, what it cost, and how that compares."""

from datetime import datetime
from decimal import Decimal

from hemsapp.questions import Bar, HistoryShown, Scale, StretchShown
from hemsapp.snapshot import PriceLevel
from ui import i18n
from ui.i18n import UNKNOWN, Quantity, words
from ui.presenters.frame import level_word, shown_level
from ui.views import Line, Run, Tone, WhyRow, WhySheetView, plain
from ui.views.history import SummaryView


def summary(shown: HistoryShown, now: datetime, zone: str) -> SummaryView:
    """The page's numbers, and the sentence that compares them (users.md 3.5)."""
    energy, cost = _energy(shown.scale, shown.delivered_wh), i18n.money(shown.cost)
    line = _compared(shown, now, zone)
    right = words("history.sold", energy=i18n.energy(shown.received_wh)) if shown.received_wh else ""
    sentence = " ".join(each for each in (str(energy), cost, plain(line)) if each)
    return SummaryView(energy.number, energy.unit, cost, line, right, sentence)


def why(shown: HistoryShown) -> WhySheetView | None:
    """What a day cost, by what the price meant; None where the parts do not give exactly the whole."""
    sums: dict[PriceLevel, tuple[int, Decimal]] = {}
    for bar in shown.bars:
        if bar.delivered_wh is None or bar.cost is None or bar.level is None:
            continue
        wh, cost = sums.get(bar.level, (0, Decimal(0)))
        sums[bar.level] = (wh + bar.delivered_wh, cost + bar.cost)
    is_whole = sum((cost for _, cost in sums.values()), Decimal(0)) == shown.cost
    if shown.scale is not Scale.DAY or not sums or not is_whole:
        return None
    rows = [
        WhyRow(
            words("history.why_level", level=level_word(level), energy=i18n.energy(sums[level][0])),
            i18n.money(sums[level][1]),
        )
        for level in PriceLevel
        if level in sums
    ]
    total = WhyRow(
        words("history.why_total", energy=i18n.energy(shown.delivered_wh)), i18n.money(shown.cost), is_total=True
    )
    title = words("history.why", amount=i18n.money(shown.cost))
    return WhySheetView(title, words("history.why_sentence"), (*rows, total), words("why.close"))


def _energy(scale: Scale, wh: int | None) -> Quantity:
    if wh is None:
        return Quantity(UNKNOWN, "")
    if scale is Scale.YEAR:
        return i18n.whole_energy(wh)
    return i18n.bill_energy(wh) if scale is Scale.BILL else i18n.energy(wh)


def _compared(shown: HistoryShown, now: datetime, zone: str) -> Line:
    percent = shown.usual_percent
    if shown.delivered_wh is None:
        return (Run(words("history.nothing"), Tone.QUIET),)
    if percent is None:
        return (Run(words("history.too_early"), Tone.QUIET),)
    usual = usual_name(shown)
    key = "history.same" if percent == 0 else "history.less" if percent < 0 else "history.more"
    text = words(key, percent=i18n.percent(abs(percent)), usual=usual)
    today = i18n.local(now, zone).date()
    if shown.start <= today < shown.end:
        text = words("history.by_now", text=text)
    warmer = shown.warmer_centi_c or 0
    if i18n.difference_steps(warmer):
        key = "history.hotter" if warmer > 0 else "history.colder"
        weather = words(key, degrees=i18n.weather_degrees(warmer))
        text = words("history.and", text=text, weather=weather)
    text = words("history.sentence", text=text)
    return (*((Run("", Tone.DONE, icon="check"),) if percent < 0 else ()), Run(text, Tone.INK))


def usual_name(shown: HistoryShown) -> str:
    """What it is compared with: `a usual Tuesday`."""
    if shown.scale is Scale.DAY:
        return words("history.usual_day", weekday=i18n.weekday(shown.start))
    return words(f"history.usual_{shown.scale.value}")


def read_out(bars: tuple[Bar, ...], scale: Scale, zone: str) -> SummaryView:
    """One bar under the finger: when, how much, what it cost, and at which level."""
    bar = bars[0]
    when = span(bar, scale, zone)
    if bar.delivered_wh is None:
        key = "history.was_left_out" if bar.is_corrected else "history.no_reading"
        line: Line = (Run(when, Tone.INK, is_strong=True), Run(words(key), Tone.QUIET))
        return SummaryView(UNKNOWN, "", UNKNOWN, line, sentence=plain(line))
    energy = i18n.bill_energy(bar.delivered_wh)
    line = (Run(when, Tone.INK, is_strong=True), *_meaning(bar, scale))
    cost = i18n.money(bar.cost)
    return SummaryView(energy.number, energy.unit, cost, line, sentence=f"{plain(line)}, {energy}, {cost}")


def _meaning(bar: Bar, scale: Scale) -> Line:
    if bar.is_corrected:
        if bar.counted_wh is None:
            return (Run(words("history.fixed_by_you"), Tone.QUIET),)
        return (Run(words("history.fixed_counted", energy=i18n.bill_energy(bar.counted_wh)), Tone.QUIET),)
    if bar.not_itemised_wh and scale is Scale.DAY:
        return (Run(words("history.time_unknown"), Tone.QUIET),)
    if bar.not_itemised_wh:
        return (Run(words("history.not_itemised", energy=i18n.energy(bar.not_itemised_wh)), Tone.QUIET),)
    if bar.level is None or scale is not Scale.DAY:
        return ()
    return (Run(level_word(bar.level), level=shown_level(bar.level), is_strong=True),)


def span(bar: Bar, scale: Scale, zone: str) -> str:
    """When a bar was: `4:30–4:45 PM`, `Tue 14 Jul`, `July 2026`."""  # noqa: RUF002 - the dashes are the contract
    day = i18n.local(bar.start, zone).date()
    if scale is Scale.DAY:
        return i18n.time_range(bar.start, bar.end, zone)
    if scale is Scale.YEAR:
        return words("history.month", month=words(f"month.{day.month}"), year=day.year)
    return i18n.short_date(day)


def stretch_sum(bars: tuple[Bar, ...]) -> tuple[int, Decimal] | None:
    """The energy and the cost of neighbouring bars; None where one of them is not known."""
    wh, cost = 0, Decimal(0)
    for bar in bars:
        if bar.delivered_wh is None or bar.cost is None:
            return None
        wh += bar.delivered_wh
        cost += bar.cost
    return wh, cost


def stretch_words(bars: tuple[Bar, ...], scale: Scale, zone: str, told: StretchShown | None) -> str:
    """What a dragged stretch used and cost, by the store's word where it came already."""
    summed = stretch_sum(bars)
    if told is not None:
        summed = None if told.delivered_wh is None or told.cost is None else (told.delivered_wh, told.cost)
    if scale is Scale.DAY:
        when = i18n.time_range(bars[0].start, bars[-1].end, zone)
    else:
        when = words("history.from_to", first=span(bars[0], scale, zone), last=span(bars[-1], scale, zone))
    if summed is None:
        return words("history.stretch_gap", when=when)
    return words("history.stretch", when=when, energy=i18n.bill_energy(summed[0]), cost=i18n.money(summed[1]))
