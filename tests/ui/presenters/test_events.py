"""Events, as a table: where one stands, and exactly what the band, the chip, the cards and the foot of Home say."""

from dataclasses import replace
from datetime import timedelta

import pytest

from devices.moment import Moment
from hemsapp.commands import AcknowledgeNotice, AnswerEvent, CheckEvent, OptIn, SaveMore
from hemsapp.snapshot import Event, EventPhase, Part, Snapshot
from ui.presenters.event_cards import DISMISS, EventCard, event_card
from ui.presenters.event_words import chip, part_line
from ui.presenters.events import OVERRIDE, band, running
from ui.presenters.home import HomePresenter
from ui.screens import cases, event_cases
from ui.screens.cases import CASES, NOW
from ui.screens.event_cases import EVENT_ID, LIVING, announced_event, at, first_room, running_event, with_events
from ui.views import BandKind, ButtonState, Level, Tone, plain

ZONE = "America/Los_Angeles"


def later(seconds: float) -> Moment:
    return cases.earlier(-seconds)


def home_with(event: Event) -> Snapshot:
    return with_events(cases.normal(), event)


def card_of(case: str, now: Moment = NOW) -> EventCard:
    card = event_card(CASES[case](), now)
    assert card is not None
    return card


@pytest.mark.parametrize(
    ("case", "kind", "title", "countdown"),
    [
        ("event-active", BandKind.CRITICAL, "Critical price · ends 3:00 PM", "1 h 48 m left"),
        ("event-ending", BandKind.CRITICAL, "Critical price · ends 1:21 PM", "9:42"),
        ("event-practice", BandKind.CRITICAL, "Practice: Critical price · ends 3:00 PM", "1 h 48 m left"),
        ("event-emergency", BandKind.EMERGENCY, "Grid emergency · until 3:00 PM", "1 h 48 m left"),
        ("event-recovering", BandKind.RECOVERY, "Event over. Returning to your normal 74° over 38 min.", ""),
    ],
)
def test_the_band_says_what_runs_and_until_when(case: str, kind: BandKind, title: str, countdown: str) -> None:
    """C1FR32, UC96.1.16"""
    view = band(CASES[case](), NOW)
    assert view is not None
    assert (view.kind, view.title, view.countdown) == (kind, title, countdown)


@pytest.mark.parametrize("case", ["normal", "event-announced", "event-soon", "event-finished", "event-cancelled"])
def test_no_band_stands_while_nothing_runs(case: str) -> None:
    assert band(CASES[case](), NOW) is None


def test_a_narrow_screen_says_it_in_fewer_words_and_a_late_end_says_ending() -> None:
    view = band(CASES["event-active"](), later(2 * 3600), is_narrow=True)
    assert view is not None
    assert (view.title, view.countdown) == ("Critical · ends 3:00 PM", "ending…")


def test_only_a_recovery_can_be_ended_from_the_band() -> None:
    for case, action in (("event-recovering", "Return now"), ("event-active", ""), ("event-emergency", "")):
        view = band(CASES[case](), NOW)
        assert view is not None
        assert view.action == action


@pytest.mark.parametrize(
    ("minutes", "text", "tone"),
    [
        (24 * 60, "Tomorrow 1:12–5:12 PM", Tone.QUIET),  # noqa: RUF001 - a range of hours
        (60, "Today 2:12–6:12 PM", Tone.QUIET),  # noqa: RUF001 - a range of hours
        (3 * 24 * 60, "Thu 1:12–5:12 PM", Tone.QUIET),  # noqa: RUF001 - a range of hours
        (30, "Starts in 30 min", Tone.ATTENTION),
        (1, "Starts in 1 min", Tone.ATTENTION),
    ],
)
def test_the_chip_stands_from_the_notice_to_the_start(minutes: int, text: str, tone: Tone) -> None:
    start = NOW.utc + timedelta(minutes=minutes)
    event = replace(announced_event(), start=start, end=start + timedelta(hours=4))
    view = chip(home_with(event), NOW)
    assert view is not None
    assert (view.text, view.tone, view.opens) == (text, tone, f"event/{EVENT_ID}")


