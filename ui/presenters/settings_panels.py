"""The panels of the settings that change a manner of the display, or the bill date: parts out, commands in."""

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Protocol

from devices.moment import Moment
from hemsapp.commands import Command, SetBillDay, SetManners, SetTheme, Theme
from hemsapp.manners import LANGUAGES, LIT_SECONDS_LEAST, TEXT_SIZES_PERCENT, HourStyle, Manners, TemperatureScale
from hemsapp.questions import Answer, BillsShown
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters import voices
from ui.presenters.pin import Goal
from ui.views import ListRowView, SegmentedView, StepperView, ToggleView
from ui.views.controls import ThemeCardView
from ui.views.settings import (
    CardsPart,
    ControlPart,
    DaysPart,
    DaysView,
    Part,
    RowPart,
    Say,
    SliderPart,
    SliderView,
    WordsPart,
)

LIT_SECONDS = (LIT_SECONDS_LEAST, 30, 45, 60, 90, 120, 180, 300, 600)
_THEMES = tuple(Theme)
_BRIGHT_LEAST, _PERCENT_STEP = 10, 5
_STEP_MINUTES = 30
_DAYS, _READ_DATES = 31, 6


@dataclass(frozen=True, slots=True)
class Opening:
    """Go to the page of that key."""

    key: str


Wish = Command | Opening | Goal | None
"""What a finger asks for: a command, another page, the pad for a PIN."""


class Panel(Protocol):
    """One subject of the settings: its row in the list, and its parts."""

    key: str
    icon: str

    def value(self, snapshot: Snapshot, now: Moment) -> str:
        """How it is set now, as the list shows it."""

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:
        """What stands on the panel; present before `chosen`."""

    def chosen(self, name: str, value: int) -> Wish:
        """What a finger on that part asks for."""


class OfManners:
    """Remembers the manners that were shown, for the next change of one of them."""

    manners = Manners()

    def _with(self, **changed: object) -> SetManners:
        return SetManners(replace(self.manners, **changed))  # type: ignore[arg-type]  # the names are those of Manners


