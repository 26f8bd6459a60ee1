"""What an event was worth and its loop of receipts, as a table: only what is confirmed is called so."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hemsapp.commands import AcknowledgeNotice, AnswerEvent, CheckEvent, OptOut, Practise, StopPlan
from hemsapp.snapshot import Outcome
from ui.presenters.event import HOW, EventPresenter, EventView
from ui.presenters.frame import Page
from ui.presenters.result import ResultView, how, node_facts, result
from ui.screens import cases
from ui.screens.cases import CASES, NOW
from ui.screens.event_cases import EVENT_ID, LOOP, ended_event, with_events
from ui.views import LoopState, plain

ZONE = "America/Los_Angeles"


def of(case: str) -> ResultView:
    s = CASES[case]()
    return result(s.events.all[0], s, NOW)


def page(case: str, about: int | None = None) -> EventView:
    presenter = EventPresenter()
    presenter.about(about)
    return presenter.present(CASES[case](), NOW)


def test_every_step_is_counted_from_the_steps_themselves() -> None:
    view = of("event-finished")
    assert (view.title, view.count) == ("Every step confirmed", "7 of 7")
    assert view.body == "Started on time at 2:00:02. Your utility confirmed at 2:00:31."
    assert [(node.name, node.note, node.time) for node in view.loop.out] == [
        ("Utility", "MS", "1:58:40"),
        ("Meter", "", "1:58:43"),
        ("Display", "", "1:58:44"),
        ("Thermostat", "", "2:00:02"),
    ]
    assert [(node.name, node.time) for node in view.loop.back] == [
        ("Meter", "2:00:04"),
        ("Utility", "2:00:09"),
        ("Records", "2:00:31"),
    ]
    assert view.loop.words == ("Instruction", "Control message", "Receipt", "Private message")


def test_a_missing_link_says_how_often_it_was_sent() -> None:
    """UC96.2.4"""
    view = of("event-finished-missing")
    assert (view.title, view.count) == ("5 of 7 confirmed", "5 of 7")
    assert view.body == "Started at 2:00:02. Your utility has not confirmed yet."
    assert [(node.state, node.time) for node in view.loop.back] == [
        (LoopState.CONFIRMED, "2:00:04"),
        (LoopState.MISSING, "not yet confirmed\n2 of 4 sent"),
        (LoopState.MISSING, "not yet confirmed\n2 of 4 sent"),
    ]


def test_a_late_link_says_so_in_words() -> None:
    view = of("event-finished-late")
    assert view.loop.back[-1].state is LoopState.LATE
    assert view.loop.back[-1].time == "2:00:31\nlate"
    assert view.body == "Your utility confirmed late, at 2:00:31."


def test_messages_of_two_classes_are_not_called_by_one() -> None:
    mixed = (replace(LOOP[0], message_class="private"), *LOOP[1:])
    s = with_events(cases.normal(), replace(ended_event(), loop=mixed))
    assert result(s.events.all[0], s, NOW).loop.words[1] == "Message"


@pytest.mark.parametrize(
    ("outcome", "amount", "verdict", "used"),
    [
        (Outcome(3_100, 5_600, 4, Decimal("1.55")), "$1.55", "saved", "You used 3.1 kWh your usual is 5.6"),
        (
            Outcome(6_000, 5_600, 4, Decimal(0)),
            "$0.00",
            "You used 0.4 kWh more than usual.",
            "You used 6.0 kWh your usual is 5.6",
        ),
        (Outcome(3_100, None, 0, None), "—", "not known yet", "You used 3.1 kWh"),
        (Outcome(None, None, 0, None), "—", "not known yet", "Your use is not in yet."),
        (None, "—", "not known yet", "Your use is not in yet."),
    ],
)
def test_the_worth_is_told_as_far_as_it_is_known(outcome: Outcome | None, amount: str, verdict: str, used: str) -> None:
    s = with_events(cases.normal(), replace(ended_event(), outcome=outcome))
    view = result(s.events.all[0], s, NOW)
    assert (view.amount, plain(view.verdict)) == (amount, verdict)
    assert " ".join(plain(line) for line in view.used).strip() == used


@pytest.mark.parametrize(
    ("outcome", "usual"),
    [
        (Outcome(3_100, 5_600, 10, Decimal(1)), "Usual = your last 10 weekdays without an event."),
        (
            Outcome(3_100, 5_600, 10, Decimal(1), 7),
            "Usual = last 10 weekdays, +7\u2009% for that day.",
        ),
        (
            Outcome(3_100, 5_600, 4, Decimal(1), -20, is_business_day=False),
            "Usual = last 4 weekend days, \u221220\u2009% for that day.",
        ),
        (Outcome(3_100, None, 0, None), "No usual day to compare with yet."),
        (Outcome(None, 5_600, 10, None), ""),
    ],
)
def test_what_usual_means_is_told_with_its_days_and_its_adjustment(outcome: Outcome, usual: str) -> None:
    """X-MEASURED-RESPONSE: honest wording of a baseline."""
    s = with_events(cases.normal(), replace(ended_event(), outcome=outcome))
    assert result(s.events.all[0], s, NOW).usual == usual


def test_see_how_gives_factors_whose_product_is_what_is_shown() -> None:
    s = CASES["event-finished"]()
    view = how(s.events.all[0], s)
    assert view is not None
    assert [(row.label, row.value) for row in view.rows] == [
        ("Your usual, 2–6 PM", "5.6 kWh"),  # noqa: RUF001 - a range of hours
        ("This event", "3.1 kWh"),
        ("Less", "2.5 kWh"),
        ("Price in the event", "62.0¢/kWh"),
        ("Saved, about", "$1.55"),
    ]
    other = replace(s.events.all[0], outcome=Outcome(3_100, 5_600, 4, Decimal("2.00")))
    assert how(other, s) is None


def test_a_link_tells_class_number_and_how_often_it_was_sent() -> None:
    event = CASES["event-finished-missing"]().events.all[0]
    view = node_facts(event, 5, ZONE)
    assert view is not None
    assert (view.title, view.sentence) == ("Utility", "Not yet confirmed. It is sent again until it is.")
    assert [(row.label, row.value) for row in view.rows] == [
        ("Message", "Private message"),
        ("Number", "urn:home:17"),
        ("Had it at", "—"),
        ("Sent", "2 times"),
    ]
    assert node_facts(event, 99, ZONE) is None


def test_a_result_is_seen_with_ok_and_leads_home() -> None:
    view = page("event-finished")
    assert view.result is not None
    assert view.answers == ((AcknowledgeNotice(EVENT_ID, 31), Page.HOME), (HOW,), ())


@pytest.mark.parametrize(
    ("case", "first", "second"),
    [
        ("event-active", (OptOut(EVENT_ID, None),), ()),
        ("event-announced", (AnswerEvent(EVENT_ID, is_skipped=False),), (AnswerEvent(EVENT_ID, is_skipped=True),)),
        ("event-answered", (AnswerEvent(EVENT_ID, is_skipped=True),), ()),
        ("event-skipped", (AnswerEvent(EVENT_ID, is_skipped=False),), ()),
        ("event-unconfirmed", (CheckEvent(EVENT_ID),), (StopPlan(EVENT_ID),)),
        ("event-emergency", (), ()),
        ("normal", (Practise(10),), ()),
    ],
)
def test_the_page_of_an_event_offers_what_may_be_done_now(
    case: str, first: tuple[object, ...], second: tuple[object, ...]
) -> None:
    """UC96.3.4, UC96.3.13"""
    view = page(case)
    assert view.answers[:2] == (first, second)


def test_the_page_turns_to_its_receipts_and_back() -> None:
    presenter, s = EventPresenter(), CASES["event-active"]()
    assert presenter.present(s, NOW).facts is not None
    presenter.press(2)
    turned = presenter.present(s, NOW)
    assert turned.result is not None
    assert turned.result.title == "6 of 7 confirmed"
    presenter.press(2)
    assert presenter.present(s, NOW).facts is not None


def test_an_event_that_is_no_longer_known_is_not_shown_as_another() -> None:
    view = page("event-active", about=9999)
    assert view.empty
    assert view.facts is None


def test_the_facts_say_what_the_meter_confirmed() -> None:
    view = page("event-unconfirmed")
    assert view.facts is not None
    assert [fact.title for fact in view.facts.facts][1] == "Your meter has not confirmed the start."
    assert "K7M 2PX" in view.facts.facts[1].subtitle
    view = page("event-active")
    assert view.facts is not None
    assert view.facts.facts[1].sentence == "Your meter confirms: running. It said so at 11:00:01."
    assert [(row.title, row.value) for row in view.facts.rooms] == [("Living room", "78°"), ("Upstairs", "78°")]


def test_an_event_that_was_called_off_says_so_and_names_nobody() -> None:
    """C1FR30: nobody is told to take part in what will not happen."""
    presenter, s = EventPresenter(), CASES["event-cancelled"]()
    view = presenter.present(s, NOW)
    assert view.facts is not None
    assert view.facts.rooms == ()
    assert any("Cancelled by your utility" in fact.title for fact in view.facts.facts)
