"""An event that the meter did not confirm, and the list of all events."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from devices.demand_response import MeterEventStatus
from devices.moment import Moment
from hemsapp.commands import AcknowledgeNotice, CheckEvent, Practise, StopPlan
from hemsapp.snapshot import NO_EVENTS, Event, EventPhase, Events, Outcome, Snapshot
from ui.presenters.event_list import EventListPresenter, acknowledged, item
from ui.presenters.frame import unread
from ui.presenters.messages import MessagesPresenter
from ui.presenters.missed import MissedPresenter, support_code
from ui.screens import cases
from ui.screens import comfort_cases as rooms
from ui.screens.cases import NOW
from ui.screens.comfort_cases import MISSED_NOW
from ui.views import ButtonState

ZONE = "America/Los_Angeles"


def missed(**changes: object) -> Snapshot:
    s = rooms.missed(cases.normal())
    assert s.events.current is not None
    event = replace(s.events.current, **changes)  # type: ignore[arg-type]  # fields of Event
    return replace(s, events=replace(s.events, all=(event,), current=event))


def later(seconds: float) -> Moment:
    return Moment(MISSED_NOW.utc, MISSED_NOW.monotonic_s + seconds)


def heard(snapshot: Snapshot, at: Moment) -> Snapshot:
    return replace(snapshot, link=replace(snapshot.link, meter_heard=at))


def test_the_customer_is_told_that_the_meter_did_not_say_so() -> None:
    """UC96.3.4"""
    view = MissedPresenter().present(missed(), MISSED_NOW)
    assert view is not None
    assert view.title == "The event should have started at 2:00 PM, but the meter hasn’t said so."  # noqa: RUF001
    assert view.body == "We started your plan on time, because you chose that. Living room is going to 78°."
    assert (view.support_code, view.check is not None, view.stop is not None) == ("K7M 2PX", True, True)


def test_who_waits_for_the_meter_has_nothing_to_stop() -> None:
    view = MissedPresenter().present(missed(runs_by_own_clock=False), MISSED_NOW)
    assert view is not None
    assert (view.body, view.stop) == ("Nothing was started, because you chose to wait for the meter.", None)


def test_an_end_that_was_not_confirmed_is_told_too() -> None:
    end = datetime(2026, 7, 14, 21, 0, tzinfo=UTC)
    view = MissedPresenter().present(missed(end=end, meter_status=MeterEventStatus.ACTIVE), MISSED_NOW)
    assert view is not None
    assert view.title == "The event should have ended at 2:00 PM, but the meter hasn’t said so."  # noqa: RUF001
    assert view.body.endswith("Living room goes back to 74°.")


@pytest.mark.parametrize(
    ("status", "is_heard", "words"),
    [
        (None, True, "The meter answers, but has no such event."),
        (MeterEventStatus.PENDING, True, "The meter answers: there the event has not started."),
        (None, False, "The meter does not answer."),
    ],
)
def test_a_check_is_asked_for_and_its_result_replaces_the_words(
    status: MeterEventStatus | None, is_heard: bool, words: str
) -> None:
    """UC96.3.4"""
    presenter = MissedPresenter()
    s = missed(meter_status=status)
    presenter.present(s, MISSED_NOW)
    assert presenter.check() == CheckEvent(4711)
    busy = presenter.present(s, later(2))
    assert busy is not None
    assert busy.check is not None
    assert busy.check.state is ButtonState.BUSY
    done = presenter.present(heard(s, later(5)) if is_heard else s, later(11))
    assert done is not None
    assert done.body.startswith(words)
    assert "call your utility" in done.body


def test_the_plan_can_be_stopped() -> None:
    """UC96.3.13"""
    presenter = MissedPresenter()
    presenter.present(missed(), MISSED_NOW)
    assert presenter.stop() == StopPlan(4711)


def test_the_number_to_call_comes_with_the_facts_to_tell() -> None:
    """UC96.3.5"""
    presenter = MissedPresenter()
    presenter.present(missed(), MISSED_NOW)
    shown = presenter.call()
    assert shown is not None
    sheet, call = shown
    assert (sheet.title, call.number) == ("Call Sample Power & Light", "1-800-555-0142")
    assert dict(call.facts) == {
        "Event": "4711, today, 2–6 PM",  # noqa: RUF001 - a range of hours
        "The meter": "heard 3 s ago, says: no such event",
        "This display": "runs the plan by its own clock",
        "Support code": "K7M 2PX",
    }


def test_without_a_number_the_bill_has_it() -> None:
    presenter = MissedPresenter()
    s = missed()
    presenter.present(replace(s, events=replace(s.events, utility_phone="", utility_name="")), MISSED_NOW)
    shown = presenter.call()
    assert shown is not None
    assert (shown[0].title, shown[1].number) == ("Call your utility", "The number stands on your bill.")


def test_when_every_event_is_confirmed_there_is_no_card() -> None:
    presenter = MissedPresenter()
    assert presenter.present(cases.normal(), NOW) is None
    assert (presenter.check(), presenter.stop(), presenter.call()) == (None, None, None)


@pytest.mark.parametrize(("code", "shown"), [("K7M2PX", "K7M 2PX"), ("K7M 2PX", "K7M 2PX"), ("", "")])
def test_a_support_code_is_read_out_in_groups(code: str, shown: str) -> None:
    assert support_code(code) == shown


def ended(saved: str | None) -> Event:
    outcome = None if saved is None else Outcome(3100, 5600, 4, Decimal(saved))
    return replace(rooms.past_event(), outcome=outcome)


@pytest.mark.parametrize(
    ("event", "title"),
    [
        (rooms.coming_event(), "Critical price"),
        (replace(rooms.coming_event(), is_skipped=True), "Critical price: you skip it"),
        (replace(rooms.coming_event(), moved_from=NOW.utc), "Critical price, changed by your utility"),
        (rooms.event(), "Critical price: now, until 6 PM"),
        (replace(rooms.event(), phase=EventPhase.RECOVERING), "Critical price: over, going back to your programme"),
        (ended("1.20"), "Event finished: about $1.20 saved"),
        (ended("-0.40"), "Event finished: about $0.40 more than usual"),
        (ended(None), "Event finished"),
        (replace(ended(None), is_test=True), "Event finished (practice)"),
        (replace(rooms.event(), phase=EventPhase.CANCELLED), "Critical price: cancelled by your utility"),
        (replace(rooms.event(), phase=EventPhase.SUPERSEDED), "Critical price: replaced by another event"),
        (replace(rooms.event(), phase=EventPhase.REJECTED), "Critical price: the announcement was not valid"),
    ],
)
def test_a_row_says_what_became_of_an_event(event: Event, title: str) -> None:
    assert item(event, NOW.utc, ZONE).row.title == title


def test_the_list_begins_with_what_comes_and_says_when() -> None:
    view = EventListPresenter().present(rooms.announced(cases.normal()), NOW)
    assert [each.row.when for each in view.rows] == [
        "tomorrow, 2–6 PM",  # noqa: RUF001 - a range of hours
        "Thu 9 Jul, 2–6 PM",  # noqa: RUF001 - a range of hours
        "Tue 7 Jul, 2–6 PM",  # noqa: RUF001 - a range of hours
    ]
    assert acknowledged(view.rows[1]) == AcknowledgeNotice(4702, 9)
    assert acknowledged(view.rows[0]) is None


def test_without_events_one_can_be_practised() -> None:
    presenter = EventListPresenter()
    view = presenter.present(replace(cases.normal(), events=NO_EVENTS), NOW)
    assert (view.rows, view.empty) == ((), "No events yet. Your utility announces them here.")
    assert presenter.practise() == Practise(10)


def test_what_is_not_confirmed_and_what_changed_counts_as_unread() -> None:
    assert unread(missed()) == 2
    assert unread(rooms.announced(cases.normal())) == 2


def test_messages_show_texts_and_events_that_are_over() -> None:
    view = MessagesPresenter().present(rooms.announced(cases.normal()), NOW)
    assert (view.missed, len(view.cards), view.empty) == (None, 1, "")
    assert [each.issuer_event_id for each in view.events] == [4702, 4699]
    bare = replace(cases.normal(), texts=(), events=Events())
    assert MessagesPresenter().present(bare, NOW).empty.startswith("No messages.")
