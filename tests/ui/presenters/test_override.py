"""Ways out of an event, as a table: what each is called, what it costs, what it asks, and what becomes of it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from devices.moment import Moment
from hemsapp.commands import Command, Ease, OptOut, TakeBreak
from hemsapp.snapshot import Refusal, Snapshot, Undo
from ui.presenters.override import OverridePresenter, OverrideView, undo_toast
from ui.screens import cases
from ui.screens.cases import CASES, NOW
from ui.screens.event_cases import EVENT_ID, LIVING, UPSTAIRS, fahrenheit, options
from ui.views import ButtonState


def later(seconds: float) -> Moment:
    return cases.earlier(-seconds)


def opened(case: str = "event-active") -> tuple[OverridePresenter, OverrideView, Snapshot]:
    presenter, snapshot = OverridePresenter(), CASES[case]()
    presenter.open(NOW)
    view = presenter.present(snapshot, NOW)
    assert view is not None
    return presenter, view, snapshot


def test_the_smallest_step_comes_first_and_each_has_its_price() -> None:
    """UC96.1.18"""
    _, view, _ = opened()
    assert view.sheet.title == "I’m too warm"  # noqa: RUF001 - as it is written
    assert [(row.title, row.subtitle, row.amount, row.is_selected) for row in view.options] == [
        ("1° cooler", "Living room goes to 77° until 3:00 PM", "$0.35", True),
        ("30-minute break", "Back to 74° until 1:42 PM, then 78° again", "$0.60", False),
        (
            "Back to normal for the rest",
            "74° until 3:00 PM. This room leaves the event; the others stay in.",
            "$1.90",
            False,
        ),
    ]
    assert view.sheet.primary is not None
    assert view.sheet.primary.text == "Apply · about $0.35"


def test_in_winter_it_is_warmer() -> None:
    _, view, _ = opened("event-heating")
    assert (view.sheet.title, view.options[0].title) == ("I’m too cold", "1° warmer")  # noqa: RUF001 - as it is written
    assert view.options[2].subtitle == "68° until 3:00 PM. Your home leaves this event."
    assert view.rooms is None


def test_all_rooms_have_their_own_costs() -> None:
    presenter, view, snapshot = opened()
    assert view.rooms is not None
    assert view.rooms.options == ("Only Living room", "All rooms")
    presenter.choose_room(1)
    every = presenter.present(snapshot, NOW)
    assert every is not None
    assert [row.amount for row in every.options] == ["$0.70", "$1.20", "$3.80"]
    assert every.options[0].subtitle == "Every room goes 1° cooler until 3:00 PM"


def test_several_rooms_are_named() -> None:
    _, view, _ = opened("event-emergency-ja5")
    assert view.rooms is not None
    assert view.rooms.options == ("Living room", "Upstairs", "All rooms")


@pytest.mark.parametrize(
    ("room", "option", "command"),
    [
        (0, 0, Ease(EVENT_ID, LIVING, 56)),
        (0, 1, TakeBreak(EVENT_ID, LIVING, 30)),
        (0, 2, OptOut(EVENT_ID, LIVING)),
        (1, 0, Ease(EVENT_ID, None, 56)),
        (1, 1, TakeBreak(EVENT_ID, None, 30)),
        (1, 2, OptOut(EVENT_ID, None)),
    ],
)
def test_what_is_chosen_is_asked_once(room: int, option: int, command: Command) -> None:
    """UC96.1.18"""
    presenter, _, snapshot = opened()
    presenter.choose_room(room)
    presenter.choose(option)
    presenter.present(snapshot, NOW)
    assert presenter.apply() == command
    assert presenter.apply() is None


def test_a_cost_that_nobody_knows_is_not_invented() -> None:
    presenter, _, snapshot = opened()
    event = snapshot.events.current
    assert event is not None
    unknown = replace(event, options=tuple(replace(each, cost=None) for each in event.options))
    view = presenter.present(replace(snapshot, events=replace(snapshot.events, current=unknown)), NOW)
    assert view is not None
    assert (view.options[0].about, view.options[0].amount) == ("cost not known", "")
    assert view.sheet.primary is not None
    assert view.sheet.primary.text == "Apply · cost not known"


def test_an_answer_is_awaited_in_words_and_closes_the_sheet() -> None:
    presenter, _, snapshot = opened()
    presenter.apply()
    for seconds, words in ((1, "Sending…"), (3, "Waiting for the thermostat…")):
        view = presenter.present(snapshot, later(seconds))
        assert view is not None
        assert view.sheet.primary is not None
        assert (view.sheet.primary.text, view.sheet.primary.state) == (words, ButtonState.BUSY)
    assert presenter.present(CASES["event-eased"](), later(3)) is None


def test_a_refusal_closes_the_sheet_too() -> None:
    presenter, _, snapshot = opened()
    presenter.apply()
    assert presenter.present(replace(snapshot, refusal=Refusal("Locked.", NOW)), later(1)) is None


def test_nobody_waits_for_ever() -> None:
    presenter, _, snapshot = opened()
    presenter.apply()
    assert presenter.present(snapshot, later(11)) is None


def test_a_sheet_that_is_left_alone_closes_after_two_minutes_and_keeps_saving() -> None:
    presenter, _, snapshot = opened()
    assert presenter.present(snapshot, later(100)) is not None
    presenter.choose(1)
    assert presenter.present(snapshot, later(219)) is not None
    assert presenter.present(snapshot, later(221)) is None


@pytest.mark.parametrize("case", ["normal", "event-recovering", "event-emergency"])
def test_there_is_no_way_out_of_nothing_and_none_of_what_is_locked(case: str) -> None:
    presenter = OverridePresenter()
    presenter.open(NOW)
    assert presenter.present(CASES[case](), NOW) is None


@pytest.mark.parametrize(
    ("undo", "text", "detail"),
    [
        (Undo(LIVING, fahrenheit(77), Decimal("0.35"), 0), "Living room is going to 77°.", "About $0.35 by 3:00 PM."),
        (Undo(UPSTAIRS, fahrenheit(77), None, 0), "Upstairs is going to 77°.", "Cost not known."),
        (Undo(None, fahrenheit(77), Decimal("0.70"), 0), "All rooms are going to 77°.", "About $0.70 by 3:00 PM."),
        (Undo(None, None, Decimal("3.80"), 0), "All rooms: back to normal.", "About $3.80 by 3:00 PM."),
    ],
)
def test_what_was_done_can_be_taken_back_for_ten_seconds(undo: Undo, text: str, detail: str) -> None:
    s = CASES["event-active"]()
    seen = replace(s, events=replace(s.events, undo=replace(undo, until_s=NOW.monotonic_s + 7.2)))
    toast = undo_toast(seen, NOW)
    assert toast is not None
    assert (toast.text, toast.detail, toast.action) == (text, detail, "Undo · 8 s")
    assert undo_toast(seen, later(7.2)) is None
    assert undo_toast(s, NOW) is None


def test_one_room_alone_is_not_asked_which_room() -> None:
    presenter, snapshot = OverridePresenter(), CASES["event-one-room"]()
    event = snapshot.events.current
    assert event is not None
    both = replace(event, options=options(LIVING, None))
    presenter.open(NOW)
    view = presenter.present(replace(snapshot, events=replace(snapshot.events, current=both)), NOW)
    assert view is not None
    assert view.rooms is None
    assert len(view.options) == 3
