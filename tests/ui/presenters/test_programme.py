"""The programme: four periods a day at least, in their order, until saved."""

from dataclasses import replace
from datetime import time

import pytest

from hemsapp.commands import SaveProgramme
from hemsapp.plans import ProgrammePeriod
from hemsapp.snapshot import NO_COMFORT
from ui import i18n
from ui.presenters.programme import ProgrammePresenter, ProgrammeView
from ui.screens import cases
from ui.screens import comfort_cases as rooms
from ui.screens.cases import NOW
from ui.screens.comfort_cases import LIVING_ROOM, PERIODS
from ui.views import ButtonState, plain


def begun() -> ProgrammePresenter:
    presenter = ProgrammePresenter()
    presenter.present(cases.normal(), NOW)
    return presenter


def shown(presenter: ProgrammePresenter) -> ProgrammeView:
    view = presenter.present(cases.normal(), NOW)
    assert view is not None
    return view


def test_the_periods_of_a_day_stand_in_their_order() -> None:
    """C1FR37: at least four periods a day."""
    view = shown(begun())
    assert view.days.options == ("Mon to Fri", "Sat and Sun")
    assert [(row.name, row.start.text, row.set_point.text) for row in view.periods] == [
        ("Wake", "6:00 AM", "74°"),
        ("Day", "8:00 AM", "74°"),
        ("Evening", "6:00 PM", "74°"),
        ("Night", "10:00 PM", "72°"),
    ]
    assert (view.count.can_decrease, view.save.state) == (False, ButtonState.DISABLED)


def test_what_is_saved_differs_only_where_it_was_touched() -> None:
    presenter = begun()
    presenter.step_set_point(1, 2)
    presenter.step_start(1, -2)
    view = shown(presenter)
    assert plain(view.words) == "In words: Day from 7:30 AM: cool to 76°."
    command = presenter.save()
    assert isinstance(command, SaveProgramme)
    assert command.device == LIVING_ROOM
    changed = replace(PERIODS[1], start=time(7, 30), cooling_centi_c=i18n.centi_celsius(76))
    assert set(command.periods) == {*PERIODS, changed} - {PERIODS[1]}
    assert shown(presenter).save.text == "Saved"


def test_heating_set_points_are_others() -> None:
    presenter = begun()
    presenter.choose_season(1)
    presenter.step_set_point(0, 1)
    assert shown(presenter).periods[0].set_point.text == "69°"
    command = presenter.save()
    assert command is not None
    first = next(each for each in command.periods if each.name == "Wake" and 0 in each.days)
    assert (first.cooling_centi_c, first.heating_centi_c) == (PERIODS[0].cooling_centi_c, i18n.centi_celsius(69))


def test_a_period_never_passes_its_neighbours() -> None:
    presenter = begun()
    for _ in range(40):
        presenter.step_start(1, -1)
    assert shown(presenter).periods[1].start.text == "6:15 AM"
    assert not shown(presenter).periods[1].start.can_decrease
    for _ in range(99):
        presenter.step_start(3, 1)
    assert shown(presenter).periods[3].start.text == "11:45 PM"


def test_two_more_periods_a_day_and_never_fewer_than_four() -> None:
    """C1FR37"""
    presenter = begun()
    for _ in range(5):
        presenter.step_count(1)
    view = shown(presenter)
    assert (len(view.periods), view.count.can_increase) == (6, False)
    starts = [row.start.text for row in view.periods]
    assert len(set(starts)) == 6
    for _ in range(5):
        presenter.step_count(-1)
    assert [row.name for row in shown(presenter).periods] == ["Wake", "Day", "Evening", "Night"]
    assert not presenter.is_editing


@pytest.mark.parametrize(
    ("days", "names"),
    [
        ((frozenset(range(7)),), ("Mon to Fri", "Sat and Sun")),
        ((frozenset({0, 1, 2, 3}), frozenset({4, 5, 6})), ("Mon Tue Wed Thu", "Fri", "Sat and Sun")),
    ],
)
def test_days_that_differ_stay_apart(days: tuple[frozenset[int], ...], names: tuple[str, ...]) -> None:
    periods = tuple(
        ProgrammePeriod(group, time(hour), f"P{hour}", 2333 + index * 56, 2000)
        for index, group in enumerate(days)
        for hour in (6, 8, 18, 22)
    )
    s = cases.normal()
    room = replace(s.comfort.thermostats[0], periods=periods)
    view = ProgrammePresenter().present(replace(s, comfort=replace(s.comfort, thermostats=(room,))), NOW)
    assert view is not None
    assert view.days.options == names


def test_changes_can_be_given_up() -> None:
    presenter = begun()
    presenter.step_set_point(0, 1)
    assert presenter.is_editing
    assert presenter.leave_sheet().subtitle == "You changed the programme of Living room."
    presenter.discard()
    assert (presenter.is_editing, presenter.save()) == (False, None)


def test_a_held_room_says_that_its_programme_waits() -> None:
    view = ProgrammePresenter().present(rooms.heating(cases.normal()), NOW)
    assert view is not None
    assert plain(view.words) == "You hold the temperature: the programme waits until you let go."


def test_a_thermostat_without_a_programme_begins_where_it_stands() -> None:
    """C1FR37"""
    s = cases.normal()
    bare = replace(s, comfort=replace(s.comfort, thermostats=(replace(s.comfort.thermostats[0], periods=()),)))
    presenter = ProgrammePresenter()
    view = presenter.present(bare, NOW)
    assert view is not None
    assert [row.set_point.text for row in view.periods] == ["74°"] * 4
    presenter.step_set_point(3, -2)
    command = presenter.save()
    assert command is not None
    assert all(sum(day in each.days for each in command.periods) == 4 for day in range(7))


def test_a_thermostat_that_carries_out_events_itself_keeps_its_programme() -> None:
    s = cases.normal()
    client = replace(s.comfort.thermostats[0], is_event_client=True)
    assert ProgrammePresenter().present(replace(s, comfort=replace(s.comfort, thermostats=(client,))), NOW) is None


def test_cooling_stays_above_heating() -> None:
    presenter = begun()
    for _ in range(20):
        presenter.step_set_point(0, -1)
    assert shown(presenter).periods[0].set_point.text == "70°"
    presenter.choose_season(1)
    assert not shown(presenter).periods[0].set_point.can_increase


def test_without_a_thermostat_there_is_no_programme() -> None:
    assert ProgrammePresenter().present(replace(cases.normal(), comfort=NO_COMFORT), NOW) is None
