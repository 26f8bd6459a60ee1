"""Connect: the address and the install code from a device's label, then how its joining goes."""

from dataclasses import dataclass
from enum import Enum

from devices import install_code
from devices.errors import JoinFault
from devices.install_code import GROUP_DIGITS
from devices.messages import DeviceKind, Eui64
from devices.moment import Moment
from hemsapp.commands import AllowJoin, Command, StopJoin
from hemsapp.commissioning import RetrySetUp
from hemsapp.snapshot import Join, JoinState, Signal, Snapshot, heard_by, signal
from ui import i18n
from ui.i18n import words
from ui.place import Place
from ui.presenters.code_entry import CodeEntry, blank_entry
from ui.presenters.frame import Page, header
from ui.presenters.join_faults import OTHER_LABEL, can_set_up_again, device_word, fault_of
from ui.presenters.join_progress import Newcomer, ProgressView, note_of, progress
from ui.views import (
    ButtonKind,
    ButtonView,
    CodeGridView,
    CodeGroupView,
    HeaderView,
    HexPadView,
    NoticeCardView,
    Tone,
    WizardBarView,
)

ADDRESS_GROUPS, CODE_GROUPS = 4, 9
_NOBODY = ("0" * 16, "F" * 16)


class Step(Enum):
    """What is typed."""

    ADDRESS = "address"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class FormView:
    """The groups, what is to be said about them with perhaps a fix to take, and the keys."""

    grid: CodeGridView
    hint: NoticeCardView
    where: ButtonView
    pad: HexPadView


@dataclass(frozen=True, slots=True)
class ConnectView:
    """Either the form or the progress is shown."""

    header: HeaderView
    bar: WizardBarView
    form: FormView | None
    progress: ProgressView | None


