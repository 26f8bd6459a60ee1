"""Every row of the table of an event's life, read off a second, drawn one; and that the life itself obeys it."""

from collections.abc import Callable

import pytest

from hemsapp.domain.event_table import GOVERNING, LIVE, OVER, RUNNING, TABLE, WAITING, Cue, EventState
from tests.hemsapp.domain.events_bench import BEDROOM, HALL, HOUR, MINUTE, NOON, Bench, event

# A dot: nothing happens. Cues in their order:
#               RE MV MH MA CA SU PC ST CO AO BI EN RS PA
DRAWN = """
SCHEDULED       .  CH ST MI CX SX PC ST .  .  .  .  .  MI
CHANGED         .  CH ST MI CX SX PC ST .  .  .  .  .  MI
PRE_COOLING     .  CH ST MI CX SX PC ST .  .  .  .  .  MI
STARTING        .  CH .  RC CX SX .  .  AC OV .  RC .  RC
ACTIVE          .  CH .  RC CX SX .  .  AC OV .  RC .  RC
OVERRIDDEN      .  CH .  RC CX SX .  .  .  OV ST RC .  RC
RECOVERING      .  CH ST .  .  .  .  .  .  .  .  .  EN .
ENDED           .  CH ST .  .  .  .  .  .  .  .  .  .  .
CANCELLED       .  .  .  .  .  .  .  .  .  .  .  .  .  .
SUPERSEDED      .  .  .  .  .  .  .  .  .  .  .  .  .  .
MISSED          .  CH ST .  .  .  .  .  .  .  .  .  .  .
REJECTED        .  .  .  .  .  .  .  .  .  .  .  .  .  .
"""
_SHORT = {
    "CH": EventState.CHANGED,
    "ST": EventState.STARTING,
    "MI": EventState.MISSED,
    "CX": EventState.CANCELLED,
    "SX": EventState.SUPERSEDED,
    "PC": EventState.PRE_COOLING,
    "AC": EventState.ACTIVE,
    "OV": EventState.OVERRIDDEN,
    "RC": EventState.RECOVERING,
    "EN": EventState.ENDED,
}
ROWS = [
    (state := EventState[line.split()[0]], cue, state if word == "." else _SHORT[word])
    for line in DRAWN.strip().splitlines()
    for cue, word in zip(Cue, line.split()[1:], strict=True)
]


@pytest.mark.parametrize(("state", "cue", "then"), ROWS, ids=lambda each: each.name.lower())
def test_every_row_of_the_table_leads_where_it_is_drawn(state: EventState, cue: Cue, then: EventState) -> None:
    assert TABLE[state, cue] is then


def test_the_table_answers_every_cue_in_every_state() -> None:
    assert len(ROWS) == len(TABLE) == len(EventState) * len(Cue)
    assert WAITING | RUNNING | {EventState.RECOVERING} == LIVE
    assert set(EventState) == LIVE | OVER
    assert GOVERNING <= LIVE


def reach(state: EventState) -> Bench:
    """A home whose event 7, of noon plus an hour, is in that state, by what is said and by time alone."""
    bench = Bench(HALL, lead_minutes=60)
    if state is EventState.REJECTED:
        bench.announce(event(minutes=0))
        return bench
    bench.lead_minutes = 0
    bench.announce(event())
    match state:
        case EventState.CHANGED:
            bench.announce(event(start=NOON + 2 * HOUR))
        case EventState.PRE_COOLING:
            bench.lead_minutes = 60
            bench.wake()
        case EventState.CANCELLED:
            bench.cancel()
        case EventState.SUPERSEDED:
            bench.announce(event(8))
        case EventState.MISSED:
            bench.now += 3 * HOUR
            bench.restart()
            bench.wake()
        case EventState.SCHEDULED:
            pass
        case _:
            bench.pass_time(HOUR)
    if state in {EventState.ACTIVE, EventState.RECOVERING, EventState.ENDED}:
        bench.confirm(HALL)
    if state is EventState.OVERRIDDEN:
        bench.leave(HALL)
    if state in {EventState.RECOVERING, EventState.ENDED}:
        bench.pass_time(HOUR)
    if state is EventState.ENDED:
        bench.restore(HALL)
    assert bench.state() is state
    return bench


def repeat(bench: Bench) -> None:
    known = bench.events.book.events[7]
    bench.announce(event(start=known.start, minutes=known.duration_minutes))


def supersede(bench: Bench) -> None:
    known = bench.events.book.events[7]
    bench.announce(event(9, start=max(known.start, bench.now), minutes=100))


def lead(bench: Bench) -> None:
    bench.lead_minutes = 180
    bench.wake()


GIVE: dict[Cue, Callable[[Bench], None]] = {
    Cue.REPEATED: repeat,
    Cue.MOVED: lambda bench: bench.announce(event(start=bench.now + 5 * HOUR)),
    Cue.MOVED_HERE: lambda bench: bench.announce(event(start=bench.now - MINUTE, minutes=100)),
    Cue.MOVED_AWAY: lambda bench: bench.announce(event(start=bench.now - 3 * HOUR)),
    Cue.CANCELLED: lambda bench: bench.cancel(),
    Cue.SUPERSEDED: supersede,
    Cue.PRE_COOL_DUE: lead,
    Cue.START_DUE: lambda bench: bench.pass_time(max(bench.events.book.events[7].start - bench.now, 0 * HOUR)),
    Cue.CONFIRMED: lambda bench: bench.confirm(HALL),
    Cue.ALL_OUT: lambda bench: bench.leave(HALL),
    Cue.BACK_IN: lambda bench: bench.come_back(HALL),
    Cue.END_DUE: lambda bench: bench.pass_time(10 * HOUR),
    Cue.RESTORED: lambda bench: bench.restore(HALL),
    Cue.PASSED: lambda bench: bench.pass_time(10 * HOUR),
}


LIVED = [
    (state, cue, then)
    for state, cue, then in ROWS
    # A clock that has reached the end finds an event that waits still: that is PASSED, not END_DUE.
    if not (cue is Cue.END_DUE and state in WAITING)
]


@pytest.mark.parametrize(("state", "cue", "then"), LIVED, ids=lambda each: each.name.lower())
def test_what_happens_in_life_is_what_the_table_says(state: EventState, cue: Cue, then: EventState) -> None:
    bench = reach(state)
    GIVE[cue](bench)
    assert bench.state() is then


def test_a_home_with_two_devices_is_active_with_the_first_and_overridden_with_the_last() -> None:
    bench = Bench(HALL, BEDROOM)
    bench.announce(event())
    bench.pass_time(HOUR)
    bench.confirm(BEDROOM)
    assert bench.state() is EventState.ACTIVE
    bench.leave(HALL)
    assert bench.state() is EventState.ACTIVE
    bench.leave(BEDROOM)
    assert bench.state() is EventState.OVERRIDDEN
