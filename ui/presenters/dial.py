"""A thermostat as a gauge: normal, set and measured temperature on one scale, and two lines that say how it stands."""

from devices.demand_response import ThermostatMode
from devices.moment import Moment
from hemsapp.snapshot import Because, LoadSwitch, Snapshot, Thermostat
from ui import i18n
from ui.i18n import UNKNOWN, said, words
from ui.presenters import event_words as told
from ui.presenters.reasons import deciding, level_of
from ui.views import ArchView, Line, Run, Tone
from ui.views.comfort import DialView

_COOLING_DEGREES, _HEATING_DEGREES, _SPAN_DEGREES = 65, 55, 24
LOST_S = 600


def dial(snapshot: Snapshot, thermostat: Thermostat, now: Moment, state: str, asked_centi_c: int | None) -> DialView:
    """The gauge; `state` says what is on its way (`collecting`, `sending`, `waiting`), `asked_centi_c` to where."""
    lost = is_lost(thermostat.heard, now)
    wanted = asked_centi_c if asked_centi_c is not None else thermostat.wanted_centi_c
    shown = wanted if state and wanted is not None else thermostat.set_point_centi_c
    number = UNKNOWN if lost else i18n.temperature(shown)
    inside = words("comfort.indoors", temperature=i18n.temperature(thermostat.indoor_centi_c))
    second = _second(snapshot, thermostat, state, is_lost=lost, now=now)
    spoken = words("comfort.dial", name=told.room(thermostat.name), set_point=number, inside=inside)
    return DialView(
        _arch(snapshot, thermostat, is_lost=lost),
        number,
        bool(state),
        words("comfort.last_indoors", temperature=i18n.temperature(thermostat.indoor_centi_c)) if lost else inside,
        second,
        f"{spoken} {' '.join(run.text for run in second)}",
    )


def switch_dial(switch: LoadSwitch, now: Moment) -> DialView:
    """A load switch: its state, and what is on its way."""
    lost = is_lost(switch.heard, now)
    state = words("comfort.switch_on" if switch.is_on else "comfort.switch_off")
    number = UNKNOWN if lost or switch.is_on is None else state
    is_moving = switch.wanted is not None and switch.wanted != switch.is_on and not lost
    second: Line = ()
    if lost:
        second = (Run(silent_words(switch.heard, now), Tone.ATTENTION, is_strong=True, icon="clock-alert"),)
    elif is_moving:
        key = "comfort.switching_on" if switch.wanted else "comfort.switching_off"
        second = (Run(words(key), Tone.INK, icon="loader-circle"),)
    name = told.room(switch.name)
    return DialView(None, number, is_moving, name, second, f"{name}, {number}. {' '.join(run.text for run in second)}")


def is_lost(heard: Moment | None, now: Moment) -> bool:
    """Was a device silent for so long that nothing about it is shown as live?"""
    return heard is None or now.seconds_since(heard) > LOST_S


