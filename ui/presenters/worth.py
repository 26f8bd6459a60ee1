"""What an event was worth, step by step: the like days, how the day began, what is left, and the season."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from devices.measured_response import Adjustment, Reason
from hemsapp.questions import EventWorth, WorthShown, WorthStep
from ui import i18n
from ui.i18n import words
from ui.views import AxisMark, ButtonKind, ButtonView, Level, SheetView, WhyRow, WhySheetView
from ui.views.history import BarKind, BarView, ChartView, EventColumnView, Stretch

_OTHER_KIND, _EVENT_DAY, _UNKNOWN = Reason.OTHER_KIND.value, Reason.EVENT.value, Reason.UNKNOWN.value
_APPLIED, _CAPPED = Adjustment.APPLIED.value, Adjustment.CAPPED.value
_KWH = Decimal(1000)
_LINES = 3
_STEPS_WH = tuple(step * scale for scale in (100, 1_000, 10_000, 100_000, 1_000_000) for step in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class WorthView:
    """The sheet; the days beside the event; the sum in words."""

    sheet: SheetView
    chart: ChartView
    rows: WhySheetView


def worth_of(shown: WorthShown | None, issuer_event_id: int | None) -> EventWorth | None:
    """What is known of that event."""
    if shown is None:
        return None
    return next((each for each in shown.events if each.issuer_event_id == issuer_event_id), None)


def view(shown: WorthShown, event: EventWorth, zone: str) -> WorthView:
    """How that event was measured."""
    sheet = SheetView(_title(event), "", ButtonView(words("why.close"), ButtonKind.PRIMARY), footnote=season(shown))
    return WorthView(sheet, _chart(event, zone), _rows(event, zone))


def told(event: EventWorth) -> str:
    """The event in one sentence: no praise and no blame."""
    less = _less(event)
    if less is None:
        return words("worth.unknown")
    key = "less" if less > 0 else "more" if less < 0 else "same"
    energy = i18n.energy(abs(less))
    if event.saved is None or key == "same":
        return words(f"worth.{key}", energy=energy)
    return words(f"worth.{key}_money", energy=energy, amount=i18n.money(abs(event.saved)))


def season(shown: WorthShown) -> str:
    """What the season's events were worth together; empty where none was measured."""
    if not shown.season_measured or shown.season_start is None:
        return ""
    key = "worth.season_less" if shown.season_saved >= 0 else "worth.season_more"
    text = words(key, count=shown.season_measured, amount=i18n.money(abs(shown.season_saved)))
    missing = shown.season_events - shown.season_measured
    return (
        words("events.sentences", first=text, second=words("worth.season_missing", count=missing)) if missing else text
    )


def _less(event: EventWorth) -> int | None:
    if event.baseline_wh is None or event.used_wh is None:
        return None
    return event.baseline_wh - event.used_wh


def _title(event: EventWorth) -> str:
    if event.saved is None:
        return words("worth.title")
    return words("worth.title_money" if event.saved > 0 else "worth.title_more", amount=i18n.money(abs(event.saved)))


def _rows(event: EventWorth, zone: str) -> WhySheetView:
    hours, less = i18n.time_range(event.start, event.end, zone), _less(event)
    used = WhyRow(words("worth.used"), str(i18n.energy(event.used_wh)))
    if event.baseline_wh is None or less is None:
        taken = sum(step.is_taken for step in event.steps)
        return WhySheetView(words("worth.title"), words("worth.too_few", count=taken), (used,))
    kind = "business" if event.is_business_day else "weekend"
    count = sum(step.is_taken for step in event.steps)
    rows = [
        WhyRow(words(f"worth.mean_{kind}", count=count), str(i18n.energy(event.raw_wh))),
        _adjusted(event),
        WhyRow(words("worth.usual", hours=hours), str(i18n.energy(event.baseline_wh))),
        used,
        WhyRow(words("worth.less_row" if less >= 0 else "worth.more_row"), str(i18n.energy(abs(less)))),
    ]
    if event.price is not None and event.saved is not None:
        key = "worth.saved_row" if event.saved >= 0 else "worth.cost_row"
        rows.append(WhyRow(words("worth.price"), str(i18n.price(event.price))))
        rows.append(WhyRow(words(key), i18n.money(abs(event.saved)), is_total=True))
    return WhySheetView(words("worth.title"), words("worth.sentence"), tuple(rows))


