"""The life of an event as one table.

The theory. An event is one IssuerEventID. It lives in one state at a time, and only a cue moves it; what an outsider
says (LoadControlEvent, CancelLoadControlEvent, a person) and what the clock says are cues alike. The table is complete:
every cue in every state has a row, and a row that leads to the state itself is "nothing happens". So a message that
comes twice, late or in the wrong order is answered by the table, not by a condition somewhere else.

Time before the start has two states, SCHEDULED and CHANGED, which differ only in what the person is told. From PRE_COOL
to RECOVERING the event may govern devices: PRE_COOLING readies them; STARTING means that the time has come and no
device has confirmed yet; ACTIVE, at least one has (or there is none to wait for); OVERRIDDEN, every one of them was
taken out by a person; RECOVERING, the time is over and some device is not back at the customer's programme yet. Then
nothing governs any more, for ever: ENDED, CANCELLED, SUPERSEDED, MISSED (its whole time passed while this display could
not act) and REJECTED. They remember the identifier: a duplicate finds its event over, and a cancel that comes before
its event leaves a CANCELLED one for it to find (a tombstone), so that all orders of arrival end alike.

Two departures from the letter of DRLC, so that an emergency in the middle of a critical peak does not cost the utility
the rest of the peak: an event supersedes an older one that it overlaps only if both are voluntary or both are
mandatory; a mandatory and a voluntary one nest, and the higher criticality governs (rules 6 and 11).
"""

from enum import Enum


class EventState(Enum):
    """Where an event stands."""

    SCHEDULED = "scheduled"
    CHANGED = "changed"
    PRE_COOLING = "pre-cooling"
    STARTING = "starting"
    ACTIVE = "active"
    OVERRIDDEN = "overridden"
    RECOVERING = "recovering"
    ENDED = "ended"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    MISSED = "missed"
    REJECTED = "rejected"


class Cue(Enum):
    """What moves an event: the meter's word (REPEATED, MOVED, CANCELLED, SUPERSEDED), a person's, or the clock's."""

    REPEATED = "the same event came again"
    MOVED = "it has another window, and that has not begun"
    MOVED_HERE = "it has another window, and that is running"
    MOVED_AWAY = "it has another window, and that is over"
    CANCELLED = "its cancel takes effect"
    SUPERSEDED = "a newer event takes its place"
    PRE_COOL_DUE = "the time to pre-cool has come"
    START_DUE = "its effective start has come"
    CONFIRMED = "a device is at its event set point"
    ALL_OUT = "every device was taken out"
    BACK_IN = "a device came back in"
    END_DUE = "its effective end has come"
    RESTORED = "every device is back at its programme"
    PASSED = "its whole window passed while we could not act"


_S = EventState
WAITING = frozenset({_S.SCHEDULED, _S.CHANGED, _S.PRE_COOLING})
RUNNING = frozenset({_S.STARTING, _S.ACTIVE, _S.OVERRIDDEN})
GOVERNING = RUNNING | {_S.PRE_COOLING}
LIVE = WAITING | RUNNING | {_S.RECOVERING}
OVER = frozenset(EventState) - LIVE

_BEFORE = {
    Cue.MOVED: _S.CHANGED,
    Cue.MOVED_HERE: _S.STARTING,
    Cue.MOVED_AWAY: _S.MISSED,
    Cue.CANCELLED: _S.CANCELLED,
    Cue.SUPERSEDED: _S.SUPERSEDED,
    Cue.PRE_COOL_DUE: _S.PRE_COOLING,
    Cue.START_DUE: _S.STARTING,
    Cue.PASSED: _S.MISSED,
}
_DURING = {
    Cue.MOVED: _S.CHANGED,
    Cue.MOVED_AWAY: _S.RECOVERING,
    Cue.CANCELLED: _S.CANCELLED,
    Cue.SUPERSEDED: _S.SUPERSEDED,
    Cue.CONFIRMED: _S.ACTIVE,
    Cue.ALL_OUT: _S.OVERRIDDEN,
    Cue.END_DUE: _S.RECOVERING,
    Cue.PASSED: _S.RECOVERING,
}
_ROWS: dict[EventState, dict[Cue, EventState]] = {
    _S.SCHEDULED: _BEFORE,
    _S.CHANGED: _BEFORE,
    _S.PRE_COOLING: _BEFORE,
    _S.STARTING: _DURING,
    _S.ACTIVE: _DURING,
    # A confirmation that was on its way does not undo what the person did.
    _S.OVERRIDDEN: _DURING | {Cue.CONFIRMED: _S.OVERRIDDEN, Cue.BACK_IN: _S.STARTING},
    _S.RECOVERING: {
        Cue.MOVED: _S.CHANGED,
        Cue.MOVED_HERE: _S.STARTING,
        Cue.RESTORED: _S.ENDED,
    },
    # It was carried out for its window: a window that is still to come is a new turn of the same event.
    _S.ENDED: {Cue.MOVED: _S.CHANGED, Cue.MOVED_HERE: _S.STARTING},
    _S.MISSED: {Cue.MOVED: _S.CHANGED, Cue.MOVED_HERE: _S.STARTING},
    # The utility took these back; no late or doubled message revives them.
    _S.CANCELLED: {},
    _S.SUPERSEDED: {},
    _S.REJECTED: {},
}

TABLE: dict[tuple[EventState, Cue], EventState] = {
    (state, cue): _ROWS[state].get(cue, state) for state in EventState for cue in Cue
}
