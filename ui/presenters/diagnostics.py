"""Diagnostics: every part of the display in a sentence, with when that was known, and one check of all."""

from collections.abc import Iterator

from devices.messages import RadioState
from devices.moment import Moment
from hemsapp.commands import ClockSource, Role, RunCheck
from hemsapp.panel import NoPanel, Panel
from hemsapp.snapshot import Freshness, Snapshot, freshness
from ui import i18n
from ui.i18n import said, words
from ui.presenters.clock import meter_clock
from ui.presenters.frame import Page
from ui.presenters.log_foot import seen
from ui.presenters.network import heard_sentence
from ui.presenters.notices import check_button, radio_sentence
from ui.presenters.problem import code_line
from ui.presenters.settings_care import VERSION, backed_up
from ui.presenters.settings_panels import Opening, Wish
from ui.views import ButtonView, Tone
from ui.views.settings import ButtonPart, CheckPart, CheckView, Part

_BACKUP_DAYS = 2
_GOOD, _WAITS, _BAD = ("check", Tone.DONE), ("clock", Tone.QUIET), ("triangle-alert", Tone.ATTENTION)


class DiagnosticsPanel:
    """Snapshot to lines; remembers when a check was asked for."""

    key, icon = "diagnostics", "clipboard-list"

    def __init__(self) -> None:
        self.light: Panel = NoPanel()
        self._checked: Moment | None = None
        self._now: Moment | None = None

    def value(self, snapshot: Snapshot, now: Moment) -> str:
        """All OK, or how much is to be looked at."""
        return verdict(snapshot, now)

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:
        """A check, then what is wrong, then the rest."""
        self._now = now
        found = [*lines(snapshot, now), CheckPart("diagnostics.light", _light(self.light))]
        found.sort(key=lambda part: part.view.tone is not Tone.ATTENTION)
        duties = ButtonView(words("duties.title"), icon="shield-check")
        return (
            ButtonPart("diagnostics.check", check_button(now, self._checked)),
            ButtonPart("diagnostics.problem", ButtonView(words("problem.find"), icon="activity")),
            *found,
            ButtonPart("diagnostics.duties", duties),
            ButtonPart("diagnostics.handover", ButtonView(words("handover.title"), icon="clipboard-list")),
        )

    def chosen(self, name: str, value: int) -> Wish:  # noqa: ARG002 - buttons have no value
        """Ask every question again, now; or open the page of duties."""
        if name == "diagnostics.duties":
            return Opening(Page.DUTIES)
        if name == "diagnostics.problem":
            return Opening(f"{Page.SETTINGS}/problem")
        if name == "diagnostics.handover":
            return Opening(Page.HANDOVER)
        self._checked = self._now
        return RunCheck()


def verdict(snapshot: Snapshot, now: Moment) -> str:
    """`All OK`, or how many lines want to be looked at."""
    count = sum(part.view.tone is Tone.ATTENTION for part in lines(snapshot, now))
    return words("diagnostics.wrong", count=count) if count else words("diagnostics.all_ok")


def lines(snapshot: Snapshot, now: Moment) -> Iterator[CheckPart]:
    """One for each part of the display, in the order of the way that a number takes to the screen."""
    zone = snapshot.preferences.zone
    for name, view in (
        ("meter", _meter(snapshot, now)),
        ("radio", _radio(snapshot)),
        ("devices", _devices(snapshot, now)),
        ("storage", _storage(snapshot)),
        ("backup", _backup(snapshot, now)),
        ("log", _log(snapshot, now)),
        ("receipts", _receipts(snapshot)),
        ("code", code_line(snapshot)),
        ("clock", _clock(snapshot, now) if zone else None),
        ("version", CheckView("info", Tone.QUIET, words("diagnostics.version", version=VERSION))),
        ("counters", _counters(snapshot)),
    ):
        if view is not None:
            yield CheckPart(f"diagnostics.{name}", view)


def _meter(snapshot: Snapshot, now: Moment) -> CheckView:
    heard = snapshot.link.meter_heard
    age = words("diagnostics.heard", age=i18n.age(None if heard is None else now.seconds_since(heard)))
    match freshness(heard, now):
        case Freshness.LIVE | Freshness.OLD:
            return CheckView(*_GOOD, words("diagnostics.meter_good"), age)
        case Freshness.SILENT:
            assert heard is not None
            silence = words("network.silent", silence=i18n.silence(now.seconds_since(heard)))
            return CheckView(*_BAD, words("diagnostics.meter_silent"), silence)
    return CheckView(*_WAITS, words("diagnostics.meter_never"), words("diagnostics.meter_never_body"))


