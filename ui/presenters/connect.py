"""Connect: what is added and where, its label, then how its joining goes; one device, or several at once."""

from dataclasses import dataclass, replace

from devices.errors import JoinFault
from devices.labels import Label
from devices.messages import DeviceKind, Eui64, RadioState
from devices.moment import Moment
from hemsapp.commands import AllowJoin, Command, NameDevice, StartWork, StopJoin
from hemsapp.commissioning import Identify, ReplaceDevice, RetrySetUp, ScanAir
from hemsapp.questions import Answer, LabelsShown, LabelsWanted, PlacesShown, PlacesWanted
from hemsapp.snapshot import AirScan, Device, Join, JoinState, Signal, Snapshot
from hemsapp.work import Task, WorkKind
from ui.i18n import words
from ui.place import Place
from ui.presenters.air import AirView, air_view, verdict_word
from ui.presenters.batch import Batch, BatchView
from ui.presenters.frame import Page, header
from ui.presenters.join_choice import ROOMS, kind_tiles, kinds_of, name_in, naming, room_tiles
from ui.presenters.join_faults import (
    OTHER_LABEL,
    can_repeat,
    can_set_up_again,
    device_word,
    fault_of,
    heard_now,
    with_report,
)
from ui.presenters.join_progress import Newcomer, ProgressView, after_rows, knocked, note_of, progress
from ui.presenters.label_form import FormView, LabelForm, Step, spelled
from ui.presenters.typing import Typing
from ui.presenters.wizard_words import At, Standing, subtitle, title
from ui.views import ButtonView, HeaderView, ListRowView, TileView, WizardBarView

_OVER = {JoinState.READY, JoinState.FAILED}
DISTINCT = {DeviceKind.METER_GATEWAY, DeviceKind.THERMOSTAT, DeviceKind.DISPLAY}
"""Who was chosen as one of these and says that it is another is the wrong device; loads are told apart less surely."""


@dataclass(frozen=True, slots=True)
class ConnectView:
    """One of them is shown: keys to choose among, the radio check, the form, the list, or the progress and `rows`."""

    header: HeaderView
    bar: WizardBarView
    tiles: tuple[TileView, ...] = ()
    air: AirView | None = None
    form: FormView | None = None
    batch: BatchView | None = None
    progress: ProgressView | None = None
    rows: tuple[ListRowView, ...] = ()