def test_a_skipped_event_is_remembered_in_the_header_without_its_colour() -> None:
    view = chip(CASES["event-skipped"](), NOW)
    assert view is not None
    assert (view.text, view.level) == ("Skipped 2–6 PM", None)  # noqa: RUF001 - a range of hours


def test_a_start_that_the_meter_did_not_confirm_is_said_in_the_header() -> None:
    """UC96.3.4"""
    view = chip(CASES["event-unconfirmed"](), NOW)
    assert view is not None
    assert (view.text, view.tone) == ("Not confirmed", Tone.ATTENTION)


def test_an_announcement_says_price_plan_and_saving_and_asks_once() -> None:
    """C1FR38"""
    card = card_of("event-announced")
    assert card.card.title == "Critical price tomorrow, 2–6 PM"  # noqa: RUF001 - a range of hours
    assert plain(card.card.beside) == "62¢ instead of 34¢ per kWh"
    assert [plain(line) for line in card.card.lines] == [
        "Your plan: cool to 72° by 2 PM, then 78°. House stays below 80°. Likely saves $1.55."
    ]
    assert [button.text for button in card.card.buttons] == ["Keep my plan", "Change plan", "Skip this one"]
    assert card.answers == (
        (AnswerEvent(EVENT_ID, is_skipped=False),),
        (f"rules/{LIVING}",),
        (AnswerEvent(EVENT_ID, is_skipped=True),),
    )
    assert event_card(CASES["event-answered"](), NOW) is None


def test_a_saving_that_nobody_knows_is_not_promised() -> None:
    event = replace(announced_event(), likely_saving=None, price=None)
    card = event_card(home_with(event), NOW)
    assert card is not None
    assert plain(card.card.beside) == ""
    assert "saves" not in plain(card.card.lines[0])


def test_without_preparation_the_plan_says_what_replaces_what() -> None:
    s = home_with(announced_event())
    card = event_card(replace(s, comfort=event_cases.comfort(pre_cool_degrees=0)), NOW)
    assert card is not None
    assert plain(card.card.lines[0]).startswith("Your plan: 78° instead of 74°.")


def test_a_change_is_told_once_and_seen_with_its_answer() -> None:
    """UC96.1.9"""
    card = card_of("event-changed")
    assert plain(card.card.lines[0]) == "Changed by your utility at 11:20 AM. Now 3–7 PM."  # noqa: RUF001 - hours
    assert card.answers[0] == (AnswerEvent(EVENT_ID, is_skipped=False), AcknowledgeNotice(EVENT_ID, 9))


def test_a_cancelled_event_says_that_nothing_will_change() -> None:
    """UC96.1.9"""
    card = card_of("event-cancelled")
    assert card.card.title == "Critical price cancelled by your utility at 11:20 AM."
    assert card.answers == ((AcknowledgeNotice(EVENT_ID, 8),),)
    seen = replace(announced_event(), phase=EventPhase.CANCELLED, cancelled_at=at(11, 20), notice_id=None)
    assert event_card(home_with(seen), NOW) is None


def test_half_an_hour_before_the_start_the_card_returns_until_it_is_seen() -> None:
    s, card = CASES["event-soon"](), card_of("event-soon")
    assert card.card.title == "Critical price: starts in 28 min. Cooling the house now."
    assert card.answers[0] == (DISMISS,)
    assert event_card(s, NOW, frozenset({EVENT_ID})) is None
    skipped = replace(s.events.all[0], is_skipped=True)
    assert event_card(home_with(skipped), NOW) is None


def test_a_start_that_is_missing_offers_a_check() -> None:
    """UC96.3.4"""
    event = replace(announced_event(), start=at(13), is_answered=True, is_confirmation_missing=True)
    card = event_card(home_with(event), NOW)
    assert card is not None
    assert card.card.title == "Event not confirmed"
    assert card.answers[0] == (CheckEvent(EVENT_ID),)


@pytest.mark.parametrize(
    ("case", "line", "tone"),
    [
        ("event-finished", "You saved about $1.55.", Tone.DONE),
        ("event-finished-missing", "You used 0.4 kWh more than usual.", Tone.QUIET),
    ],
)
def test_what_is_over_says_its_worth_without_praise_and_without_blame(case: str, line: str, tone: Tone) -> None:
    card = card_of(case)
    assert (plain(card.card.lines[0]), card.card.lines[0][0].tone) == (line, tone)