def silent_words(heard: Moment | None, now: Moment) -> str:
    """`not heard for 12 min`."""
    if heard is None:
        return words("comfort.never_heard")
    minutes = int(now.seconds_since(heard) // 60)
    if minutes >= 120:
        return words("comfort.not_heard_hours", count=minutes // 60)
    return words("comfort.not_heard", count=minutes)


def fraction(centi_c: int, *, is_cooling: bool) -> float:
    """Where a temperature lies on the scale of its season, 0 to 1."""
    low = _COOLING_DEGREES if is_cooling else _HEATING_DEGREES
    shown = centi_c * 9 / 500 + 32
    return min(1.0, max(0.0, (shown - low) / _SPAN_DEGREES))


def _arch(snapshot: Snapshot, thermostat: Thermostat, *, is_lost: bool) -> ArchView:
    set_point, normal = thermostat.set_point_centi_c, thermostat.programme_centi_c
    if is_lost or set_point is None:
        return ArchView(None)

    def at(centi_c: int) -> float:
        return fraction(centi_c, is_cooling=thermostat.is_cooling)

    is_moved = normal is not None and i18n.steps(normal) != i18n.steps(set_point)
    because = deciding(thermostat)
    has_limit = because in {Because.EMERGENCY, Because.SAFETY_LIMIT, Because.COMFORT_LIMIT, Because.DEVICE_LIMIT}
    limit = _limit(snapshot, thermostat, because) if has_limit else None
    is_at_limit = limit is not None and i18n.steps(limit) == i18n.steps(set_point)
    return ArchView(
        at(set_point),
        level_of(snapshot, because),
        lit_from=at(normal) if is_moved and normal is not None else at(set_point),
        ghost=at(normal) if is_moved and normal is not None else None,
        ghost_word=i18n.temperature(normal) if is_moved else "",
        dot=None if thermostat.indoor_centi_c is None else at(thermostat.indoor_centi_c),
        sentence=words(
            "comfort.gauge",
            set_point=i18n.temperature(set_point),
            indoors=i18n.temperature(thermostat.indoor_centi_c),
        ),
        limit=None if limit is None or is_at_limit else at(limit),
        limit_word="" if limit is None or is_at_limit else i18n.temperature(limit),
    )


def _limit(snapshot: Snapshot, thermostat: Thermostat, because: Because) -> int | None:
    """The bound that a set point may not pass."""
    comfort, plan, is_cooling = snapshot.comfort, thermostat.plan, thermostat.is_cooling
    if because is Because.DEVICE_LIMIT and thermostat.limits_centi_c is not None:
        return thermostat.limits_centi_c[1 if is_cooling else 0]
    if because is Because.COMFORT_LIMIT:
        return plan.highest_centi_c if is_cooling else plan.lowest_centi_c
    return comfort.safety_highest_centi_c if is_cooling else comfort.safety_lowest_centi_c


def _second(snapshot: Snapshot, thermostat: Thermostat, state: str, *, is_lost: bool, now: Moment) -> Line:
    """What is on its way, else what is wrong, else how it runs."""
    if is_lost:
        return (Run(silent_words(thermostat.heard, now), Tone.ATTENTION, is_strong=True, icon="clock-alert"),)
    if state:
        return (Run(words(f"comfort.{state}"), Tone.INK, icon="loader-circle" if state != "collecting" else "hand"),)
    if thermostat.problem:
        return (Run(said(thermostat.problem), Tone.ATTENTION, is_strong=True, icon="triangle-alert"),)
    if thermostat.is_locked:
        return (Run(_locked(snapshot), Tone.INK, is_strong=True, icon="lock"),)
    because = deciding(thermostat)
    if because in {Because.DEVICE_LIMIT, Because.COMFORT_LIMIT, Because.SAFETY_LIMIT}:
        limit = i18n.temperature(thermostat.set_point_centi_c)
        return (Run(words(f"comfort.limited_{because.name.lower()}", limit=limit), Tone.INK),)
    return (Run(_running(snapshot, thermostat)),)


def _locked(snapshot: Snapshot) -> str:
    event = snapshot.events.current
    if event is None:
        return words("comfort.locked_title_open")
    return words("comfort.locked_title", time=i18n.hour_time(event.end, snapshot.preferences.zone))


def _running(snapshot: Snapshot, thermostat: Thermostat) -> str:
    if thermostat.mode is ThermostatMode.OFF:
        return words("comfort.is_off")
    season = words("comfort.cooling" if thermostat.is_cooling else "comfort.heating")
    if thermostat.is_held:
        return words("frame.join", first=season, second=words("comfort.held"))
    if thermostat.next_change is None or not thermostat.programme_name or not snapshot.preferences.zone:
        return season
    time = i18n.hour_time(thermostat.next_change, snapshot.preferences.zone)
    period = words("comfort.period", name=i18n.name_of(thermostat.programme_name), time=time)
    return words("frame.join", first=season, second=period)
