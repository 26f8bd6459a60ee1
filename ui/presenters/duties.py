"""Duties: what is asked of this display, and what was measured in this home (living conformance)."""

from dataclasses import dataclass
from decimal import Decimal

from devices.moment import Moment
from hemsapp.duties import Measured, Unit, measure
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters.frame import header
from ui.views import HeaderView, ListRowView, Tone

_LONG_S = 600
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class DutiesView:
    """A sentence above, a row for each duty."""

    header: HeaderView
    verdict: str
    rows: tuple[ListRowView, ...]


class DutiesPresenter:
    """Snapshot to DutiesView."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo

    def present(self, snapshot: Snapshot, now: Moment) -> DutiesView:
        """The page at that moment."""
        figures = measure(snapshot, now)
        return DutiesView(
            header(snapshot, now, words("duties.title"), has_back=True, is_demo=self._is_demo),
            verdict(figures),
            tuple(_row(each, now, has_rule=index > 0) for index, each in enumerate(figures)),
        )


def verdict(figures: tuple[Measured, ...]) -> str:
    """How many are kept, of those that were measured."""
    known = [each for each in figures if each.is_kept is not None]
    kept = sum(bool(each.is_kept) for each in known)
    return words(
        "duties.kept", kept=i18n.whole(kept), all=i18n.whole(len(known)), open=i18n.whole(len(figures) - len(known))
    )


def _row(each: Measured, now: Moment, *, has_rule: bool) -> ListRowView:
    duty = each.duty
    key = "least" if duty.is_least else "most"
    if each.value is None:
        value, tone, icon = words("duties.not_yet"), Tone.OFF, "clock"
    else:
        value = words("duties.value", value=_figure(each.value, duty.unit))
        tone, icon = (Tone.DONE, "check") if each.is_kept else (Tone.ATTENTION, "triangle-alert")
    allowed = words(f"duties.{key}", allowed=_figure(duty.allowed, duty.unit))
    subtitle = words("duties.line", allowed=allowed, ids=duty.ids[0])
    if each.worst is not None and each.worst != each.value:
        subtitle = words("duties.with_worst", line=subtitle, worst=_figure(each.worst, duty.unit))
    if each.at is not None and (now.utc - each.at).total_seconds() > 1:
        subtitle = words("duties.with_age", line=subtitle, age=_age((now.utc - each.at).total_seconds()))
    return ListRowView(words(f"duties.of.{duty.key}"), subtitle, icon, value, tone, has_rule=has_rule)


def _figure(value: float, unit: Unit) -> str:
    """`2.1 s`, `99 %`, a day."""
    amount = Decimal(str(value))
    number = i18n.number(amount, 0 if amount == amount.to_integral_value() else 1)
    if unit is Unit.PERCENT:
        return words("duties.percent", value=number)
    if value == _DAY_S:
        return words("duties.day")
    return i18n.silence(value) if value > _LONG_S else words("duties.seconds", value=number)


def _age(seconds: float) -> str:
    return i18n.age(seconds) if seconds < _LONG_S else words("duties.ago", time=i18n.silence(seconds))