def _radio(snapshot: Snapshot) -> CheckView:
    link = snapshot.link
    if link.radio is RadioState.READY:
        return CheckView(*_GOOD, words("diagnostics.radio_good"), words("diagnostics.now"))
    if link.fault is None:
        return CheckView(*_WAITS, words(f"radio.{link.radio.value}_state"), words("diagnostics.now"))
    return CheckView(*_BAD, *radio_sentence(link.fault, link.port))


def _devices(snapshot: Snapshot, now: Moment) -> CheckView | None:
    if not snapshot.devices:
        return None
    silent = [each.name for each in snapshot.devices if freshness(each.heard, now) is Freshness.SILENT]
    if silent:
        return CheckView(*_BAD, words("diagnostics.device_silent", name=silent[0]), heard_sentence(snapshot, now))
    return CheckView(*_GOOD, heard_sentence(snapshot, now), words("diagnostics.now"))


def _storage(snapshot: Snapshot) -> CheckView:
    health = snapshot.health
    if health.is_storage_working:
        return CheckView(*_GOOD, words("diagnostics.storage_good"), words("diagnostics.now"))
    return CheckView(*_BAD, words("notice.storage"), said(health.storage_problem or ""))


def _backup(snapshot: Snapshot, now: Moment) -> CheckView:
    day, zone = snapshot.health.backed_up, snapshot.preferences.zone
    if day is None or not zone:
        return CheckView(*_WAITS, words("diagnostics.backup_never"), words("backup.nightly"))
    is_old = (i18n.local(now.utc, zone).date() - day).days > _BACKUP_DAYS
    state, key = (_BAD, "diagnostics.backup_old") if is_old else (_GOOD, "diagnostics.backup_good")
    return CheckView(*state, words(key), backed_up(snapshot, now))


def _log(snapshot: Snapshot, now: Moment) -> CheckView:
    check, zone = snapshot.health.log, snapshot.preferences.zone
    if check is None or not zone:
        return CheckView(*_WAITS, words("log.never"))
    when = words("log.checked", when=seen(check.at, now, zone))
    if check.fault is not None:
        return CheckView(*_BAD, words("log.broken_why", fault=said(check.fault)), when)
    return CheckView(*_GOOD, words("diagnostics.log_good"), when)


def _receipts(snapshot: Snapshot) -> CheckView:
    owed = snapshot.events.owed
    if owed:
        return CheckView(*_WAITS, words("diagnostics.owed", count=owed), words("diagnostics.now"))
    return CheckView(*_GOOD, words("diagnostics.owed_none"), words("diagnostics.now"))


def _clock(snapshot: Snapshot, now: Moment) -> CheckView:
    is_hand = snapshot.preferences.clock_source is ClockSource.HAND
    sentence = words(
        "diagnostics.clock_hand" if is_hand else "diagnostics.clock_meter",
        time=i18n.clock_time(now.utc, snapshot.preferences.zone),
    )
    is_heard = snapshot.link.meter_clock_offset_s is not None
    return CheckView(*(_GOOD if is_heard or is_hand else _WAITS), sentence, meter_clock(snapshot))


def _light(panel: Panel) -> CheckView:
    """What dims the screen: told, and never counted as a fault of the meter's display."""
    if panel.fault:
        return CheckView("sun-medium", Tone.QUIET, words("diagnostics.light_fault"), panel.fault)
    key = "diagnostics.light_painted" if isinstance(panel, NoPanel) else "diagnostics.light_good"
    return CheckView("sun-medium", Tone.QUIET, words(key), words("diagnostics.now"))


def _counters(snapshot: Snapshot) -> CheckView | None:
    """What was refused, for whoever installs."""
    if snapshot.preferences.role is not Role.INSTALLER:
        return None
    health = snapshot.health
    sentence = words(
        "diagnostics.counters",
        malformed=i18n.whole(health.malformed),
        unprotected=i18n.whole(health.unprotected),
        undelivered=i18n.whole(health.undelivered),
        shed=i18n.whole(health.messages_shed),
    )
    return CheckView("info", Tone.QUIET, sentence, words("diagnostics.since_start"))
