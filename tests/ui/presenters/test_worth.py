"""How an event was measured, told step by step: no praise, no blame, nothing that the steps do not give."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from devices.measured_response import Adjustment, Reason
from hemsapp.questions import EventWorth, Unanswered, WorthShown, WorthWanted
from ui.presenters.event import HOW, EventPresenter
from ui.presenters.worth import season, told, view, worth_of
from ui.screens.cases import CASES, NOW, normal
from ui.screens.history_answers import EVENT_ID, worth
from ui.views import Level, WhySheetView

ZONE = "America/Los_Angeles"


@pytest.fixture
def shown() -> WorthShown:
    return worth(WorthWanted(EVENT_ID))


def rows(sheet: WhySheetView) -> dict[str, str]:
    return {row.label: row.value.replace("\u2009", " ") for row in sheet.rows}


def changed(shown: WorthShown, **changes: Any) -> EventWorth:
    return replace(shown.events[0], **changes)


def test_the_sum_is_told_step_by_step(shown: WorthShown) -> None:
    """X-MEASURED-RESPONSE"""
    made = view(shown, shown.events[0], ZONE)
    assert made.sheet.title == "Why about $1.55?"
    assert rows(made.rows) == {
        "Mean of 10 business days": "5.6 kWh",
        "As this day began": "+1 %",
        "Your usual, 2–6 PM": "5.6 kWh",  # noqa: RUF001 - a range of hours
        "This event": "3.1 kWh",
        "Less": "2.5 kWh",
        "Price in these hours": "62.0¢/kWh",
        "Saved, about": "$1.55",
    }


def test_every_day_that_was_looked_at_is_a_bar_beside_the_event(shown: WorthShown) -> None:
    chart = view(shown, shown.events[0], ZONE).chart
    taken = [bar for bar in chart.bars if bar.parts and bar.parts[0][0] is None]
    assert len(taken) == 10
    assert chart.bars[-1].parts[0][0] is Level.CRITICAL
    assert [gap.word for gap in chart.gaps] == ["gap"]
    assert len(chart.events) == 1
    assert all(bar.usual == pytest.approx(5_600 / 6_000) for bar in chart.bars)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "You used 2.5 kWh less than usual: about $1.55."),
        ({"price": None, "saved": None}, "You used 2.5 kWh less than usual."),
        ({"used_wh": 6_000, "saved": Decimal("-0.248")}, "You used 0.4 kWh more than usual: about $0.25."),
        ({"used_wh": 5_600, "saved": Decimal(0)}, "You used as much as usual."),
        ({"baseline_wh": None, "saved": None}, "Too few days like that one are known to say what it was worth."),
    ],
)
def test_more_is_told_as_plainly_as_less(shown: WorthShown, changes: dict[str, Any], sentence: str) -> None:
    assert told(changed(shown, **changes)) == sentence


def test_more_than_usual_is_a_sum_of_its_own(shown: WorthShown) -> None:
    made = view(shown, changed(shown, used_wh=6_000, saved=Decimal("-0.248")), ZONE)
    assert made.sheet.title == "Why about $0.25 more?"
    assert rows(made.rows)["More"] == "0.4 kWh"
    assert rows(made.rows)["More, about"] == "$0.25"


@pytest.mark.parametrize(
    ("adjustment", "percent", "label", "value"),
    [
        (Adjustment.APPLIED, -8, "As this day began", "−8 %"),  # noqa: RUF001 - a real minus
        (Adjustment.CAPPED, 20, "As this day began, at most", "+20 %"),
        (Adjustment.UNKNOWN, 0, "How this day began: not counted", "0 %"),
        (Adjustment.NO_USE, 0, "How this day began: not counted", "0 %"),
        (Adjustment.EVENT_BEFORE, 0, "How this day began: not counted", "0 %"),
    ],
)
def test_the_correction_says_what_became_of_it(
    shown: WorthShown, adjustment: Adjustment, percent: int, label: str, value: str
) -> None:
    event = changed(shown, adjustment=adjustment.value, adjustment_percent=percent)
    assert rows(view(shown, event, ZONE).rows)[label] == value


def test_weekends_are_compared_with_weekends(shown: WorthShown) -> None:
    steps = shown.events[0].steps[:3]
    event = changed(shown, is_business_day=False, steps=steps)
    count = sum(step.is_taken for step in steps)
    assert f"Mean of {count} weekend day{'' if count == 1 else 's'}" in rows(view(shown, event, ZONE).rows)


def test_too_few_days_give_no_number(shown: WorthShown) -> None:
    steps = tuple(step for step in shown.events[0].steps if step.is_taken)[:3]
    event = changed(shown, raw_wh=None, baseline_wh=None, adjustment_percent=None, saved=None, steps=steps)
    made = view(shown, event, ZONE)
    assert made.sheet.title == "How this was measured"
    assert made.rows.sentence == "Too few days like this one are known to compare: 3 days."
    assert rows(made.rows) == {"This event": "3.1 kWh"}


def test_the_words_of_the_steps_are_those_of_the_computation(shown: WorthShown) -> None:
    reasons = {step.reason for step in shown.events[0].steps} - {""}
    assert reasons == {Reason.OTHER_KIND.value, Reason.EVENT.value, Reason.UNKNOWN.value}


def test_the_season_is_summed_over_what_could_be_measured(shown: WorthShown) -> None:
    assert season(shown) == "This season: 4 events, about $5.62 less. 1 event could not be measured."
    more = replace(shown, season_saved=Decimal("-0.40"), season_events=4)
    assert season(more) == "This season: 4 events, about $0.40 more."
    assert season(WorthShown((), None, 0, 0, 0, Decimal(0))) == ""


def test_an_events_page_asks_once_and_opens_every_step() -> None:
    presenter = EventPresenter()
    s = CASES["event-finished"]()
    presenter.present(s, NOW)
    question, _ = presenter.wants()
    assert presenter.wants() == ()
    assert presenter.worth() is None
    presenter.answered(question, worth(WorthWanted(EVENT_ID)))
    assert presenter.worth() is not None


def test_an_event_of_long_ago_tells_its_measure() -> None:
    presenter = EventPresenter()
    presenter.about(EVENT_ID)
    presenter.present(normal(), NOW)
    (question,) = presenter.wants()
    presenter.answered(question, worth(WorthWanted(EVENT_ID)))
    seen = presenter.present(normal(), NOW)
    assert seen.empty == "You used 2.5 kWh less than usual: about $1.55."
    assert seen.header.subtitle == "Tue 14 Jul 2026, 2–6 PM"  # noqa: RUF001 - a range of hours
    assert presenter.press(0) == (HOW,)


def test_a_store_that_does_not_answer_changes_nothing() -> None:
    presenter = EventPresenter()
    before = presenter.present(CASES["event-finished"](), NOW)
    question, _ = presenter.wants()
    presenter.answered(question, Unanswered("The disk does not serve."))
    assert presenter.present(CASES["event-finished"](), NOW) == before
    assert worth_of(None, EVENT_ID) is None
