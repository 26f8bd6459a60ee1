"""Tried as a new user would: each of six questions is answered within three touches from Home (docs/paths.md)."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from hemsapp.commands import Ease
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens.cases import CASES

MOST_TOUCHES = 3
PAGE = Path(__file__).parents[3] / "docs" / "paths.md"


@dataclass(frozen=True)
class Way:
    """From Home: what is touched, and the words in which the answer then stands."""

    question: str
    case: str
    touches: tuple[str, ...]
    found: str
    says: str


_DAY = "bill_date.day.24"

WAYS = (
    Way("What does it cost now?", "normal", (), "home.cost_now", "Costs $0.42/h now"),
    Way("Which tier am I in?", "normal", (), "home.tier", "Tier 2 of 3"),
    Way("When does the event end?", "event-active", (), "band", "ends 3:00 PM"),
    Way("When does the event end?", "event-announced", (), "home.event_card", "2–6 PM"),  # noqa: RUF001 - hours
    Way("How do I step out?", "event-active", ("home.step_out",), "home.override.primary", "Apply · about $0.35"),
    Way("How do I change the plan?", "event-announced", ("home.event_card.1",), "rules.critical.offset", "+4°"),
    Way("How do I change the plan?", "normal", ("rail.more", "more.rules"), "rules.critical.offset", "+4°"),
    Way("How do I set the bill date?", "normal", ("rail.more", "more.settings", "settings.bill_date"), _DAY, "24"),
)


@pytest.mark.parametrize("way", WAYS, ids=lambda each: f"{each.question} {each.case}")
def test_a_question_of_a_new_user_is_answered_within_three_touches(kiosk: Kiosk, way: Way) -> None:
    kiosk.window.show_snapshot(CASES[way.case]())
    kiosk.window.open(Page.HOME)
    for name in way.touches:
        kiosk.tap(name)
    assert len(way.touches) <= MOST_TOUCHES
    found = kiosk.find(way.found)
    assert found.isVisible()
    assert way.says in found.accessibleName(), found.accessibleName()


def test_the_third_touch_steps_out(kiosk: Kiosk) -> None:
    """C1FR36: the option to reject a set-back; the smallest step first."""
    kiosk.window.show_snapshot(CASES["event-active"]())
    for name in ("home.step_out", "home.override.option0", "home.override.primary"):
        kiosk.tap(name)
    assert [type(each) for each in kiosk.asked] == [Ease]


def test_the_paths_are_written_down(kiosk: Kiosk) -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert all(f"## {way.question}" in written for way in WAYS)
    assert all(f"`{name}`" in written for way in WAYS for name in way.touches)
    pictures = [part.split(")")[0] for part in written.split("](screens/")[1:]]
    assert len(pictures) >= 6
    assert all((PAGE.parent / "screens" / name).is_file() for name in pictures)