def _adjusted(event: EventWorth) -> WhyRow:
    """How the day began beside the like days, and what that changed."""
    percent = event.adjustment_percent or 0
    sign = "+" if percent > 0 else i18n.MINUS if percent < 0 else ""
    value = f"{sign}{i18n.percent(abs(percent))}"
    if event.adjustment == _CAPPED:
        return WhyRow(words("worth.began_capped"), value)
    known = {_APPLIED: "worth.began", "": "worth.began"}
    return WhyRow(words(known.get(event.adjustment, "worth.began_unknown")), value)


def _chart(event: EventWorth, zone: str) -> ChartView:
    """The days that were looked at, the oldest first, and the event beside them; the mean is the line."""
    days = sorted((step for step in event.steps if step.reason != _OTHER_KIND), key=lambda step: step.day)
    if not days or event.used_wh is None:
        return ChartView((), empty=words("worth.no_days"))
    places = len(days) + 2
    known = [step.energy_wh for step in days if step.energy_wh is not None]
    top = _top(max([*known, event.used_wh, event.baseline_wh or 0, 1]))
    mean = None if event.baseline_wh is None else event.baseline_wh / top
    bars = [_bar(step, index, places, top, mean) for index, step in enumerate(days)]
    bars.append(BarView((places - 2) / places, (places - 1) / places, BarKind.AHEAD, usual=mean))
    event_bar = ((Level.CRITICAL, event.used_wh / top),)
    bars.append(BarView((places - 1) / places, 1.0, BarKind.KNOWN, event_bar, mean))
    return ChartView(
        bars=tuple(bars),
        grid=tuple(_grid(top)),
        unit=words("unit.kwh"),
        axis=tuple(_axis(days, places, event, zone)),
        events=tuple(
            EventColumnView(0, index / places, (index + 1) / places, is_mark=True)
            for index, step in enumerate(days)
            if step.reason == _EVENT_DAY or (step.is_taken and step.reason)
        ),
        gaps=tuple(
            Stretch(index / places, (index + 1) / places, words("kit.gap"))
            for index, step in enumerate(days)
            if step.reason == _UNKNOWN
        ),
        usual_word=words("worth.usual_word") if mean is not None else "",
        sentence=told(event),
    )


def _bar(step: WorthStep, index: int, places: int, top: int, mean: float | None) -> BarView:
    """A day that was taken in ink's grey; one that was not is left empty."""
    start, end = index / places, (index + 1) / places
    if step.energy_wh is None or not step.is_taken:
        return BarView(start, end, BarKind.AHEAD, usual=mean)
    return BarView(start, end, BarKind.KNOWN, ((None, step.energy_wh / top),), mean)


def _top(most_wh: int) -> int:
    """The Wh of the highest line."""
    step = _step(most_wh)
    return -(-most_wh // step) * step


def _step(most_wh: int) -> int:
    return next(step for step in _STEPS_WH if step * _LINES >= most_wh)


def _grid(top: int) -> Iterator[tuple[float, str]]:
    step = _step(top)
    for wh in range(0, top + 1, step):
        amount = wh / _KWH
        yield wh / top, i18n.number(amount, 0 if amount == amount.to_integral_value() else 1)


def _axis(days: list[WorthStep], places: int, event: EventWorth, zone: str) -> Iterator[AxisMark]:
    """The day of the month under every bar, with the month under the first; the event says which it is."""
    for index, step in enumerate(days):
        is_first = index == 0
        yield AxisMark((index + 0.5) / places, i18n.day_month(step.day) if is_first else str(step.day.day))
    day = i18n.local(event.start, zone).date()
    yield AxisMark((places - 0.5) / places, i18n.day_month(day))
