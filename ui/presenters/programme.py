"""The programme of a thermostat: at least four periods a day, edited until saved."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from devices.moment import Moment
from devices.names import Eui64
from hemsapp.commands import SaveProgramme
from hemsapp.domain.comfort.programme import flat
from hemsapp.plans import ProgrammePeriod
from hemsapp.snapshot import Snapshot, Thermostat
from ui import i18n
from ui.i18n import words
from ui.presenters import event_words as told
from ui.presenters.frame import header
from ui.presenters.limits import limited
from ui.views import (
    ButtonKind,
    ButtonState,
    ButtonView,
    HeaderView,
    Line,
    Run,
    SegmentedView,
    SheetView,
    StepperView,
    Tone,
    quiet,
)

FEWEST, MOST = 4, 6
STEP_MINUTES = 15
_DAY_MINUTES = 24 * 60
_COLDEST_CENTI_C, _WARMEST_CENTI_C, _APART_CENTI_K = 1000, 2944, 111  # 50, 85 and 2 F
_WEEKEND = frozenset({5, 6})
_EXTRA = "Extra"
"""The name that is kept with the programme; what is shown is in the language."""


@dataclass(frozen=True, slots=True)
class PeriodView:
    """One row: its name, when it begins, and to where."""

    name: str
    start: StepperView
    set_point: StepperView


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """Which days, which season, and the periods of those days from the morning on."""

    header: HeaderView
    days: SegmentedView
    season: SegmentedView
    periods: tuple[PeriodView, ...]
    count_label: str
    count: StepperView
    words: Line
    discard: ButtonView
    save: ButtonView


@dataclass(frozen=True, slots=True)
class _Period:
    """A period while it is edited: minutes after midnight, whole degrees for a person."""

    minute: int
    name: str
    cooling_centi_c: int
    heating_centi_c: int


_Days = dict[frozenset[int], tuple[_Period, ...]]


class ProgrammePresenter:
    """Snapshot to ProgrammeView; keeps what was changed until it is saved or given up."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._device: Eui64 | None = None
        self._draft: _Days | None = None
        self._is_saved = False
        self._group = 0
        self._is_cooling: bool | None = None
        self._touched = 0
        self._snapshot: Snapshot | None = None

    @property
    def is_editing(self) -> bool:
        """Is something changed that is not saved?"""
        return self._draft is not None and not self._is_saved

    def present(self, snapshot: Snapshot, now: Moment) -> ProgrammeView | None:
        """The page at that moment; None without a thermostat, or where it keeps its programme itself."""
        self._snapshot = snapshot
        thermostat = self._thermostat()
        if thermostat is None or thermostat.is_event_client:
            return None
        groups = self._days(thermostat)
        keys = list(groups)
        self._group = min(self._group, len(keys) - 1)
        periods = groups[keys[self._group]]
        title = words("programme.title", name=told.room(thermostat.name))
        return ProgrammeView(
            header=header(snapshot, now, title, has_back=True, is_demo=self._is_demo),
            days=SegmentedView(tuple(_group_name(key, keys) for key in keys), self._group),
            season=SegmentedView((words("programme.cooling"), words("programme.heating")), int(not self.is_cooling)),
            periods=tuple(self._row(periods, index) for index in range(len(periods))),
            count_label=words("programme.periods"),
            count=StepperView(str(len(periods)), len(periods) > FEWEST, len(periods) < MOST),
            words=self._words(thermostat, periods),
            discard=ButtonView(
                words("programme.discard"),
                ButtonKind.OUTLINE,
                ButtonState.IDLE if self.is_editing else ButtonState.DISABLED,
            ),
            save=self._save_button(),
        )

    @property
    def is_cooling(self) -> bool:
        """Which set points are shown: those that were chosen, else those of this season."""
        if self._is_cooling is not None:
            return self._is_cooling
        thermostat = self._thermostat()
        return thermostat is None or thermostat.is_cooling

    def choose_device(self, device: str) -> None:
        """The programme of that thermostat."""
        self._device = Eui64(device)

    def choose_days(self, index: int) -> None:
        """Those days' periods."""
        self._group, self._touched = index, 0

    def choose_season(self, index: int) -> None:
        """Set points for cooling, or for heating."""
        self._is_cooling = index == 0

    def step_start(self, index: int, steps: int) -> None:
        """Begin a quarter of an hour earlier or later, never past the neighbours."""
        periods = list(self._periods())
        earliest = periods[index - 1].minute + STEP_MINUTES if index else 0
        latest = periods[index + 1].minute if index + 1 < len(periods) else _DAY_MINUTES
        minute = limited(periods[index].minute + steps * STEP_MINUTES, earliest, latest - STEP_MINUTES)
        periods[index] = replace(periods[index], minute=minute)
        self._edit(index, tuple(periods))

    def step_set_point(self, index: int, steps: int) -> None:
        """Warmer or cooler in that period."""
        periods = list(self._periods())
        period = periods[index]
        coldest, warmest = self._range(period)
        shown = i18n.steps(period.cooling_centi_c if self.is_cooling else period.heating_centi_c) + steps
        centi_c = i18n.centi_celsius(limited(shown, coldest, warmest))
        if self.is_cooling:
            periods[index] = replace(period, cooling_centi_c=centi_c)
        else:
            periods[index] = replace(period, heating_centi_c=centi_c)
        self._edit(index, tuple(periods))

    def step_count(self, more: int) -> None:
        """A period more, in the middle of the longest; or the last extra one less, never fewer than four."""
        periods = list(self._periods())
        if more > 0 and len(periods) < MOST:
            lengths = [
                (periods[index + 1].minute if index + 1 < len(periods) else _DAY_MINUTES) - each.minute
                for index, each in enumerate(periods)
            ]
            longest = lengths.index(max(lengths))
            half = lengths[longest] // 2 // STEP_MINUTES * STEP_MINUTES
            before = periods[longest]
            periods.insert(longest + 1, replace(before, minute=before.minute + half, name=_EXTRA))
            self._edit(longest + 1, tuple(periods))
        elif more < 0 and len(periods) > FEWEST:
            last = max((index for index, each in enumerate(periods) if each.name == _EXTRA), default=len(periods) - 1)
            del periods[last]
            self._edit(0, tuple(periods))

    def save(self) -> SaveProgramme | None:
        """The whole programme, every day."""
        thermostat = self._thermostat()
        if thermostat is None or self._draft is None:
            return None
        periods = tuple(
            ProgrammePeriod(days, time(*divmod(each.minute, 60)), each.name, each.cooling_centi_c, each.heating_centi_c)
            for days, group in self._draft.items()
            for each in group
        )
        self._is_saved = True
        return SaveProgramme(thermostat.device, periods)

    def discard(self) -> None:
        """Back to what is stored."""
        self._draft, self._is_saved, self._touched = None, False, 0

    def leave_sheet(self) -> SheetView:
        """The question before the page is left with changes."""
        thermostat = self._thermostat()
        name = told.room(thermostat.name) if thermostat else ""
        return SheetView(
            words("programme.leave_title"),
            words("programme.leave_body", name=name),
            ButtonView(words("programme.save"), ButtonKind.PRIMARY),
            ButtonView(words("rules.leave_without"), ButtonKind.OUTLINE),
        )

    def _thermostat(self) -> Thermostat | None:
        if self._snapshot is None:
            return None
        thermostats = self._snapshot.comfort.thermostats
        first = thermostats[0] if thermostats else None
        return next((each for each in thermostats if each.device == self._device), first)

    def _days(self, thermostat: Thermostat) -> _Days:
        return self._draft if self._draft is not None else _grouped(_begun(thermostat))

    def _periods(self) -> tuple[_Period, ...]:
        thermostat = self._thermostat()
        assert thermostat is not None
        groups = self._days(thermostat)
        return groups[list(groups)[self._group]]

    def _edit(self, touched: int, periods: tuple[_Period, ...]) -> None:
        thermostat = self._thermostat()
        assert thermostat is not None
        groups = dict(self._days(thermostat))
        groups[list(groups)[self._group]] = periods
        self._touched, self._is_saved = touched, False
        self._draft = None if groups == _grouped(thermostat.periods) else groups

    def _row(self, periods: tuple[_Period, ...], index: int) -> PeriodView:
        period = periods[index]
        earliest = periods[index - 1].minute + STEP_MINUTES if index else 0
        latest = periods[index + 1].minute if index + 1 < len(periods) else _DAY_MINUTES
        centi_c = period.cooling_centi_c if self.is_cooling else period.heating_centi_c
        shown = i18n.steps(centi_c)
        coldest, warmest = self._range(period)
        at, name = _clock(period.minute), i18n.name_of(period.name)
        return PeriodView(
            name,
            StepperView(
                at,
                period.minute > earliest,
                period.minute + STEP_MINUTES < latest,
                f"{words('programme.from', name=name)} {at}",
            ),
            StepperView(
                i18n.temperature(centi_c),
                shown > coldest,
                shown < warmest,
                f"{name}, {i18n.temperature(centi_c)}",
            ),
        )

    def _range(self, period: _Period) -> tuple[int, int]:
        """Cooling stays above heating, so that a house never does both."""
        coldest, warmest = i18n.steps_within(_COLDEST_CENTI_C, _WARMEST_CENTI_C)
        apart = i18n.difference_steps(_APART_CENTI_K)
        if self.is_cooling:
            return max(coldest, i18n.steps(period.heating_centi_c) + apart), warmest
        return coldest, min(warmest, i18n.steps(period.cooling_centi_c) - apart)

    def _words(self, thermostat: Thermostat, periods: tuple[_Period, ...]) -> Line:
        if thermostat.is_held:
            return quiet(words("programme.held"))
        period = periods[min(self._touched, len(periods) - 1)]
        centi_c = period.cooling_centi_c if self.is_cooling else period.heating_centi_c
        key = "programme.words_cooling" if self.is_cooling else "programme.words_heating"
        said = words(
            key, name=i18n.name_of(period.name), time=_clock(period.minute), set_point=i18n.temperature(centi_c)
        )
        return Run(words("rules.in_words"), Tone.INK, is_strong=True), Run(said)

    def _save_button(self) -> ButtonView:
        if self._is_saved:
            return ButtonView(words("programme.saved"), ButtonKind.PRIMARY, ButtonState.DONE)
        state = ButtonState.IDLE if self.is_editing else ButtonState.DISABLED
        return ButtonView(words("programme.save"), ButtonKind.PRIMARY, state)


