"""How a room or a load switch stands, as the second line of its card."""

from devices.demand_response import ThermostatMode
from devices.moment import Moment
from devices.names import Eui64
from hemsapp.snapshot import Because, Event, EventPhase, LoadSwitch, Part, Participation, Snapshot, Thermostat
from ui import i18n
from ui.i18n import UNKNOWN, words
from ui.presenters import event_words as told
from ui.presenters.dial import is_lost, silent_words
from ui.presenters.frame import shown_level, steering_level
from ui.views import Line, Run, Tone

TAKING_PART = frozenset({Part.PLANNED, Part.STARTING, Part.SAVING, Part.EASED})
_RUNNING = {EventPhase.SCHEDULED, EventPhase.PRE_COOLING, EventPhase.ACTIVE}
_APART = {
    Part.EXEMPT: ("comfort.not_in_event", Tone.QUIET, "heart-pulse"),
    Part.NOT_ENROLLED: ("comfort.not_in_event", Tone.QUIET, ""),
    Part.OPTED_OUT: ("comfort.left_event", Tone.QUIET, "hand"),
    Part.RESTORING: ("comfort.left_event", Tone.QUIET, "hand"),
    Part.EASED: ("comfort.eased_to", Tone.QUIET, "hand"),
    Part.UNREACHABLE: ("comfort.no_answer", Tone.ATTENTION, "triangle-alert"),
    Part.OFF: ("comfort.is_off", Tone.QUIET, ""),
    Part.DONE: ("comfort.set_to", Tone.QUIET, ""),
}


def participation(snapshot: Snapshot, device: Eui64) -> tuple[Event, Participation] | None:
    """The event that runs, or else the one that comes, and what the device does in it."""
    for event in (snapshot.events.current, snapshot.events.coming):
        if event is None or event.phase not in _RUNNING:
            continue
        for part in event.participations:
            if part.device == device:
                return event, part
    return None


def room_stands(snapshot: Snapshot, thermostat: Thermostat, now: Moment) -> Line:
    """The second line of a room."""
    if is_lost(thermostat.heard, now):
        return (Run(silent_words(thermostat.heard, now), Tone.ATTENTION, icon="clock-alert", is_strong=True),)
    wanted, set_point = thermostat.wanted_centi_c, thermostat.set_point_centi_c
    is_moving = wanted is not None and wanted != set_point
    set_to = i18n.temperature(wanted if wanted is not None else set_point)
    found = participation(snapshot, thermostat.device)
    if found is not None and found[0].phase is not EventPhase.SCHEDULED:
        return _in_event(*found, set_to, is_moving=is_moving)
    return _alone(snapshot, thermostat, set_to, is_moving=is_moving)


def _alone(snapshot: Snapshot, thermostat: Thermostat, set_to: str, *, is_moving: bool) -> Line:
    """Without an event: what it is set to, and by whom if not by the programme."""
    if thermostat.mode is ThermostatMode.OFF:
        return (Run(words("comfort.is_off")),)
    if thermostat.set_point_centi_c is None:
        return (Run(words("comfort.not_told")),)
    key = "comfort.going_to" if is_moving else "comfort.held_at" if thermostat.is_held else "comfort.set_to"
    line = Run(words(key, set_point=set_to))
    level = steering_level(snapshot)
    if thermostat.reasons and thermostat.reasons[-1].because is Because.PRICE and level is not None:
        return Run("", level=shown_level(level)), line
    return (line,)


def _in_event(event: Event, part: Participation, set_to: str, *, is_moving: bool) -> Line:
    if part.part in _APART:
        key, tone, icon = _APART[part.part]
        return (Run(words(key, set_point=set_to), tone, is_strong=tone is Tone.ATTENTION, icon=icon),)
    key = "comfort.going_to" if is_moving or part.part is Part.STARTING else "comfort.set_to"
    return Run("", level=told.level(event)), Run(words(key, set_point=set_to))


def switch_stands(snapshot: Snapshot, switch: LoadSwitch, now: Moment) -> Line:
    """The second line of a load switch."""
    if is_lost(switch.heard, now):
        return (Run(silent_words(switch.heard, now), Tone.ATTENTION, icon="clock-alert", is_strong=True),)
    found = participation(snapshot, switch.device)
    if found is None or found[0].phase is EventPhase.SCHEDULED:
        return (Run(words("comfort.a_switch")),)
    event, part = found
    if part.part in TAKING_PART:
        return Run("", level=told.level(event)), Run(words("comfort.in_event"))
    return (Run(words("comfort.left_event" if part.part is Part.OPTED_OUT else "comfort.not_in_event")),)


def switch_word(switch: LoadSwitch, now: Moment) -> str:
    """`On`, `Off`, or a dash."""
    if switch.is_on is None or is_lost(switch.heard, now):
        return UNKNOWN
    return words("comfort.switch_on" if switch.is_on else "comfort.switch_off")