def test_an_answer_on_its_way_keeps_the_card_and_asks_no_second_time() -> None:
    presenter = HomePresenter()
    s = CASES["event-announced"]()
    presenter.present(s, NOW)
    assert presenter.press_event(0) == (AnswerEvent(EVENT_ID, is_skipped=False),)
    card = presenter.present(s, NOW).card
    assert card is not None
    assert [button.state for button in card.card.buttons] == [
        ButtonState.BUSY,
        ButtonState.DISABLED,
        ButtonState.DISABLED,
    ]
    again = presenter.present(s, later(11)).card
    assert again is not None
    assert again.card.buttons[0].state is ButtonState.IDLE
    assert presenter.present(CASES["event-answered"](), NOW).card is None


def test_a_silent_meter_is_told_before_an_announcement_and_after_a_running_event() -> None:
    silent = cases.silent()
    view = HomePresenter().present(with_events(silent, announced_event()), NOW)
    assert view.notice is not None
    assert view.card is None
    view = HomePresenter().present(with_events(silent, running_event()), NOW)
    assert view.notice is None
    assert view.running is not None


def test_a_running_event_offers_a_way_out_more_and_details() -> None:
    """UC96.1.18"""
    view = running(CASES["event-active"](), NOW)
    assert view is not None
    assert [button.text for button in view.buttons if button] == ["I’m too warm", "Do more", "Details"]  # noqa: RUF001 - as it is written
    assert view.answers == ((OVERRIDE,), (SaveMore(EVENT_ID, 56),), (f"event/{EVENT_ID}",))
    assert (view.bar.start, view.bar.end) == ("11 AM", "3 PM")
    assert view.bar.elapsed == pytest.approx(0.55)


@pytest.mark.parametrize(
    ("case", "texts"),
    [
        ("event-heating", ["I’m too cold", "Do more", "Details"]),  # noqa: RUF001 - as it is written
        ("event-left", ["Come back in", None, "Details"]),
    ],
)
def test_the_way_out_follows_season_and_share(case: str, texts: list[str | None]) -> None:
    view = running(CASES[case](), NOW)
    assert view is not None
    assert [button and button.text for button in view.buttons] == texts


def test_who_left_may_come_back() -> None:
    """UC96.1.20"""
    view = running(CASES["event-left"](), NOW)
    assert view is not None
    assert view.answers[0] == (OptIn(EVENT_ID, None),)


def test_do_more_ends_at_the_customers_limit() -> None:
    """C1FR38"""
    event = running_event()
    at_limit = tuple(replace(each, target_centi_c=each.limit_centi_c) for each in event.participations)
    view = running(home_with(replace(event, participations=at_limit)), NOW)
    assert view is not None
    assert view.buttons[1] is not None
    assert (view.buttons[1].text, view.buttons[1].state) == ("At your limit", ButtonState.DISABLED)


def test_nobody_in_the_event_means_no_way_out_of_it() -> None:
    event = running_event()
    left_out = tuple(replace(each, part=Part.NOT_ENROLLED) for each in event.participations)
    view = running(home_with(replace(event, participations=left_out)), NOW)
    assert view is not None
    assert [button and button.text for button in view.buttons] == [None, None, "Details"]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "warmer because of this event"),
        ({"part": Part.STARTING}, "going to 78°, waiting for the thermostat…"),
        ({"part": Part.STARTING, "target_centi_c": None}, "Waiting for the device…"),
        ({"part": Part.EASED, "changed_at": at(13, 11), "changed_by": "this display"}, "you changed it at 1:11 PM"),
        ({"part": Part.EASED, "break_until": at(13, 42)}, "a break until 1:42 PM, then 78° again"),
        (
            {"part": Part.EASED, "changed_at": at(13, 11), "changed_by": "the thermostat"},
            "the thermostat changed it at 1:11 PM",
        ),
        ({"part": Part.OPTED_OUT, "changed_at": at(13, 2)}, "left this event at 1:02 PM"),
        ({"part": Part.UNREACHABLE}, "does not answer; we keep trying"),
        ({"part": Part.EXEMPT}, "medical exemption, stays normal"),
        ({"part": Part.RESTORING, "target_centi_c": 2333}, "returning to your normal 74°"),
        ({"part": Part.NOT_ENROLLED}, "your plan leaves it out"),
        ({"part": Part.OFF}, "switched off, stays off"),
        ({"part": Part.DONE}, "back to normal"),
        ({"part": Part.PLANNED}, "will take part"),
    ],
)
def test_a_room_says_why_it_stands_where_it_does(changes: dict[str, object], line: str) -> None:
    event = first_room(**changes)
    assert plain(part_line(event, event.participations[0], NOW, ZONE)).strip() == line


