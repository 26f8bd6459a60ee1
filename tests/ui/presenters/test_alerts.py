"""What wakes and what rings: each change once, nothing at night but an emergency (users.md 22, 23)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.moment import Moment
from hemsapp.manners import DEFAULT_MANNERS
from hemsapp.snapshot import Event, EventPhase, Program, Refusal, Snapshot
from ui.presenters.alerts import Alert, Alerts, Chime, emergency, is_quiet
from ui.presenters.blank import blank
from ui.screens.cases import CASES, NOW, normal, with_manners
from ui.screens.event_cases import announced_event, at, running_event, with_events

NIGHT = Moment(datetime(2026, 7, 14, 6, 30, tzinfo=UTC), NOW.monotonic_s + 1)  # 11:30 PM at home
MORNING = Moment(datetime(2026, 7, 14, 14, 0, tzinfo=UTC), NOW.monotonic_s + 2)  # 7:00 AM
ANNOUNCED = Alert(wakes=True, chime=Chime.ANNOUNCED)


def home_with(*events: Event) -> Snapshot:
    return with_events(normal(), *events)


def heard(before: Snapshot, after: Snapshot, now: Moment = NOW) -> Alert | None:
    alerts = Alerts()
    assert alerts.hear(before, NOW) is None
    return alerts.hear(after, now)


def in_emergency(event: Event) -> Event:
    return replace(event, program=Program.EMERGENCY)


@pytest.mark.parametrize(
    ("before", "after", "alert"),
    [
        ("normal", "event-announced", ANNOUNCED),
        ("event-answered", "event-changed", ANNOUNCED),
        ("event-answered", "event-cancelled", ANNOUNCED),
        ("event-answered", "event-soon", Alert(wakes=True, chime=Chime.SOON)),
        ("event-soon", "event-active", Alert(wakes=True, chime=Chime.STARTED)),
        ("event-active", "event-unconfirmed", ANNOUNCED),
        ("event-active", "event-recovering", Alert(wakes=False, chime=Chime.ENDED)),
        ("event-active", "event-refused", Alert(wakes=False, chime=Chime.REFUSED)),
        ("normal", "event-emergency", Alert(wakes=True, chime=Chime.EMERGENCY)),
        ("event-announced", "event-answered", None),
        ("event-announced", "event-skipped", None),
        ("event-active", "event-eased", None),
        ("normal", "silent", None),
    ],
)
def test_each_change_is_told_in_its_own_way(before: str, after: str, alert: Alert | None) -> None:
    """users.md 22: announced, changed, cancelled, about to start, started, over, refused."""
    assert heard(CASES[before](), CASES[after]()) == alert


def test_a_change_is_told_once_however_often_the_snapshot_comes() -> None:
    """users.md 23: idempotent by event id."""
    alerts = Alerts()
    alerts.hear(normal(), NOW)
    told = [alerts.hear(CASES["event-announced"](), NOW) for _ in range(5)]
    alerts.hear(normal(), NOW)
    told.append(alerts.hear(CASES["event-announced"](), NOW))
    assert told == [ANNOUNCED, *[None] * 5]


def test_what_was_there_when_the_display_started_is_no_news() -> None:
    for case in ("event-announced", "event-active", "event-emergency", "event-finished"):
        alerts = Alerts()
        assert [alerts.hear(blank(NOW), NOW), alerts.hear(CASES[case](), NOW)] == [None, None]


def test_a_change_of_a_change_is_told_again() -> None:
    first = replace(announced_event(), is_answered=True, changed_at=at(10), notice_id=3)
    assert heard(home_with(first), home_with(replace(first, changed_at=at(11), notice_id=4))) == ANNOUNCED


def test_an_announcement_at_night_waits_silently_until_the_quiet_hours_are_over() -> None:
    alerts, home = Alerts(), home_with(announced_event())
    alerts.hear(normal(), NOW)
    assert [alerts.hear(home, NIGHT), alerts.hear(home, NIGHT)] == [None, None]
    assert [alerts.hear(home, MORNING), alerts.hear(home, MORNING)] == [ANNOUNCED, None]


def test_what_was_answered_or_withdrawn_meanwhile_is_not_told_in_the_morning() -> None:
    for later in (normal(), home_with(replace(announced_event(), is_answered=True))):
        alerts = Alerts()
        alerts.hear(normal(), NOW)
        alerts.hear(home_with(announced_event()), NIGHT)
        assert alerts.hear(later, MORNING) is None


def test_a_start_at_night_makes_no_light_and_no_sound_and_is_not_told_late() -> None:
    alerts = Alerts()
    alerts.hear(normal(), NOW)
    assert [alerts.hear(home_with(running_event()), each) for each in (NIGHT, MORNING)] == [None, None]


@pytest.mark.parametrize("make", [announced_event, running_event])
def test_quiet_hours_never_hide_an_emergency(make: Callable[[], Event]) -> None:
    """A new emergency wakes the screen, by day and by night."""
    event = in_emergency(make())
    assert heard(normal(), home_with(event), NIGHT) == Alert(wakes=True, chime=Chime.EMERGENCY)


def test_a_rehearsed_emergency_lets_the_home_sleep() -> None:
    event = replace(in_emergency(running_event()), is_test=True)
    assert heard(normal(), home_with(event), NIGHT) is None
    assert emergency(home_with(event)) is None


def test_who_wants_no_sounds_is_woken_by_light_alone() -> None:
    silent = with_manners(home_with(announced_event()), are_sounds_on=False)
    assert heard(normal(), silent) == Alert(wakes=True, chime=None)


def test_of_several_things_at_once_the_most_urgent_rings() -> None:
    other = replace(in_emergency(announced_event()), issuer_event_id=4712)
    assert heard(normal(), home_with(announced_event(), other)) == Alert(wakes=True, chime=Chime.EMERGENCY)


def test_one_refusal_is_one_sound() -> None:
    alerts, refused = Alerts(), replace(normal(), refusal=Refusal("It is locked.", NOW))
    alerts.hear(normal(), NOW)
    told = [alerts.hear(refused, NOW), alerts.hear(refused, NOW), alerts.hear(normal(), NOW)]
    assert told == [Alert(wakes=False, chime=Chime.REFUSED), None, None]


@pytest.mark.parametrize(
    ("start", "end", "at_hour", "is_so"),
    [(22, 7, 23, True), (22, 7, 6, True), (22, 7, 7, False), (22, 7, 21, False), (1, 5, 3, True), (1, 5, 0, False),
     (8, 8, 8, False)],
)  # fmt: skip
def test_quiet_hours_go_over_midnight(start: int, end: int, at_hour: int, is_so: bool) -> None:
    manners = replace(DEFAULT_MANNERS, quiet_from=time(start), quiet_until=time(end))
    assert is_quiet(manners, time(at_hour)) is is_so


steps = st.lists(
    st.tuples(
        st.integers(0, 48 * 60),
        st.sampled_from([EventPhase.SCHEDULED, EventPhase.ACTIVE, EventPhase.RECOVERING, EventPhase.ENDED]),
        st.booleans(),
    ),
    max_size=30,
)


@given(steps, st.booleans())
def test_however_the_events_come_none_rings_more_often_than_it_changes(
    done: list[tuple[int, EventPhase, bool]], is_emergency: bool
) -> None:
    alerts, told, event = Alerts(), [], announced_event()
    alerts.hear(normal(), NOW)
    for minutes, phase, is_answered in sorted(done, key=lambda each: each[0]):
        now = Moment(NOW.utc + timedelta(minutes=minutes), NOW.monotonic_s + minutes * 60)
        shown = replace(event, phase=phase, is_answered=is_answered)
        alert = alerts.hear(home_with(in_emergency(shown) if is_emergency else shown), now)
        if alert is not None:
            told.append(alert)
    assert len(told) <= 4  # announced, soon, started, over
