"""Why a set point stands where it does: the engine's reasons as plain sentences."""

from datetime import datetime

from hemsapp.snapshot import Because, Reason, Snapshot, Thermostat
from ui import i18n
from ui.i18n import UNKNOWN, words
from ui.presenters import event_words as told
from ui.presenters.frame import level_word, shown_level, steering_level
from ui.views import Level, Run, Tone, WhyRow, WhySheetView
from ui.views.comfort import RuleView

_LIMITS = {Because.COMFORT_LIMIT, Because.SAFETY_LIMIT, Because.DEVICE_LIMIT}
_OF_EVENTS = {Because.EVENT, Because.EMERGENCY, Because.PRE_COOLING, Because.EASED, Because.BREAK, Because.OPTED_OUT}


def deciding(thermostat: Thermostat) -> Because:
    """The rule that holds."""
    return thermostat.reasons[-1].because if thermostat.reasons else Because.PROGRAMME


def level_of(snapshot: Snapshot, because: Because) -> Level | None:
    """The level whose colour a set point lies in; None where nothing but the customer decided."""
    event = snapshot.events.current
    if (
        because in {Because.COMFORT_LIMIT, Because.SAFETY_LIMIT, Because.DEVICE_LIMIT, *_OF_EVENTS}
        and event is not None
    ):
        return told.level(event)
    level = steering_level(snapshot)
    return shown_level(level) if because is Because.PRICE and level is not None else None


def now_rule(thermostat: Thermostat) -> RuleView:
    """The first sentence of a room: where it stands, and because of what."""
    because = deciding(thermostat)
    info = Run("", Tone.INK, icon="info")
    is_off = because is Because.OFF or thermostat.set_point_centi_c is None
    if is_off:
        key = "comfort.now_off" if because is Because.OFF else "comfort.now_unknown"
        return RuleView(info, (Run(words(key), Tone.INK),))
    set_to, normal = i18n.temperature(thermostat.set_point_centi_c), i18n.temperature(thermostat.programme_centi_c)
    if set_to == normal or thermostat.programme_centi_c is None or because is Because.PROGRAMME:
        lead = words("comfort.now_plain", set_point=set_to)
        key = "comfort.as_held" if thermostat.is_held else "comfort.as_programme"
        if set_to == normal and because in _OF_EVENTS | {Because.PRICE}:
            key = "comfort.as_usual"
        return RuleView(info, (Run(lead, Tone.INK, is_strong=True), Run(words(key), Tone.INK)))
    lead = words("comfort.now_instead", set_point=set_to, normal=normal)
    after = words(f"because.short_{_key(because, thermostat)}")
    return RuleView(info, (Run(lead, Tone.INK, is_strong=True), Run(after, Tone.INK)))


def lost_rule() -> RuleView:
    """The first sentence of a room that was not heard for long."""
    return RuleView(Run("", Tone.INK, icon="info"), (Run(words("comfort.now_lost"), Tone.INK),))


def why_sheet(snapshot: Snapshot, thermostat: Thermostat) -> WhySheetView:
    """Every rule in its order, what it made of the set point, and what holds."""
    zone = snapshot.preferences.zone
    rows = [
        WhyRow(_sentence(snapshot, thermostat, reason, zone), i18n.temperature(reason.set_point_centi_c))
        for reason in thermostat.reasons
    ]
    shown = i18n.temperature(thermostat.set_point_centi_c)
    rule = now_rule(thermostat)
    rows.append(WhyRow(words("comfort.why_total"), shown, is_total=True))
    sentence = " ".join(run.text for run in rule.line)
    return WhySheetView(words("comfort.why", set_point=shown), sentence, tuple(rows))


def _sentence(snapshot: Snapshot, thermostat: Thermostat, reason: Reason, zone: str) -> str:
    what = words(f"because.{_key(reason.because, thermostat)}", name=_name(snapshot, thermostat, reason))
    return words("because.with_time", what=what, when=_when(reason, zone)) if _when(reason, zone) else what


def _name(snapshot: Snapshot, thermostat: Thermostat, reason: Reason) -> str:
    if reason.because is Because.PROGRAMME:
        return i18n.name_of(reason.detail or thermostat.programme_name) or words("because.usual")
    if reason.because is Because.PRICE:
        return words(f"level.{reason.detail}") if reason.detail else _level_now(snapshot)
    if reason.because is Because.EVENT:
        return words(f"program.{reason.detail.replace(' ', '_') or 'custom'}")
    return reason.detail


def _level_now(snapshot: Snapshot) -> str:
    level = steering_level(snapshot)
    return level_word(level) if level is not None else UNKNOWN


def _when(reason: Reason, zone: str) -> str:
    """`since 2:00 PM`, `until 6:00 PM`, or both ends."""
    if not zone:
        return ""
    since, until = reason.since, reason.until
    if until is not None:
        return words("because.until", time=_time(until, zone))
    return words("because.since", time=_time(since, zone)) if since is not None else ""


def _time(at: datetime, zone: str) -> str:
    return i18n.clock_time(at, zone)


def _key(because: Because, thermostat: Thermostat) -> str:
    """What was set by hand holds until the next period, or for as long as it is held."""
    return "set" if because is Because.HELD and not thermostat.is_held else because.name.lower()