def test_home_keeps_tier_and_rate_while_a_room_takes_their_row() -> None:
    """C1FR34c, C1FR34d"""
    view = HomePresenter().present(CASES["event-active"](), NOW)
    assert view.event_room is not None
    assert (view.event_room.label, view.event_room.main) == ("Living room", "78°")
    assert view.event_room.amount_unit == "normally 74°"
    bill = plain(view.rows[2].second)
    assert bill.startswith("Tier 2 at 24.6¢ · 187.62 kWh left · likely ")
    assert plain(view.rows[1].second) == "about $0.71 saved in this event so far"


def test_a_set_point_is_shown_only_as_the_thermostat_confirmed_it() -> None:
    view = HomePresenter().present(CASES["event-starting"](), NOW)
    assert view.event_room is not None
    assert view.event_room.main == "74°"
    silent = HomePresenter().present(CASES["event-silent-room"](), NOW)
    assert silent.event_room is not None
    assert silent.event_room.main == "—"


def test_a_practice_says_so_everywhere() -> None:
    s = CASES["event-practice"]()
    shown = band(s, NOW)
    assert shown is not None
    assert shown.title.startswith("Practice")
    soon = CASES["event-practice-soon"]()
    announced = chip(soon, NOW)
    assert announced is not None
    assert announced.text == "Practice in 28 min"
    assert card_of("event-practice-soon").card.title.startswith("Practice")


def test_an_emergency_is_never_shown_in_the_colour_of_a_price() -> None:
    event = replace(event_cases.emergency_event(), phase=EventPhase.SCHEDULED, start=at(14), is_answered=False)
    card = event_card(home_with(event), NOW)
    assert card is not None
    assert card.card.level is Level.EMERGENCY
    assert [button.text for button in card.card.buttons] == ["OK", "Details"]


def test_a_missed_event_is_not_said_to_have_saved_anything() -> None:
    """UC96.3.4"""
    card = card_of("event-missed")
    assert plain(card.card.lines[0]) == "Your meter never confirmed it."


def test_a_way_out_that_nobody_can_offer_is_not_shown() -> None:
    view = running(home_with(replace(running_event(), options=())), NOW)
    assert view is not None
    assert [button and button.text for button in view.buttons] == [None, "Do more", "Details"]


def test_a_room_that_is_on_its_way_shows_what_its_thermostat_last_said() -> None:
    event = first_room(part=Part.STARTING, confirmed_centi_c=None)
    s = home_with(event)
    told = s.comfort.thermostats
    before = replace(s.comfort, thermostats=(replace(told[0], set_point_centi_c=2333), *told[1:]))
    view = HomePresenter().present(replace(s, comfort=before), NOW)
    assert view.event_room is not None
    assert view.event_room.main == "74°"


def test_a_running_event_that_is_cancelled_says_what_is_put_back() -> None:
    """UC96.1.9"""
    event = replace(running_event(), phase=EventPhase.CANCELLED, cancelled_at=at(13, 10), notice_id=8)
    card = event_card(home_with(event), NOW)
    assert card is not None
    assert plain(card.card.lines[0]) == "Everything goes back to your normal 74°."


def test_tier_and_rate_stay_on_home_in_an_event_while_the_meter_is_silent() -> None:
    """C1FR34c, C1FR34d"""
    view = HomePresenter().present(with_events(cases.silent(), running_event()), NOW)
    assert plain(view.rows[2].second) == "Tier 2 at 24.6¢ · last: $87.16 at 1:08 PM"
