"""Your data: take it away, bring it back, how long it is kept, and the long work that does so."""

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePath

from devices.moment import Moment
from hemsapp.commands import Command, SetRetention, StartWork
from hemsapp.exchange.sealed import LEAST_SIGNS
from hemsapp.questions import Answer, FilePlace, PlacesShown, PlacesWanted, Question, Unanswered
from hemsapp.snapshot import Snapshot
from hemsapp.work import Task, WorkKind
from ui import i18n
from ui.i18n import said, words
from ui.presenters.frame import header
from ui.presenters.typing import Typing
from ui.presenters.work import work_card
from ui.views import (
    ButtonKind,
    ButtonState,
    ButtonView,
    HeaderView,
    OptionRowView,
    SheetView,
    StepperView,
    WorkCardView,
)
from ui.views.comfort import SettingView

FEWEST_DAYS, MOST_DAYS, STEP_DAYS = 7, 400, 1
_ASK_AGAIN_S = 5
_NAME, _NAME_END = 30, 16
_SAVES = (
    (WorkKind.EXPORT_GREEN_BUTTON, "green_button", "file-check"),
    (WorkKind.EXPORT_CSV, "csv", "clipboard-list"),
    (WorkKind.BACK_UP, "backup", "save"),
    (WorkKind.SEAL, "sealed", "lock"),
    (WorkKind.EXPORT_LOG, "log", "shield-check"),
)
_READS = {
    "green button": (WorkKind.IMPORT_GREEN_BUTTON, "import_green_button", "file-check"),
    "rates": (WorkKind.IMPORT_RATES, "import_rates", "tag"),
    "backup": (WorkKind.RESTORE, "restore", "save"),
    "labels": (WorkKind.IMPORT_LABELS, "import_labels", "clipboard-list"),
    "sealed": (WorkKind.UNSEAL, "unseal", "lock"),
}
_SEALED = {WorkKind.SEAL, WorkKind.UNSEAL}
_UNITS = ("unit.mb", "unit.gb", "unit.tb")


@dataclass(frozen=True, slots=True)
class ActionRow:
    """What can be done, in words, and the button that does it."""

    setting: SettingView
    button: ButtonView


@dataclass(frozen=True, slots=True)
class DataView:
    """Places left with what is kept for how long; at the right what can be written there and read from there."""

    header: HeaderView
    places_label: str
    places: tuple[OptionRowView, ...]
    no_places: str
    rows: tuple[ActionRow, ...]
    kept_label: str
    kept: StepperView
    kept_note: str
    meter: ButtonView
    work: WorkCardView | None
    confirm: SheetView | None


