"""Comfort: where each room stands and why, and what its keys ask for."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from devices.demand_response import ThermostatMode
from devices.moment import Moment
from hemsapp.commands import HoldTemperature, OptIn, OptOut, SetRoomTemperature
from hemsapp.snapshot import NO_COMFORT, Because, Part, PriceLevel, Reason, Snapshot, Thermostat
from ui import i18n
from ui.presenters.comfort import ComfortPresenter, ComfortView
from ui.presenters.dial import fraction
from ui.presenters.reasons import level_of
from ui.screens import cases
from ui.screens import comfort_cases as rooms
from ui.screens.cases import NOW
from ui.screens.comfort_cases import EVENT_NOW, LIVING_ROOM, SCENES
from ui.views import ButtonState, Level, plain


def shown(snapshot: Snapshot, now: Moment = NOW) -> ComfortView:
    return ComfortPresenter().present(snapshot, now)


def scene(name: str) -> tuple[Snapshot, Moment]:
    make, now, _ = SCENES[name]
    return make(cases.normal()), now or NOW


def in_event_as(part: Part) -> Snapshot:
    s = rooms.in_event(cases.normal())
    assert s.events.current is not None
    first, *others = s.events.current.participations
    event = replace(s.events.current, participations=(replace(first, part=part), *others))
    return replace(s, events=replace(s.events, current=event))


@pytest.mark.parametrize("degrees", range(50, 91))
def test_what_a_person_asks_for_reads_the_same_again(degrees: int) -> None:
    """78 is 2556, and 2556 is 78: no rounding moves a room by a degree."""
    assert i18n.steps(i18n.centi_celsius(degrees)) == degrees
    assert i18n.temperature(i18n.centi_celsius(degrees)) == f"{degrees}°"


@pytest.mark.parametrize("degrees", range(-4, 9))
def test_a_difference_reads_the_same_again(degrees: int) -> None:
    assert i18n.difference_steps(i18n.centi_kelvin(degrees)) == degrees


def test_a_room_in_an_event_shows_set_normal_and_indoors() -> None:
    """UC96.1.8, C1FR38"""
    view = shown(*scene("in-event"))
    assert view.dial is not None
    assert (view.dial.number, view.dial.first) == ("78°", "indoors 77°")
    arch = view.dial.arch
    assert arch is not None
    assert (arch.level, arch.ghost_word) == (Level.CRITICAL, "74°")
    assert arch.value == fraction(rooms.F78, is_cooling=True)
    assert (arch.ghost, arch.lit_from) == (fraction(rooms.F74, is_cooling=True),) * 2
    assert arch.dot == fraction(rooms.F77, is_cooling=True)
    assert [plain(row.line) for row in view.rules.rows] == [
        "Now 78° instead of 74° because of this event.",
        "Critical price: 4° warmer, never above 80°.",
        "Grid emergency: 4° warmer, never above 80°.",
        "High price: 2° warmer.",
    ]


def test_the_keys_carry_their_prices_in_an_event_and_none_outside() -> None:
    view = shown(*scene("in-event"))
    assert view.less is not None
    assert view.more is not None
    assert (view.less.amount, view.more.amount) == ("about $0.35", "saves $0.30")
    plain_day = shown(cases.normal())
    assert plain_day.less is not None
    assert plain_day.less.amount == ""


def test_heating_the_prices_change_sides() -> None:
    s, now = scene("heating")
    room = replace(s.comfort.thermostats[0], by_degree=(Decimal("0.35"), Decimal("0.30")))
    view = shown(replace(s, comfort=replace(s.comfort, thermostats=(room,))), now)
    assert view.less is not None
    assert view.more is not None
    assert (view.less.amount, view.more.amount) == ("saves $0.30", "about $0.35")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Part.SAVING, "set to 78°"),
        (Part.STARTING, "going to 78°"),
        (Part.EASED, "you set 78°"),
        (Part.OPTED_OUT, "left the event"),
        (Part.EXEMPT, "not in event"),
        (Part.NOT_ENROLLED, "not in event"),
        (Part.UNREACHABLE, "does not answer"),
        (Part.OFF, "switched off"),
        (Part.DONE, "set to 78°"),
    ],
)
def test_the_list_says_what_a_room_does_in_the_event(part: Part, words: str) -> None:
    """UC96.1.8, C1FR36"""
    assert plain(shown(in_event_as(part), EVENT_NOW).rooms[0].second).strip() == words


@pytest.mark.parametrize(
    ("part", "button", "command"),
    [
        (Part.SAVING, "Leave the event", OptOut(4711, LIVING_ROOM)),
        (Part.EASED, "Leave the event", OptOut(4711, LIVING_ROOM)),
        (Part.OPTED_OUT, "Come back in", OptIn(4711, LIVING_ROOM)),
        (Part.NOT_ENROLLED, "Take part", OptIn(4711, LIVING_ROOM)),
        (Part.EXEMPT, None, None),
        (Part.OFF, None, None),
    ],
)
def test_a_room_leaves_an_event_and_comes_back(part: Part, button: str | None, command: OptIn | OptOut | None) -> None:
    """UC96.1.10, C1FR36"""
    presenter = ComfortPresenter()
    view = presenter.present(in_event_as(part), EVENT_NOW)
    assert (view.part.text if view.part else None) == button
    if button is not None:
        assert presenter.take_part() == command


def test_taps_are_collected_into_one_command() -> None:
    presenter = ComfortPresenter()
    s, now = scene("in-event")
    presenter.present(s, now)
    for _ in range(3):
        presenter.step(-1)
    view = presenter.present(s, now)
    assert view.dial is not None
    assert (view.dial.number, view.dial.is_pending, plain(view.dial.second)) == ("75°", True, "A moment…")
    assert presenter.collect() == (SetRoomTemperature(LIVING_ROOM, i18n.centi_celsius(75)),)
    assert presenter.collect() == ()


def test_taps_that_come_to_nothing_ask_for_nothing() -> None:
    presenter = ComfortPresenter()
    presenter.present(cases.normal(), NOW)
    presenter.step(1)
    presenter.step(-1)
    assert presenter.collect() == ()


def test_a_set_point_is_pending_until_the_thermostat_itself_says_so() -> None:
    """UC96.1.8: done only after it was read back."""
    presenter = ComfortPresenter()
    s, now = scene("in-event")
    presenter.present(s, now)
    presenter.step(-1)
    presenter.collect()
    told = []
    waiting = replace(s.comfort.thermostats[0], wanted_centi_c=i18n.centi_celsius(77))
    asked = replace(s, comfort=replace(s.comfort, thermostats=(waiting, *s.comfort.thermostats[1:])))
    for after, snapshot in ((0.5, s), (1.0, asked), (3.0, asked)):
        view = presenter.present(snapshot, Moment(now.utc, now.monotonic_s + after))
        assert view.dial is not None
        told.append((view.dial.number, view.dial.is_pending, plain(view.dial.second)))
    assert told == [
        ("77°", True, "Sending…"),
        ("77°", True, "Sending…"),
        ("77°", True, "Waiting for the thermostat…"),
    ]
    done = replace(waiting, set_point_centi_c=i18n.centi_celsius(77))
    read_back = replace(s, comfort=replace(s.comfort, thermostats=(done, *s.comfort.thermostats[1:])))
    view = presenter.present(read_back, Moment(now.utc, now.monotonic_s + 4))
    assert view.dial is not None
    assert (view.dial.number, view.dial.is_pending) == ("77°", False)


def test_what_the_engine_never_took_over_is_not_shown_for_ever() -> None:
    presenter = ComfortPresenter()
    presenter.present(cases.normal(), NOW)
    presenter.step(1)
    presenter.collect()
    view = presenter.present(cases.normal(), Moment(NOW.utc, NOW.monotonic_s + 16))
    assert view.dial is not None
    assert (view.dial.number, view.dial.is_pending) == ("74°", False)


def test_nobody_asks_beyond_the_limits_of_the_thermostat() -> None:
    s = rooms.limited(cases.normal())
    presenter = ComfortPresenter()
    view = presenter.present(s, NOW)
    assert view.dial is not None
    assert view.more is not None
    assert plain(view.dial.second) == "Limited by the thermostat to 82°"
    assert view.more.state is ButtonState.DISABLED
    presenter.step(1)
    assert presenter.collect() == ()


def test_a_lost_room_shows_no_number_as_live() -> None:
    view = shown(*scene("lost"))
    assert view.dial is not None
    assert view.less is not None
    assert view.dial.arch is not None
    assert (view.dial.number, plain(view.dial.second), view.dial.arch.value) == ("—", "not heard for 12 min", None)
    assert (view.rooms[0].value, view.less.state, view.why) == ("—", ButtonState.DISABLED, None)


def test_a_locked_room_explains_itself() -> None:
    """UC96-2007: an emergency locks, but for a medical exemption."""
    presenter = ComfortPresenter()
    view = presenter.present(*scene("locked"))
    assert view.dial is not None
    assert view.less is not None
    assert view.part is not None
    assert plain(view.dial.second) == "Locked until 7 PM"
    assert (view.less.state, view.part.state) == (ButtonState.LOCKED, ButtonState.LOCKED)
    locked = presenter.locked()
    assert locked is not None
    assert "medical exemption" in locked.sentence
    assert "85°" in locked.sentence


def test_why_is_it_78_is_answered_rule_by_rule() -> None:
    presenter = ComfortPresenter()
    presenter.present(*scene("in-event"))
    why = presenter.why()
    assert why is not None
    assert (why.title, why.sentence) == ("Why is it 78°?", "Now 78° instead of 74° because of this event.")
    assert [(row.label, row.value) for row in why.rows] == [
        ("Your programme: Day, since 8:00 AM", "74°"),
        ("Critical price, until 6:00 PM", "78°"),
        ("So it is set to", "78°"),
    ]


@pytest.mark.parametrize("because", list(Because))
def test_every_reason_has_its_sentences(because: Because) -> None:
    s = rooms.in_event(cases.normal())
    room = replace(s.comfort.thermostats[0], reasons=(Reason(because, rooms.F78),))
    presenter = ComfortPresenter()
    view = presenter.present(replace(s, comfort=replace(s.comfort, thermostats=(room,))), EVENT_NOW)
    why = presenter.why()
    assert why is not None
    assert why.rows[0].label
    assert plain(view.rules.rows[0].line).endswith(".")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda room: replace(room, is_held=True), "cooling · held"),
        (lambda room: replace(room, next_change=None), "cooling"),
        (lambda room: replace(room, mode=ThermostatMode.OFF), "switched off"),
        (lambda room: replace(room, problem="The sensor fails."), "The sensor fails."),
    ],
)
def test_below_the_number_stands_how_the_room_runs(change: Callable[[Thermostat], Thermostat], words: str) -> None:
    s = cases.normal()
    room = change(s.comfort.thermostats[0])
    view = shown(replace(s, comfort=replace(s.comfort, thermostats=(room,))))
    assert view.dial is not None
    assert plain(view.dial.second) == words


def test_hold_is_asked_for_and_let_go() -> None:
    presenter = ComfortPresenter()
    presenter.present(cases.normal(), NOW)
    assert presenter.hold() == HoldTemperature(LIVING_ROOM, is_held=True)
    presenter.present(rooms.heating(cases.normal()), NOW)
    assert presenter.hold() == HoldTemperature(LIVING_ROOM, is_held=False)


def test_a_load_switch_says_its_state_and_its_rule() -> None:
    presenter = ComfortPresenter()
    presenter.present(*scene("in-event"))
    presenter.choose(3)
    view = presenter.present(*scene("in-event"))
    assert view.dial is not None
    assert (view.dial.arch, view.dial.number, view.dial.first) == (None, "Off", "Water heater")
    assert (view.less, view.hold, view.rooms[3].value) == (None, None, "Off")
    assert [plain(row.line) for row in view.rules.rows] == [
        "Critical price: switched off until it is over.",
        "Grid emergency: switched off until it is over.",
    ]
    assert view.part is not None
    assert view.part.text == "Leave the event"


def test_a_house_without_thermostats_says_so_and_offers_one() -> None:
    view = shown(replace(cases.normal(), comfort=NO_COMFORT))
    assert view.empty.startswith("No thermostat yet.")
    assert (view.rooms, view.dial, view.change) == ((), None, None)


def test_a_medical_exemption_takes_a_room_out_of_emergencies() -> None:
    s = cases.normal()
    view = shown(replace(s, events=replace(s.events, is_exempt=True)))
    assert plain(view.rules.rows[2].line) == "Grid emergency: stays as you set it."


def test_limits_of_load_and_consumption_are_rules_in_sentences() -> None:
    """X-PRICE-RESPONSE"""
    s = cases.normal()
    room = replace(s.comfort.thermostats[0], plan=replace(rooms.PLAN, load_limit_w=5000, day_limit_wh=30_000))
    view = shown(replace(s, comfort=replace(s.comfort, thermostats=(room,))))
    assert [plain(row.line) for row in view.rules.rows[-2:]] == [
        "House above 5.0 kW: 2° warmer.",
        "Over 30 kWh a day: 2° warmer.",
    ]


def test_a_room_that_the_price_moves_names_the_level_of_the_rates_also_in_an_event() -> None:
    """X-PRICE-RESPONSE: the event steers those that take part; the others stand by the rates."""
    s = cases.high_price()
    event = replace(s.prices, level=PriceLevel.CRITICAL, is_event=True, rates_level=PriceLevel.HIGH)
    assert level_of(s, Because.PRICE) is Level.HIGH
    assert level_of(replace(s, prices=event), Because.PRICE) is Level.HIGH
    assert level_of(replace(s, prices=replace(event, rates_level=None)), Because.PRICE) is None