class ConnectPresenter:
    """Snapshot to ConnectView; keeps what was typed until the device is in or the page is left."""

    def __init__(self) -> None:
        self.place = Place()
        self._snapshot: Snapshot | None = None
        self._step = Step.ADDRESS
        self._address, self._code = blank_entry(ADDRESS_GROUPS), blank_entry(CODE_GROUPS)
        self._is_asking_where = False
        self._is_watching = False
        self._before: Join | None = None

    @property
    def is_editing(self) -> bool:
        """Is something typed, or does somebody wait for a device or for an answer to its failure?"""
        join = self._join
        is_over = join is not None and join.state is JoinState.READY
        return not self._address.is_empty or (self._is_watching and not is_over)

    def present(self, snapshot: Snapshot, now: Moment) -> ConnectView:
        """The page at that moment."""
        self._snapshot = snapshot
        join = self._join
        if join is not None and join.state not in {JoinState.READY, JoinState.FAILED}:
            self._is_watching = True
        if join is not None and join.state is JoinState.READY:
            self._forget()
        frame = header(snapshot, now, "")
        if self._is_watching:
            shown = progress(join, now, self.place, self._newcomer(snapshot, now))
            note = note_of(join, now)
            bar = WizardBarView(self._title, _spelled(join), note, "lock-keyhole-open" if note else "")
            return ConnectView(frame, bar, None, shown)
        is_code = self._step is Step.CODE
        subtitle = words("connect.code_subtitle" if is_code else "connect.address_subtitle", device=self._device)
        return ConnectView(frame, WizardBarView(self._title, subtitle), self._form(), None)

    def key(self, sign: str) -> None:
        """A digit; an empty sign erases."""
        self._is_asking_where = False
        entry = self._entry
        self._entry = entry.typed(sign) if sign else entry.erased()

    def choose(self, group: int) -> None:
        """Type into that group next."""
        self._entry = self._entry.chosen(group)

    def press_hint(self) -> None:
        """Take the fix that is offered."""
        slip = install_code.single_slip(self._code.digits)
        if self._step is Step.CODE and slip is not None:
            self._code = self._code.corrected(slip.position, slip.digit)

    def press_where(self) -> None:
        """Say where the label is, or no more."""
        self._is_asking_where = not self._is_asking_where

    def go_back(self) -> None:
        """Back to the address; nothing that was typed is lost."""
        self._step, self._is_asking_where = Step.ADDRESS, False

    def accept(self) -> AllowJoin | None:
        """On to the code, or with both let the device in."""
        if self._step is Step.ADDRESS:
            if self._device_typed is not None:
                self._step, self._is_asking_where = Step.CODE, False
            return None
        return self._allow()

    def press_primary(self) -> tuple[Command | None, Page | None]:
        """The card's first button: what to ask for, and where to go."""
        join = self._join
        if join is not None and join.state is JoinState.READY:
            return self._end(), Page.HOME
        if join is None or join.state is not JoinState.FAILED:
            return self._end(), None
        return self._after(join)

    def _after(self, join: Join) -> tuple[Command | None, Page | None]:
        """What its failure's first button does."""
        fault = fault_of(join)
        if fault in OTHER_LABEL:
            return self.press_secondary()
        if fault in {JoinFault.FULL, JoinFault.KNOWN}:
            return self._end(), Page.NETWORK if fault is JoinFault.KNOWN else None
        if can_set_up_again(join):
            self._is_watching, self._before = True, join
            return RetrySetUp(join.device), None
        if fault is not JoinFault.CODE_WRONG and (again := self._allow()) is not None:
            return again, None
        self._step = Step.ADDRESS if self._device_typed is None else Step.CODE
        return self._end(), None

    def press_secondary(self) -> tuple[Command | None, Page | None]:
        """The card's second button: begin with another label."""
        self._forget()
        return self._end(), None

    def close(self) -> tuple[Command | None, Page]:
        """Leave: a network that is open is closed."""
        has_meter = self._snapshot is not None and self._snapshot.link.meter is not None
        command = self._end() if self._is_watching else None
        return command, Page.NETWORK if has_meter else Page.HOME

    def left(self) -> None:
        """Forget the label."""
        self._forget()
        self._is_watching = False

    @property
    def _join(self) -> Join | None:
        """How the joining goes that was asked for here; not that of an earlier try."""
        join = None if self._snapshot is None else self._snapshot.join
        return None if join == self._before else join

    @property
    def _entry(self) -> CodeEntry:
        return self._address if self._step is Step.ADDRESS else self._code

    @_entry.setter
    def _entry(self, entry: CodeEntry) -> None:
        if self._step is Step.ADDRESS:
            self._address = entry
        else:
            self._code = entry

    @property
    def _is_meter(self) -> bool:
        """Is it the home's meter that is let in? The first device is."""
        join = self._join
        meter = None if self._snapshot is None else self._snapshot.link.meter
        return meter is None or (self._is_watching and join is not None and join.device == meter)

    @property
    def _device(self) -> str:
        if self._is_meter:
            return words("connect.meter")
        join = self._join if self._is_watching else None
        return device_word(DeviceKind.UNKNOWN if join is None else join.kind)

    @property
    def _title(self) -> str:
        if self._is_meter:
            return words("connect.title_meter")
        return words("connect.title_device", device=self._device)

    def _newcomer(self, snapshot: Snapshot, now: Moment) -> Newcomer:
        join = self._join
        listed = (each for each in snapshot.devices if join is not None and each.device == join.device)
        device = next(listed, None)
        heard = Signal.UNKNOWN if device is None else signal(device, now)
        if heard is Signal.UNKNOWN and join is not None:
            heard = heard_by(join.lqi)
        is_known = join is None and self._before is not None and can_set_up_again(self._before)
        return Newcomer(self._device, self._is_meter, heard, is_known)

    @property
    def _device_typed(self) -> Eui64 | None:
        digits = self._address.digits
        if not self._address.is_full or digits in _NOBODY:
            return None
        return Eui64(":".join(digits[at : at + 2] for at in range(0, len(digits), 2)).lower())

    def _allow(self) -> AllowJoin | None:
        device, code = self._device_typed, install_code.parsed(self._code.digits)
        if device is None or code is None:
            return None
        self._is_watching = True
        self._before = None if self._snapshot is None else self._snapshot.join
        return AllowJoin(device, code)

    def _end(self) -> StopJoin:
        self._is_watching = False
        self._before = None if self._snapshot is None else self._snapshot.join
        return StopJoin()

    def _forget(self) -> None:
        self._step, self._is_asking_where = Step.ADDRESS, False
        self._address, self._code = blank_entry(ADDRESS_GROUPS), blank_entry(CODE_GROUPS)

    def _form(self) -> FormView:
        entry, is_code = self._entry, self._step is Step.CODE
        slip = install_code.single_slip(entry.digits) if is_code and entry.is_full else None
        is_done = install_code.parsed(entry.digits) is not None if is_code else self._device_typed is not None
        groups = tuple(
            CodeGroupView(
                str(index + 1),
                text,
                is_active=index == entry.active,
                wrong=slip.position % GROUP_DIGITS
                if slip is not None and slip.position // GROUP_DIGITS == index
                else None,
                sentence=words("connect.group", number=index + 1, text=" ".join(text) or words("connect.empty")),
            )
            for index, text in enumerate(entry.groups)
        )
        return FormView(
            CodeGridView(groups, columns=3 if is_code else 2, is_done=is_done),
            self._hint(entry, slip, is_done=is_done),
            ButtonView(words("connect.where"), ButtonKind.OUTLINE, icon="circle-help"),
            HexPadView(words("connect.accept"), words("connect.back"), can_accept=is_done, has_back=is_code),
        )

    def _hint(self, entry: CodeEntry, slip: install_code.Slip | None, *, is_done: bool) -> NoticeCardView:
        is_code = self._step is Step.CODE
        if self._is_asking_where:
            return _card("where_code" if is_code else "where_address", "info", device=self._device)
        if not is_code:
            return self._address_hint(entry)
        if is_done:
            return _card("code_fits", "check", Tone.DONE)
        return _code_hint(entry) if slip is None else _slip_card(entry, slip)

    def _address_hint(self, entry: CodeEntry) -> NoticeCardView:
        if entry.digits in _NOBODY:
            return _card("address_wrong", "triangle-alert", Tone.ATTENTION)
        known = () if self._snapshot is None else self._snapshot.devices
        if any(each.device == self._device_typed for each in known):
            return _card("address_known", "triangle-alert", Tone.ATTENTION)
        if entry.is_full:
            return _card("address_done", "check", Tone.DONE)
        return _card("address_empty" if entry.is_empty else "address_typing", "info", entry=entry)


