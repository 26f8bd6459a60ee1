"""Date and time: shown, set by hand, or left to the meter (C1NFR13.2)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from devices.moment import Moment
from hemsapp.commands import ClockSource, SetClock, SetManners
from hemsapp.manners import HourStyle
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters.settings_panels import Wish, hour_samples
from ui.views import ButtonKind, ButtonState, ButtonView, SegmentedView, StepperView
from ui.views.settings import ButtonPart, ControlPart, Part, Say, WordsPart

_STEPS = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}


@dataclass(frozen=True, slots=True)
class ClockView:
    """The time and the date, where they come from, and the steppers that move when they are set by hand."""

    time: str
    date: str
    zone: str
    meter: str
    source_label: str
    source: SegmentedView
    steppers: tuple[tuple[str, str, StepperView], ...]
    set: ButtonView | None
    note: str


class ClockPanel:
    """Snapshot to ClockView and its parts; keeps the time that is being set until it is accepted."""

    key, icon = "time", "clock"

    def __init__(self) -> None:
        self._draft: datetime | None = None
        self._seen: tuple[Snapshot, Moment] | None = None

    @property
    def is_editing(self) -> bool:
        """Is a time being set that was not accepted yet?"""
        return self._draft is not None

    def present(self, snapshot: Snapshot, now: Moment) -> ClockView:
        """The page at that moment."""
        self._seen = (snapshot, now)
        zone = snapshot.preferences.zone
        is_hand = snapshot.preferences.clock_source is ClockSource.HAND or self._draft is not None
        here = i18n.local(now.utc, zone)
        return ClockView(
            time=i18n.clock_time(now.utc, zone),
            date=words("date.year", date=i18n.long_date(here.date()), year=here.year),
            zone=words("clock.zone", zone=zone.replace("_", " ")),
            meter=meter_clock(snapshot),
            source_label=words("clock.source"),
            source=SegmentedView((words("clock.meter"), words("clock.hand")), int(is_hand)),
            steppers=self._steppers(here, is_hand=is_hand),
            set=self._set_button(zone) if self._draft is not None else None,
            note=self._note(zone),
        )

    def value(self, snapshot: Snapshot, now: Moment) -> str:
        """The time."""
        return i18n.clock_time(now.utc, snapshot.preferences.zone)

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:
        """What it is, how it is written, where it comes from; steppers once it is set by hand."""
        view = self.present(snapshot, now)
        hours = SegmentedView(hour_samples(), tuple(HourStyle).index(snapshot.preferences.manners.hour_style))
        found: list[Part] = [
            WordsPart("clock.time", view.time, Say.CLOCK),
            WordsPart("clock.date", view.date, Say.TEXT),
            WordsPart("clock.zone", view.zone),
            ControlPart("clock.hours", words("clock.hours"), hours),
            ControlPart("clock.source", view.source_label, view.source),
        ]
        if view.source.selected:
            found += [ControlPart(f"clock.{part}", word, shown) for part, word, shown in view.steppers]
        if view.set is not None:
            found.append(ButtonPart("clock.set", view.set))
        return (*found, WordsPart("clock.meter", view.meter), WordsPart("clock.note", view.note))

    def chosen(self, name: str, value: int) -> Wish:
        """What a finger on that part asks for."""
        assert self._seen is not None
        match name:
            case "clock.hours":
                return SetManners(replace(self._seen[0].preferences.manners, hour_style=tuple(HourStyle)[value]))
            case "clock.source":
                return self.choose_source(value)
            case "clock.set":
                return self.accept()
        self.step(name.removeprefix("clock."), value)
        return None

    def choose_source(self, index: int) -> SetClock | None:
        """Follow the meter again, or begin to set by hand."""
        assert self._seen is not None
        snapshot, now = self._seen
        if index == 1:
            self._draft = self._draft or _minute(i18n.local(now.utc, snapshot.preferences.zone))
            return None
        self._draft = None
        return SetClock(None) if snapshot.preferences.clock_source is ClockSource.HAND else None

    def step(self, part: str, steps: int) -> None:
        """More or less of day, hour or minute."""
        assert self._seen is not None
        snapshot, now = self._seen
        draft = self._draft or _minute(i18n.local(now.utc, snapshot.preferences.zone))
        self._draft = draft + _STEPS[part] * steps

    def accept(self) -> SetClock | None:
        """Set the time that is shown; None when that time does not exist."""
        assert self._seen is not None
        utc = self._utc(self._seen[0].preferences.zone)
        if utc is None:
            return None
        self._draft = None
        return SetClock(utc)

    def discard(self) -> None:
        """Forget the time that was being set."""
        self._draft = None

    def _utc(self, zone: str) -> datetime | None:
        """The draft as UTC; None in the hour that daylight saving leaves out."""
        if self._draft is None:
            return None
        utc = self._draft.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        return utc if i18n.local(utc, zone).replace(tzinfo=None) == self._draft else None

    def _steppers(self, here: datetime, *, is_hand: bool) -> tuple[tuple[str, str, StepperView], ...]:
        draft = self._draft or _minute(here)
        texts = {
            "day": i18n.year_date(draft.date()),
            "hour": i18n.hour_time(draft.replace(minute=0, tzinfo=UTC), "UTC"),
            "minute": f"{draft.minute:02}",
        }
        return tuple(
            (part, words(f"clock.{part}"), StepperView(text, is_hand, is_hand)) for part, text in texts.items()
        )

    def _set_button(self, zone: str) -> ButtonView:
        utc = self._utc(zone)
        draft = self._draft
        assert draft is not None
        time = i18n.clock_time(draft.replace(tzinfo=UTC), "UTC")
        state = ButtonState.DISABLED if utc is None else ButtonState.IDLE
        return ButtonView(words("clock.set_to", time=time), ButtonKind.PRIMARY, state)

    def _note(self, zone: str) -> str:
        if self._draft is not None and self._utc(zone) is None:
            return words("clock.no_such_time")
        return words("clock.hand_note")


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0, tzinfo=None, fold=0)


def meter_clock(snapshot: Snapshot) -> str:
    """How the meter's clock stands to this one."""
    offset_s = snapshot.link.meter_clock_offset_s
    if offset_s is None:
        return words("clock.offset_unknown")
    if offset_s == 0:
        return words("clock.offset_same")
    return words("clock.offset_ahead" if offset_s > 0 else "clock.offset_behind", count=abs(offset_s))