class ScreenPanel(OfManners):
    """The palette, the light in use and at rest, the size of text, motion (C1NFR13.3)."""

    key, icon = "screen", "sun-medium"

    def value(self, snapshot: Snapshot, now: Moment) -> str:  # noqa: ARG002 - a palette has no age
        """The palette."""
        return words(f"screen.{snapshot.preferences.theme.value}")

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:  # noqa: ARG002 - nor has the rest
        """All of it."""
        self.manners = manners = snapshot.preferences.manners
        amount = i18n.price(snapshot.prices.price).number
        cards = tuple(
            ThemeCardView(words(f"screen.{theme.value}"), amount, theme is snapshot.preferences.theme)
            for theme in _THEMES
        )
        return (
            WordsPart("screen.theme_label", words("screen.theme"), Say.HEADING),
            CardsPart("screen.theme", cards),
            SliderPart("screen.bright", _light("screen.bright", manners.bright_percent, _bright_steps())),
            SliderPart("screen.at_rest", _light("screen.at_rest", manners.rest_percent, self._rest_steps())),
            ControlPart("screen.lit", words("screen.lit"), self._lit()),
            toggle("screen.sun", is_on=manners.does_light_follow_sun),
            toggle("screen.rests", is_on=manners.does_rest),
            ControlPart("screen.text", words("screen.text"), self._text()),
            toggle("screen.still", is_on=manners.is_motion_reduced),
        )

    def chosen(self, name: str, value: int) -> Wish:
        """A change of one of them."""
        manners = self.manners
        if name == "screen.theme":
            return SetTheme(_THEMES[value])
        changes: dict[str, dict[str, object]] = {
            "screen.at_rest": {"rest_percent": _at(self._rest_steps(), value)},
            "screen.lit": {"lit_seconds": _neighbour(manners.lit_seconds, value)},
            "screen.sun": {"does_light_follow_sun": bool(value)},
            "screen.rests": {"does_rest": bool(value)},
            "screen.text": {"text_percent": _at(TEXT_SIZES_PERCENT, value)},
            "screen.still": {"is_motion_reduced": bool(value)},
        }
        if name == "screen.bright":
            bright = _bright_steps()[value]
            return self._with(bright_percent=bright, rest_percent=min(manners.rest_percent, bright))
        return self._with(**changes[name]) if name in changes else None

    def _rest_steps(self) -> tuple[int, ...]:
        """At rest it is never brighter than in use."""
        return tuple(range(0, self.manners.bright_percent + 1, _PERCENT_STEP))

    def _lit(self) -> StepperView:
        seconds = self.manners.lit_seconds
        key, count = (
            ("screen.minutes", seconds // 60)
            if seconds >= 60 and seconds % 60 == 0
            else (
                "screen.seconds",
                seconds,
            )
        )
        text = words(key, amount=i18n.whole(count))
        return StepperView(text, seconds > LIT_SECONDS[0], seconds < LIT_SECONDS[-1], f"{words('screen.lit')}, {text}")

    def _text(self) -> SegmentedView:
        sizes = tuple(i18n.percent(size) for size in TEXT_SIZES_PERCENT)
        return SegmentedView(sizes, TEXT_SIZES_PERCENT.index(self.manners.text_percent))


class LanguagePanel(OfManners):
    """The language, and what temperatures are read in."""

    key, icon = "language", "languages"

    def value(self, snapshot: Snapshot, now: Moment) -> str:  # noqa: ARG002 - a language has no age
        """The language by its own name."""
        return i18n.language_names()[snapshot.preferences.manners.language]

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:  # noqa: ARG002 - nor has the rest
        """Languages one below the other, then units."""
        self.manners = manners = snapshot.preferences.manners
        return (
            ControlPart(
                "language.tongue",
                words("language.tongue"),
                SegmentedView(tuple(i18n.language_names().values()), LANGUAGES.index(manners.language)),
            ),
            ControlPart(
                "language.scale",
                words("language.scale"),
                SegmentedView(("°F", "°C"), tuple(TemperatureScale).index(manners.temperature_scale)),
            ),
            ControlPart(
                "language.hours",
                words("clock.hours"),
                SegmentedView(hour_samples(), tuple(HourStyle).index(manners.hour_style)),
            ),
            WordsPart("language.note", words("language.note")),
        )

    def chosen(self, name: str, value: int) -> Wish:
        """At once, everywhere."""
        match name:
            case "language.tongue":
                return self._with(language=LANGUAGES[value])
            case "language.scale":
                return self._with(temperature_scale=tuple(TemperatureScale)[value])
            case "language.hours":
                return self._with(hour_style=tuple(HourStyle)[value])
        return None


class SoundsPanel(OfManners):
    """Whether it sounds, and when it is quiet; an emergency is never silent."""

    key, icon = "sounds", "volume-2"

    def value(self, snapshot: Snapshot, now: Moment) -> str:  # noqa: ARG002 - sounds have no age
        """On, off, or when it is quiet."""
        manners = snapshot.preferences.manners
        if not manners.are_sounds_on:
            return words("kit.off")
        if manners.quiet_from == manners.quiet_until:
            return words("kit.on")
        return words("sounds.quiet", time=i18n.time_of_day(manners.quiet_from))

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:  # noqa: ARG002 - nor has the rest
        """On or off; from when until when."""
        self.manners = manners = snapshot.preferences.manners
        is_never = manners.quiet_from == manners.quiet_until
        note = "sounds.never" if is_never else "sounds.note"
        return (
            toggle("sounds.on", is_on=manners.are_sounds_on),
            _aloud(manners),
            ControlPart("sounds.from", words("sounds.from"), _time(manners.quiet_from)),
            ControlPart("sounds.until", words("sounds.until"), _time(manners.quiet_until)),
            WordsPart("sounds.note", words(note)),
        )

    def chosen(self, name: str, value: int) -> Wish:
        """On or off, or half an hour earlier or later."""
        match name:
            case "sounds.on":
                return self._with(are_sounds_on=bool(value))
            case "sounds.aloud":
                return self._with(does_read_aloud=bool(value))
            case "sounds.from":
                return self._with(quiet_from=_later(self.manners.quiet_from, value))
            case "sounds.until":
                return self._with(quiet_until=_later(self.manners.quiet_until, value))
        return None


class BillDatePanel:
    """On which day of the month the meter is read (C1FR35)."""

    key, icon = "bill_date", "calendar-days"

    def __init__(self) -> None:
        self._dates: tuple[date, ...] = ()

    def answered(self, answer: Answer) -> None:
        """Take the bills that are kept: each began on a read date, the newest first."""
        if isinstance(answer, BillsShown):
            self._dates = tuple(bill.start for bill in answer.bills)[:_READ_DATES]

    def value(self, snapshot: Snapshot, now: Moment) -> str:  # noqa: ARG002 - a date has no age
        """The day, if anybody said it."""
        day = snapshot.preferences.bill_day
        return words("bill_date.unknown") if day is None else i18n.ordinal(day)

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:  # noqa: ARG002 - nor has the rest
        """Every day of a month, and what follows from the one that is chosen."""
        bill, day = snapshot.bill, snapshot.preferences.bill_day
        said = tuple(words("bill_date.day", day=i18n.ordinal(each)) for each in range(1, _DAYS + 1))
        note = words("bill_date.short_months") if day is not None and day > 28 else words("bill_date.note")
        return (
            WordsPart("bill_date.label", words("bill_date.label"), Say.HEADING),
            DaysPart("bill_date.day", DaysView(_DAYS, day or 0, said)),
            WordsPart("bill_date.note", note),
            RowPart(
                "bill_date.since",
                ListRowView(words("bill_date.since"), value=i18n.day_month(bill.start), has_rule=True, is_inset=True),
            ),
            RowPart(
                "bill_date.next",
                ListRowView(words("bill_date.next"), value=i18n.day_month(bill.end), has_rule=True, is_inset=True),
            ),
            *self._read(),
            RowPart("bill_date.new", ListRowView(words("bill_date.new"), has_chevron=True, has_rule=True)),
        )

    def _read(self) -> tuple[Part, ...]:
        """When earlier bills began, as far as they are kept."""
        title = words("bill_date.before")
        return tuple(
            RowPart(
                f"bill_date.read{index}",
                ListRowView(title, value=i18n.year_date(each), has_rule=True, is_inset=True),
            )
            for index, each in enumerate(self._dates)
        )

    def chosen(self, name: str, value: int) -> Wish:
        """That day; or the page on which a new bill is told."""
        match name:
            case "bill_date.day":
                return SetBillDay(value)
            case "bill_date.new":
                return Opening("bill")
        return None


def toggle(name: str, *, is_on: bool) -> ControlPart:
    """A switch whose label stands under its own name."""
    label = words(name)
    return ControlPart(name, label, ToggleView(is_on, words("kit.on" if is_on else "kit.off"), sentence=label))


def _aloud(manners: Manners) -> ControlPart:
    """Reading aloud, which a display without a voice cannot."""
    label, can_speak = words("sounds.aloud"), voices.is_there()
    word = "kit.on" if manners.does_read_aloud else "kit.off"
    view = ToggleView(manners.does_read_aloud, words(word if can_speak else "sounds.no_voice"), can_speak, label)
    return ControlPart("sounds.aloud", label, view)


def hour_samples() -> tuple[str, str]:
    """A time in the afternoon, written in either style."""
    return words("clock.twelve"), words("clock.twenty_four")


def _bright_steps() -> tuple[int, ...]:
    return tuple(range(_BRIGHT_LEAST, 101, _PERCENT_STEP))


def _at(steps: tuple[int, ...], index: int) -> int:
    return steps[max(0, min(index, len(steps) - 1))]


def _light(name: str, percent: int, steps: tuple[int, ...]) -> SliderView:
    nearest = min(range(len(steps)), key=lambda index: abs(steps[index] - percent))
    return SliderView(words(name), tuple(i18n.percent(each) for each in steps), nearest)


def _neighbour(seconds: int, way: int) -> int:
    """The next longer or shorter of the times that are offered."""
    if way > 0:
        return next((each for each in LIT_SECONDS if each > seconds), LIT_SECONDS[-1])
    return next((each for each in reversed(LIT_SECONDS) if each < seconds), LIT_SECONDS[0])


def _time(at: time) -> StepperView:
    return StepperView(i18n.time_of_day(at))


def _later(at: time, way: int) -> time:
    minutes = (at.hour * 60 + at.minute + way * _STEP_MINUTES) % (24 * 60)
    return time(minutes // 60, minutes % 60)