def _code_hint(entry: CodeEntry) -> NoticeCardView:
    if entry.is_full:
        return _card("code_wrong", "triangle-alert", Tone.ATTENTION)
    if len(entry.digits) in install_code.LENGTHS:
        return _card("code_short", "info", entry=entry)
    return _card("code_empty" if entry.is_empty else "code_typing", "info", entry=entry)


def _card(
    key: str, icon: str, tone: Tone = Tone.QUIET, *, device: str = "", entry: CodeEntry | None = None
) -> NoticeCardView:
    typed = "" if entry is None else i18n.whole(sum(map(len, entry.groups)))
    every = "" if entry is None else i18n.whole(GROUP_DIGITS * len(entry.groups))
    title, body = (words(f"connect.{each}", device=device, typed=typed, all=every) for each in (key, f"{key}_body"))
    return NoticeCardView(title, body, icon, tone)


def _slip_card(entry: CodeEntry, slip: install_code.Slip) -> NoticeCardView:
    group = slip.position // GROUP_DIGITS
    meant = entry.corrected(slip.position, slip.digit).groups[group]
    return NoticeCardView(
        words("connect.slip", group=group + 1),
        words("connect.slip_body", typed=entry.groups[group], meant=meant),
        "triangle-alert",
        Tone.ATTENTION,
        primary=ButtonView(words("connect.use", meant=meant), ButtonKind.PRIMARY),
    )


def _spelled(join: Join | None) -> str:
    """The device's address as it stands on a label."""
    if join is None:
        return ""
    digits = join.device.replace(":", "").upper()
    return " ".join(digits[at : at + GROUP_DIGITS] for at in range(0, len(digits), GROUP_DIGITS))
