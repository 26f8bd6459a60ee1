"""An emergency, as a table: what was asked, what is locked, who is exempt, which limit holds, under both profiles."""

from dataclasses import replace

import pytest

from hemsapp.snapshot import Part
from ui.presenters.emergency import CALL, MEDICAL, EmergencyView, emergency, medical
from ui.presenters.events import OVERRIDE
from ui.screens import cases
from ui.screens.cases import CASES, NOW
from ui.screens.event_cases import EVENT_ID, emergency_event, with_events
from ui.views import plain


def shown(case: str) -> EmergencyView:
    view = emergency(CASES[case](), NOW)
    assert view is not None
    return view


@pytest.mark.parametrize(
    ("case", "reasons"),
    [
        (
            "event-emergency",
            [
                "Your utility asked for +4° until 3 PM. Reason: the grid is short of power. Sent 12:41 PM.",
                "Settings are locked under your program. Living room and Upstairs. Everything else is yours.",
                "Medical exemption on file. Nursery stays at 74°. You can change it.",
                "Safety limit 85° always applies. At 85° cooling comes back on by itself.",
            ],
        ),
        (
            "event-emergency-ja5",
            [
                "Your utility asked for +4° until 3 PM. Reason: the grid is short of power. Sent 12:41 PM.",
                "You can change it. Your utility asks you not to.",
                "No medical exemption on file. Is heat or cold a danger to someone here? Call your utility.",
                "Safety limit 85° always applies. At 85° cooling comes back on by itself.",
            ],
        ),
    ],
)
def test_an_emergency_gives_its_reasons(case: str, reasons: list[str]) -> None:
    """C1FR38"""
    assert [row.sentence for row in shown(case).reasons] == reasons


def test_a_reason_that_was_not_sent_is_not_invented() -> None:
    view = emergency(with_events(cases.normal(), replace(emergency_event(), reason="")), NOW)
    assert view is not None
    assert view.reasons[0].subtitle == "Sent 12:41 PM."


def test_a_locked_emergency_shows_the_lock_and_no_way_out() -> None:
    view = shown("event-emergency")
    assert (view.set_point, plain(view.lock), view.indoors) == (
        "78°",
        "Locked until 3 PM",
        "indoors 77° · normally 74°",
    )
    assert [button and button.text for button in view.buttons] == [
        None,
        "Details",
        "Call 1-800-555-0142",
        "Medical exemption",
    ]
    assert view.answers[1:] == ((f"event/{EVENT_ID}",), (CALL,), (MEDICAL,))


def test_under_ja5_one_may_step_out_of_an_emergency() -> None:
    view = shown("event-emergency-ja5")
    assert view.buttons[0] is not None
    assert (view.buttons[0].text, view.answers[0]) == ("I’m too warm", (OVERRIDE,))  # noqa: RUF001 - as it is written


def test_without_a_number_nobody_is_told_to_call() -> None:
    s = CASES["event-emergency"]()
    view = emergency(replace(s, events=replace(s.events, utility_phone="")), NOW)
    assert view is not None
    assert view.buttons[2] is None
    assert "Call 1-800" not in medical(replace(s, events=replace(s.events, utility_phone=""))).sentence


def test_cost_power_price_and_tier_stay_in_view() -> None:
    """C1FR32a, C1FR32b, C1FR32f, C1FR34c, C1FR34d"""
    view = shown("event-emergency")
    assert (view.figures.first, view.figures.second) == (("$0.42", "/h"), ("1.71", "kW"))
    assert plain(view.figures.price) == "Normal 24.6¢"
    assert view.tier == "Tier 2 at 24.6¢ · 187.62 kWh left"


def test_a_silent_meter_shows_no_number_of_now() -> None:
    """C1FR32g"""
    view = emergency(with_events(cases.silent(), emergency_event()), NOW)
    assert view is not None
    assert (view.figures.first[0], view.figures.second[0]) == ("—", "—")


def test_the_gauge_marks_the_normal_set_point_and_the_safety_limit() -> None:
    arch = shown("event-emergency").arch
    assert (arch.ghost_word, arch.limit_word) == ("74°", "85°")
    assert arch.ghost is not None
    assert arch.value is not None
    assert arch.limit is not None
    assert 0 < arch.ghost < arch.value < arch.limit < 1


def test_several_exempt_rooms_are_listed() -> None:
    event = emergency_event()
    rooms = tuple(replace(each, part=Part.EXEMPT) for each in event.participations)
    view = emergency(with_events(cases.normal(), replace(event, participations=rooms)), NOW)
    assert view is not None
    assert view.reasons[2].subtitle == "Living room, Upstairs and Nursery stay normal. You can change them."


@pytest.mark.parametrize("case", ["normal", "event-active", "event-recovering"])
def test_no_other_event_takes_the_whole_page(case: str) -> None:
    assert emergency(CASES[case](), NOW) is None