class ConnectPresenter:
    """Snapshot to ConnectView; keeps what was chosen and typed until the device is in or the page is left."""

    def __init__(self) -> None:
        self.place = Place()
        self.form = LabelForm()
        self.batch = Batch()
        self._snapshot: Snapshot | None = None
        self._is_watching = False
        self._before: Join | None = None
        self._folder = ""
        self._preloaded: dict[Eui64, Label] = {}
        self._forget()

    def _forget(self) -> None:
        """Begin anew: no kind, no room, no label."""
        self._at: At | None = None
        self._kind = DeviceKind.UNKNOWN
        self._name = ""
        self._replaced: Eui64 | None = None
        self._is_listing = False
        self._air_before: AirScan | None = None
        self._looked: Eui64 | None = None
        self._done: set[type] = set()
        self._entered: Moment | None = None
        self._read: set[Eui64] = set()
        self.form.forget()
        self.batch.forget()

    @property
    def is_editing(self) -> bool:
        """Is something typed, or does somebody wait for a device or for an answer to its failure?"""
        join = self._join
        is_over = join is not None and join.state is JoinState.READY
        is_begun = not self.form.is_empty or not self.batch.is_empty
        return is_begun or (self._is_watching and not is_over)

    def about(self, of: str) -> None:
        """A new device is to take the place of that one."""
        self._forget()
        self._replaced = Eui64(of)

    def present(self, snapshot: Snapshot, now: Moment) -> ConnectView:
        """The page at that moment."""
        self._snapshot = snapshot
        join = self._join
        if join is not None and join.state not in _OVER and not self.batch.is_begun:
            self._is_watching = True
        frame = header(snapshot, now, "")
        if self._is_watching:
            if join is not None and join.state is JoinState.READY:
                self.form.forget()
            return self._progress(frame, snapshot, now)
        return self._step(frame, snapshot, now)

    def _step(self, frame: HeaderView, snapshot: Snapshot, now: Moment) -> ConnectView:
        """A step of the way to a device that may join."""
        if self._at is None:
            self._at, self._entered = self._first(snapshot), now
        knock = self._knock(snapshot)
        if knock is not None:
            shown = progress(knock, now, self.place, Newcomer(words("connect.device")))
            bar = WizardBarView(title(self._standing), spelled(knock.device))
            return ConnectView(frame, bar, progress=replace(shown, card=knocked(knock)))
        bar = WizardBarView(title(self._standing), subtitle(self._standing))
        match self._at:
            case At.AIR:
                return ConnectView(frame, bar, air=air_view(snapshot, self._air_before))
            case At.BATCH:
                return self._batch(frame, bar, snapshot, now)
            case At.LABEL:
                known = frozenset(each.device for each in snapshot.devices)
                return ConnectView(frame, bar, form=self.form.view(self._word, known))
        is_kind = self._at is At.WHAT
        return ConnectView(frame, bar, kind_tiles(snapshot, verdict_word(snapshot)) if is_kind else room_tiles())

    def due(self) -> tuple[Command, ...]:
        """What follows from what was seen, each once: listen to the air, name the device, put it in another's place."""
        snapshot, join = self._snapshot, self._join
        if snapshot is None:
            return ()
        wanted: list[Command] = []
        if self._at is At.AIR and not self._is_watching and snapshot.link.radio is RadioState.READY:
            wanted += [] if snapshot.air is not None else [ScanAir()]
        if self._is_watching and join is not None and join.state is JoinState.READY:
            wanted += [NameDevice(join.device, self._name)] if self._name else []
            wanted += [ReplaceDevice(self._replaced, join.device)] if self._replaced is not None else []
        fresh = tuple(each for each in wanted if type(each) not in self._done)
        self._done.update(map(type, fresh))
        return fresh

    def choose(self, index: int) -> Typing | None:
        """A key of the kinds or of the rooms; one asks for a name to be typed."""
        if self._at is At.WHERE:
            return self._choose_room(index)
        kinds = kinds_of(self._snapshot)
        if index < len(kinds):
            self._kind = kinds[index]
            self._at = At.LABEL if self._kind is DeviceKind.METER_GATEWAY else At.WHERE
        else:
            self._at = (At.BATCH, At.AIR)[index - len(kinds)]
            self._is_listing = self._at is At.BATCH
            for label in self._preloaded.values() if self._is_listing else ():
                self.batch.add(label)
        return None

    def name_typed(self, name: str) -> Command | None:
        """The device is called so: from now on if it is in, else once it is."""
        join = self._join
        self._name = name
        if self._is_watching and join is not None and join.state is JoinState.READY:
            return NameDevice(join.device, name)
        self._at = At.LABEL
        return None

    def take(self, text: str) -> None:
        """A scanner read that, or a person pasted it."""
        if self._is_watching or self.batch.is_begun:
            return
        if self._at is At.LABEL:
            self.form.take(text)
        elif self.batch.take(text):
            self._at, self._is_listing = At.BATCH, True

    def typed(self, sign: str) -> None:
        """A sign of a keyboard, where a label is typed; an empty one erases."""
        if self._at is At.LABEL and not self._is_watching:
            self.form.key(sign)

    def listen(self) -> ScanAir:
        """Hear the air once more."""
        self._air_before = None if self._snapshot is None else self._snapshot.air
        return ScanAir()

    def leave_air(self) -> None:
        """The radio check was read, or skipped."""
        self._air_before = None
        self._at = At.LABEL if self._has_no_meter and self._kind is DeviceKind.UNKNOWN else At.WHAT

    def go_back(self) -> None:
        """One step back; nothing that was typed is lost."""
        if not self.form.go_back():
            self._at = At.BATCH if self._is_listing else At.WHAT

    def accept(self) -> Command | None:
        """On to the code; with both let the device in, or put it on the list."""
        known = self._preloaded.get(self.form.device) if self.form.device is not None else None
        if known is not None and self.form.step is Step.ADDRESS:
            self.form.show_label(known)
            return None
        label = self.form.accept()
        if label is None or not self._is_listing:
            return None if label is None else self._allow(label)
        self.batch.add(label)
        self.form.forget()
        self._at = At.BATCH
        return None

    def press_primary(self) -> tuple[Command | None, str | None]:
        """The card's first button: what to ask for, and where to go."""
        join = self._join
        if self._answer_knock(is_ours=True):
            return None, None
        if self._looked is not None:
            return self._again_in_batch(), None
        if join is not None and join.state is JoinState.READY:
            page = Page.HOME if self._is_meter else Page.NETWORK
            return self._end(), page
        if join is None or join.state is not JoinState.FAILED:
            return self._end(), None
        return self._after(join)

    def press_secondary(self) -> tuple[Command | None, str | None]:
        """The card's second button: back to the list, or begin with another label."""
        if self._answer_knock(is_ours=False):
            return None, None
        if self._looked is not None:
            self._looked = None
            return None, None
        kind, replaced = self._kind, self._replaced
        is_in = self._join is not None and self._join.state is JoinState.READY
        self._forget()
        if not is_in:
            self._kind, self._replaced, self._at = kind, replaced, At.LABEL
        return self._end(), None

    def save_report(self) -> StartWork:
        """Write what this home lived through in the last hours to the first stick, else into the folder for files."""
        return StartWork(Task(WorkKind.SAVE_REPORT, self._folder))

    def wants(self) -> tuple[PlacesWanted | LabelsWanted, ...]:
        """Where a report can be written, and whose labels were read from a list before."""
        return PlacesWanted(), LabelsWanted()

    def answered(self, answer: Answer) -> None:
        """The first stick that is there; a list that was preloaded, so that nobody has to type (users.md 17)."""
        if isinstance(answer, PlacesShown):
            self._folder = answer.places[0].path if answer.places else ""
        if isinstance(answer, LabelsShown):
            self._preloaded = {each.device: each for each in answer.labels}

    def press_row(self, index: int) -> tuple[Command | None, str | None, Typing | None]:
        """A line of a device that is in: its name, what it takes part in, or which one it is."""
        join, snapshot = self._join, self._snapshot
        if join is None or snapshot is None:
            return None, None, None
        listed = self._listed
        if index == 0:
            others = tuple(each for each in snapshot.devices if each.device != join.device)
            return None, None, naming("" if listed is None else listed.name, others)
        if len(after_rows(snapshot, listed)) > 2 and index == 1:
            return None, f"{Page.RULES}/{join.device}", None
        return Identify(join.device), None, None

    def press_batch(self, *, is_primary: bool) -> tuple[Command | None, str | None]:
        """The list's keys: let them in, try the failed again; type a label, stop, or be done."""
        assert self._snapshot is not None
        if is_primary:
            return (self.batch.again(self._snapshot) if self.batch.is_begun else self.batch.begin()), None
        if self.batch.is_begun:
            self._forget()
            return self._end(), Page.NETWORK
        self._at, self._is_listing = At.LABEL, True
        return None, None

    def look_at(self, row: int) -> None:
        """Read why that device of the list did not come in."""
        self._looked = self.batch.device_at(row)

    def close(self) -> tuple[Command | None, str | None]:
        """Leave: a network that is open is closed; from one device of the list back to it."""
        if self._looked is not None:
            return self.press_secondary()
        is_open = self._is_watching or self.batch.is_begun
        return self._end() if is_open else None, Page.HOME if self._has_no_meter else Page.NETWORK

    def left(self) -> None:
        """Forget every label."""
        self._forget()
        self._preloaded.clear()
        self._is_watching = False

    def _knock(self, snapshot: Snapshot) -> Join | None:
        """Who looked for the network while it was closed since the page was opened, and is not read of yet."""
        if self._at is At.BATCH or self._entered is None or not self.form.is_empty:
            return None
        since_s, known = self._entered.monotonic_s, {each.device for each in snapshot.devices}
        knocks = [each for each in snapshot.joins if each.fault is JoinFault.CLOSED and each.failed is not None
                  and each.failed.monotonic_s >= since_s and each.device not in known | self._read]  # fmt: skip
        return knocks[-1] if knocks else None

    def _answer_knock(self, *, is_ours: bool) -> bool:
        """It is the device in hand: only its code is typed; or it is another's. False: nobody knocked."""
        knock = None if self._snapshot is None or self._is_watching else self._knock(self._snapshot)
        if knock is None:
            return False
        self._read.add(knock.device)
        if is_ours:
            self.form.take(knock.device)
            self.accept()
            self._at = At.LABEL
        return True

    def _first(self, snapshot: Snapshot) -> At:
        """Before anything ever joined the air is checked; a device that takes another's place is known."""
        if self._replaced is not None:
            old = next((each for each in snapshot.devices if each.device == self._replaced), None)
            self._kind = DeviceKind.UNKNOWN if old is None else old.kind
            return At.LABEL
        return At.AIR if self._has_no_meter and not snapshot.devices else At.WHAT

    def _choose_room(self, index: int) -> Typing | None:
        devices = () if self._snapshot is None else self._snapshot.devices
        if index == ROOMS:
            return naming("", devices)
        self._name = name_in(index, self._kind, devices) if index < ROOMS else ""
        self._at = At.LABEL
        return None

    def _progress(self, frame: HeaderView, snapshot: Snapshot, now: Moment) -> ConnectView:
        join, note = self._join, note_of(self._join, now)
        bar = WizardBarView(title(self._standing), self._who or ("" if join is None else spelled(join.device)), note,
                            "lock-keyhole-open" if note else "")  # fmt: skip
        shown = progress(join, now, self.place, self._newcomer(snapshot, join, now))
        if join is not None and join.state is JoinState.FAILED:
            shown = replace(shown, card=with_report(shown.card, snapshot.work))
        is_in = join is not None and join.state is JoinState.READY and not self._is_meter
        return ConnectView(frame, bar, progress=shown, rows=after_rows(snapshot, self._listed) if is_in else ())

    def _batch(self, frame: HeaderView, bar: WizardBarView, snapshot: Snapshot, now: Moment) -> ConnectView:
        join = next((each for each in snapshot.joins if each.device == self._looked), None)
        if join is None or join.state is not JoinState.FAILED:
            self._looked = None
            return ConnectView(frame, bar, batch=self.batch.view(snapshot, now))
        who = Newcomer(device_word(join.kind), heard=heard_now(join, snapshot, now))
        shown = progress(join, now, self.place, who)
        back = ButtonView(words("connect.batch_list"))
        card = replace(shown.card, secondary=back, primary=shown.card.primary if can_repeat(join) else None)
        return ConnectView(frame, replace(bar, subtitle=spelled(join.device)), progress=replace(shown, card=card))

    def _again_in_batch(self) -> Command | None:
        """Let that one in again, or set it up from where it stopped; the list shows how it goes."""
        assert self._snapshot is not None
        join = next((each for each in self._snapshot.joins if each.device == self._looked), None)
        label = None if join is None else self.batch.label_of(join.device)
        self._looked = None
        if join is None or label is None:
            return None
        return RetrySetUp(join.device) if can_set_up_again(join) else AllowJoin(label.device, label.install_code)

    def _after(self, join: Join) -> tuple[Command | None, str | None]:
        """What its failure's first button does."""
        fault = fault_of(join)
        if fault in OTHER_LABEL:
            return self.press_secondary()
        if fault in {JoinFault.FULL, JoinFault.KNOWN}:
            return self._end(), Page.NETWORK if fault is JoinFault.KNOWN else None
        if can_set_up_again(join):
            self._before = join
            return RetrySetUp(join.device), None
        label = self.form.label
        if fault is not JoinFault.CODE_WRONG and label is not None:
            return self._allow(label), None
        self.form.step = Step.ADDRESS if self.form.device is None else Step.CODE
        return self._end(), None

    def _allow(self, label: Label) -> AllowJoin:
        self._is_watching = True
        self._before = None if self._snapshot is None else self._snapshot.join
        self._done.discard(NameDevice)
        kind = self._kind if self._kind in DISTINCT else None
        return AllowJoin(label.device, label.install_code, kind=kind)

    def _end(self) -> StopJoin:
        self._is_watching = False
        self._before = None if self._snapshot is None else self._snapshot.join
        return StopJoin()

    @property
    def _join(self) -> Join | None:
        """How the joining goes that was asked for here; not that of an earlier try."""
        join = None if self._snapshot is None else self._snapshot.join
        return None if join == self._before else join

    @property
    def _listed(self) -> Device | None:
        """The device that joins, once the home knows it."""
        join, devices = self._join, () if self._snapshot is None else self._snapshot.devices
        return next((each for each in devices if join is not None and each.device == join.device), None)

    @property
    def _has_no_meter(self) -> bool:
        return self._snapshot is not None and self._snapshot.link.meter is None

    @property
    def _is_meter(self) -> bool:
        """Is it the home's meter that is let in? The first device is, unless another kind was chosen."""
        join, is_chosen = self._join, self._kind not in {DeviceKind.UNKNOWN, DeviceKind.METER_GATEWAY}
        meter = None if self._snapshot is None else self._snapshot.link.meter
        is_first = meter is None and not is_chosen
        return is_first or (self._is_watching and join is not None and join.device == meter)

    @property
    def _word(self) -> str:
        """What is let in: as it was chosen, else as it said itself."""
        if self._is_meter:
            return words("connect.meter")
        join = self._join if self._is_watching else None
        said = DeviceKind.UNKNOWN if join is None else join.kind
        return device_word(said if self._kind is DeviceKind.UNKNOWN else self._kind)

    @property
    def _who(self) -> str:
        """The name that it shall have, or has."""
        return self._name or self._old_name

    @property
    def _old_name(self) -> str:
        devices = () if self._snapshot is None else self._snapshot.devices
        return next((each.name for each in devices if each.device == self._replaced), "")

    @property
    def _standing(self) -> Standing:
        is_code, at = self.form.step is Step.CODE, None if self._is_watching else self._at
        return Standing(at, self._word, self._is_meter, is_code, self.form.is_empty, self._old_name)

    def _newcomer(self, snapshot: Snapshot, join: Join | None, now: Moment) -> Newcomer:
        heard = Signal.UNKNOWN if join is None else heard_now(join, snapshot, now)
        is_known = join is None and self._before is not None and can_set_up_again(self._before)
        return Newcomer(self._word, self._is_meter, heard, is_known, self._replaced is not None)
