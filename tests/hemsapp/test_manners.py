"""The manners of the display: kept one by one, within what a screen can do, and there again after a restart."""

from dataclasses import replace
from datetime import time

import pytest

from hemsapp.commands import SetManners
from hemsapp.domain import preferences
from hemsapp.domain.facts import Preference
from hemsapp.manners import DEFAULT_MANNERS, HourStyle, Manners, Refused, TemperatureScale
from tests.hemsapp.test_history_wishes import home, refused

OTHERS = Manners(
    language="fr-CA",
    temperature_scale=TemperatureScale.CELSIUS,
    hour_style=HourStyle.TWENTY_FOUR,
    text_percent=150,
    is_motion_reduced=True,
    bright_percent=60,
    rest_percent=0,
    lit_seconds=30,
    does_light_follow_sun=False,
    does_rest=False,
    are_sounds_on=False,
    quiet_from=time(23, 30),
    quiet_until=time(6, 15),
)


def test_manners_are_there_again_after_a_restart() -> None:
    """C1NFR13.3"""
    world = home(hours=1)
    world.hear(SetManners(OTHERS))
    assert world.seen().preferences.manners == OTHERS
    world.kill()
    assert world.seen().preferences.manners == OTHERS


def test_a_screen_that_would_go_dark_under_the_finger_is_refused_with_a_sentence() -> None:
    """C1NFR13.3: at least 15 s."""
    world = home(hours=1)
    world.hear(SetManners(replace(OTHERS, lit_seconds=14)))
    assert refused(world) == "The screen stays bright for 15 s to 10 min after a touch."
    assert world.seen().preferences.manners == DEFAULT_MANNERS


@pytest.mark.parametrize(
    "wrong",
    [
        replace(DEFAULT_MANNERS, language="xx"),
        replace(DEFAULT_MANNERS, text_percent=130),
        replace(DEFAULT_MANNERS, bright_percent=9),
        replace(DEFAULT_MANNERS, rest_percent=81),
        replace(DEFAULT_MANNERS, lit_seconds=601),
    ],
)
def test_a_manner_out_of_its_range_is_refused(wrong: Manners) -> None:
    with pytest.raises(Refused):
        wrong.checked()


def test_what_is_kept_is_read_back_and_what_is_odd_is_left_alone() -> None:
    kept = [Preference(name, value) for name, value in preferences.written(OTHERS).items()]
    odd = [Preference("language", "tlh"), Preference("quiet_from", "late"), Preference("lit_seconds", "1")]
    assert preferences.from_facts([*kept, *odd], "UTC", None).manners == OTHERS


def test_a_home_that_chose_larger_text_before_there_were_three_sizes_keeps_it() -> None:
    read = preferences.from_facts([Preference("is_text_larger", "yes")], "UTC", None)
    assert read.manners.text_percent == 120