def _begun(thermostat: Thermostat) -> tuple[ProgrammePeriod, ...]:
    """Its programme, or where there is none yet, four periods where it stands now."""
    if thermostat.periods:
        return thermostat.periods
    set_point = thermostat.set_point_centi_c
    return flat(set_point, None) if thermostat.is_cooling else flat(None, set_point)


def _grouped(periods: tuple[ProgrammePeriod, ...]) -> _Days:
    """Days with the same periods together; working days never with the weekend, so that both can be told apart."""
    groups: dict[tuple[bool, tuple[_Period, ...]], set[int]] = {}
    for day in range(7):
        of_day = sorted((each for each in periods if day in each.days), key=lambda each: each.start)
        key = (
            day in _WEEKEND,
            tuple(
                _Period(
                    each.start.hour * 60 + each.start.minute,
                    each.name,
                    each.cooling_centi_c,
                    each.heating_centi_c,
                )
                for each in of_day
            ),
        )
        if of_day:
            groups.setdefault(key, set()).add(day)
    return {frozenset(days): found for (_, found), days in groups.items()}


def _group_name(days: frozenset[int], groups: list[frozenset[int]]) -> str:
    if len(groups) == 1:
        return words("programme.every_day")
    if days == _WEEKEND:
        return words("programme.weekend")
    if days == frozenset(range(5)):
        return words("programme.weekdays")
    return " ".join(words(f"weekday_short.{day + 1}") for day in sorted(days))


def _clock(minute: int) -> str:
    hour, rest = divmod(minute, 60)
    return i18n.clock_time(datetime(2000, 1, 1, hour, rest, tzinfo=UTC), "UTC")