class DataPresenter:
    """Places and Snapshot.work to DataView; remembers which place is chosen, and what must be confirmed."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._places: tuple[FilePlace, ...] | None = None
        self._problem = ""
        self._chosen = ""
        self._asked: Moment | None = None
        self._confirming: Task | None = None
        self._locked: Task | None = None
        self._tasks: tuple[Task, ...] = ()
        self._raw_days = FEWEST_DAYS
        self._pending: Task | None = None

    @property
    def is_confirming(self) -> bool:
        """Must a person say yes first?"""
        return self._confirming is not None

    def present(self, snapshot: Snapshot, now: Moment) -> DataView:
        """The page at that moment."""
        self._raw_days, work = snapshot.preferences.raw_days, snapshot.work
        if work is not None and work.task == self._pending:
            self._pending = None
        is_busy = self._pending is not None or (work is not None and work.ended is None)
        place = self._place()
        rows, self._tasks = self._rows(place, is_busy=is_busy)
        return DataView(
            header(snapshot, now, words("data.title"), has_back=True, is_demo=self._is_demo),
            words("data.where"),
            tuple(_place_row(each, is_chosen=each is place) for each in self._places or ()),
            said(self._problem) or ("" if self._places else words("data.no_places")),
            rows,
            words("data.kept"),
            self._kept(),
            words("data.kept_note"),
            ButtonView(words("data.meter_changed"), icon="gauge"),
            work_card(snapshot),
            self._confirm(),
        )

    def wants(self, now: Moment) -> tuple[Question, ...]:
        """Where files can go, again every few seconds: a stick may be plugged in meanwhile."""
        if self._asked is not None and now.seconds_since(self._asked) < _ASK_AGAIN_S:
            return ()
        self._asked = now
        return (PlacesWanted(),)

    def answered(self, answer: Answer) -> None:
        """Take the places, or why there are none."""
        if isinstance(answer, PlacesShown):
            self._places, self._problem = answer.places, ""
        elif isinstance(answer, Unanswered):
            self._problem = answer.sentence

    def choose_place(self, index: int) -> None:
        """Write there and read there."""
        if self._places is not None and index < len(self._places):
            self._chosen = self._places[index].path

    def press(self, index: int) -> Command | None:
        """What the button of a row asks for; going back to a backup must be confirmed first, a sealed one opened."""
        task = self._tasks[index]
        if task.kind in _SEALED:
            self._locked = task
            return None
        if task.kind is WorkKind.RESTORE:
            self._confirming = task
            return None
        self._pending = task
        return StartWork(task)

    @property
    def typing(self) -> Typing | None:
        """The passphrase that is to be typed, None: none is."""
        if self._locked is None:
            return None
        if self._locked.kind is WorkKind.UNSEAL:
            return Typing(words("data.words"), words("data.words_there"), problem=_missing)
        hint = words("data.words_hint", count=LEAST_SIGNS)
        return Typing(words("data.new_words"), hint, problem=_missing)

    def typed(self, passphrase: str) -> Command | None:
        """These are the words: seal with them; to go back with them must be confirmed."""
        task, self._locked = self._locked, None
        if task is None:
            return None
        task = replace(task, passphrase=passphrase)
        if task.kind is WorkKind.UNSEAL:
            self._confirming = task
            return None
        self._pending = task
        return StartWork(task)

    def confirm(self) -> Command | None:
        """Yes, go back to that backup."""
        task, self._confirming = self._confirming, None
        self._pending = task
        return None if task is None else StartWork(task)

    def cancel(self) -> None:
        """No."""
        self._confirming = self._locked = None

    def step(self, days: int) -> Command:
        """Keep readings longer or shorter: a day, in weeks from a month on."""
        wide = 7 if self._raw_days + days > 28 else STEP_DAYS
        return SetRetention(min(MOST_DAYS, max(FEWEST_DAYS, self._raw_days + days * wide)))

    def _place(self) -> FilePlace | None:
        """The chosen place, or the first."""
        places = self._places or ()
        return next((each for each in places if each.path == self._chosen), places[0] if places else None)

    def _rows(self, place: FilePlace | None, *, is_busy: bool) -> tuple[tuple[ActionRow, ...], tuple[Task, ...]]:
        rows, tasks = [], []
        folder = "" if place is None else place.path
        can_write = place is not None and place.free_bytes > 0 and not is_busy
        for kind, name, icon in _SAVES:
            setting = SettingView(words(f"data.{name}"), words(f"data.{name}_line"), icon=icon)
            rows.append(ActionRow(setting, _button("data.save", can_write)))
            tasks.append(Task(kind, folder))
        for file, known in () if place is None else place.files:
            if known not in _READS:
                continue
            kind, name, icon = _READS[known]
            line = words(f"data.{name}_line")
            setting = SettingView(shortened(file), line, icon=icon, sentence=f"{file}. {line}")
            rows.append(ActionRow(setting, _button(f"data.{name}", not is_busy)))
            tasks.append(Task(kind, str(PurePath(folder) / file)))
        return tuple(rows), tuple(tasks)

    def _kept(self) -> StepperView:
        days = self._raw_days
        return StepperView(words("data.days", count=days), days > FEWEST_DAYS, days < MOST_DAYS)

    def _confirm(self) -> SheetView | None:
        if self._confirming is None:
            return None
        return SheetView(
            words("data.confirm", name=PurePath(self._confirming.path).name),
            words("data.confirm_line"),
            ButtonView(words("data.confirm_yes"), ButtonKind.PRIMARY),
            ButtonView(words("data.confirm_no"), ButtonKind.OUTLINE),
        )


def _missing(text: str) -> str:
    """How many signs a passphrase lacks, in words; empty: none."""
    missing = LEAST_SIGNS - len(text)
    return words("data.words_few", count=missing) if missing > 0 else ""


def _button(key: str, is_open: bool) -> ButtonView:
    return ButtonView(words(key), state=ButtonState.IDLE if is_open else ButtonState.DISABLED)


def _place_row(place: FilePlace, *, is_chosen: bool) -> OptionRowView:
    kind = words("data.stick" if place.is_stick else "data.here")
    free = words("data.free", size=size(place.free_bytes)) if place.free_bytes else words("data.read_only")
    name = place.name if place.is_stick else words("data.this_display")
    return OptionRowView(name, words("frame.join", first=kind, second=free), "", is_selected=is_chosen)


def shortened(name: str) -> str:
    """A file's name as a row has room for it: its beginning, and its end with the date."""
    return name if len(name) <= _NAME else f"{name[: _NAME - _NAME_END - 1]}\N{HORIZONTAL ELLIPSIS}{name[-_NAME_END:]}"


def size(count: int) -> str:
    """`412 MB`, `12.3 GB`."""
    value, unit = Decimal(count) / 10**6, 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return str(i18n.Quantity(i18n.number(value, 0 if unit == 0 else 1), words(_UNITS[unit])))
