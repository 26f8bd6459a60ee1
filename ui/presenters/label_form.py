"""A device's label: typed in groups of four, scanned, or pasted; what is typed is judged while it is typed."""

import re
from dataclasses import dataclass
from enum import Enum

from devices import install_code, labels
from devices.install_code import GROUP_DIGITS
from devices.labels import Label, LabelFault, LabelUnreadable
from devices.messages import Eui64
from ui import i18n
from ui.i18n import words
from ui.presenters.code_entry import CodeEntry, blank_entry, entry_of
from ui.views import (
    ButtonKind,
    ButtonView,
    CodeGridView,
    CodeGroupView,
    CodeHintView,
    HexPadView,
    Line,
    Run,
    Tone,
)

ADDRESS_GROUPS, CODE_GROUPS = 4, 9
_NOBODY = ("0" * 16, "F" * 16)


class Step(Enum):
    """What is typed."""

    ADDRESS = "address"
    CODE = "code"


class Told(Enum):
    """What the hint speaks of in place of what is typed."""

    NOTHING, WHERE, SCAN, READ = range(4)


@dataclass(frozen=True, slots=True)
class FormView:
    """The groups, what is to be said about them with perhaps a fix to take, and the keys."""

    grid: CodeGridView
    hint: CodeHintView
    scan: ButtonView
    where: ButtonView
    pad: HexPadView


class LabelForm:
    """Keeps what was typed until it is forgotten; the address first, then the code."""

    def __init__(self) -> None:
        self.step = Step.ADDRESS
        self._address, self._code = blank_entry(ADDRESS_GROUPS), blank_entry(CODE_GROUPS)
        self._told = Told.NOTHING
        self._fault: LabelFault | None = None

    @property
    def is_empty(self) -> bool:
        """Is nothing typed?"""
        return self._address.is_empty

    @property
    def device(self) -> Eui64 | None:
        """The device whose address is complete."""
        digits = self._address.digits
        if not self._address.is_full or digits in _NOBODY:
            return None
        return Eui64(":".join(digits[at : at + 2] for at in range(0, len(digits), 2)).lower())

    @property
    def label(self) -> Label | None:
        """What stands there, once address and code are whole."""
        device, code = self.device, install_code.parsed(self._code.digits)
        return None if device is None or code is None else Label(device, code)

    def key(self, sign: str) -> None:
        """A digit; an empty sign erases."""
        self._say(Told.NOTHING)
        self._entry = self._entry.typed(sign) if sign else self._entry.erased()

    def choose(self, group: int) -> None:
        """Type into that group next."""
        self._entry = self._entry.chosen(group)

    def press_hint(self) -> None:
        """Take the fix that is offered."""
        slip = install_code.single_slip(self._code.digits)
        if self.step is Step.CODE and slip is not None:
            self._code = self._code.corrected(slip.position, slip.digit)

    def press_where(self) -> None:
        """Say where the label is, or no more."""
        self._say(Told.NOTHING if self._told is Told.WHERE else Told.WHERE)

    def press_scan(self) -> None:
        """Say how a code is scanned, or no more."""
        self._say(Told.NOTHING if self._told is Told.SCAN else Told.SCAN)

    def take(self, text: str) -> None:
        """Put in what a scanner read or a person pasted: a whole label, or the part that is asked for."""
        digits = re.sub(r"[\s:-]", "", text).upper()
        if self.step is Step.CODE and install_code.parsed(digits) is not None:
            self._code = entry_of(digits, CODE_GROUPS)
            self._say(Told.NOTHING)
            return
        try:
            if self.step is Step.ADDRESS and len(digits) == labels.ADDRESS_DIGITS:
                self._address = entry_of(_digits(labels.address_of(digits)), ADDRESS_GROUPS)
                self._say(Told.NOTHING)
                return
            self.show_label(labels.of_text(text))
        except LabelUnreadable as error:
            self._say(Told.NOTHING)
            self._fault = error.fault

    def show_label(self, label: Label) -> None:
        """As if it had been typed."""
        self._address = entry_of(_digits(label.device), ADDRESS_GROUPS)
        self._code = entry_of(label.install_code.hex().upper(), CODE_GROUPS)
        self.step = Step.CODE
        self._say(Told.READ)

    def go_back(self) -> bool:
        """Back to the address, nothing that was typed is lost; False when it is there already."""
        self._say(Told.NOTHING)
        is_code, self.step = self.step is Step.CODE, Step.ADDRESS
        return is_code

    def accept(self) -> Label | None:
        """On to the code, or with both the label."""
        if self.step is Step.CODE:
            return self.label
        if self.device is not None:
            self.step = Step.CODE
            self._say(Told.NOTHING)
        return None

    def forget(self) -> None:
        """Nothing is typed any more."""
        self.step = Step.ADDRESS
        self._address, self._code = blank_entry(ADDRESS_GROUPS), blank_entry(CODE_GROUPS)
        self._say(Told.NOTHING)

    def view(self, device: str, known: frozenset[Eui64]) -> FormView:
        """As it stands; `device` is the word for what is let in, `known` the devices of this home."""
        entry, is_code = self._entry, self.step is Step.CODE
        slip = install_code.single_slip(entry.digits) if is_code and entry.is_full else None
        is_done = install_code.parsed(entry.digits) is not None if is_code else self.device is not None
        groups = tuple(_group(index, text, entry, slip) for index, text in enumerate(entry.groups))
        return FormView(
            CodeGridView(groups, columns=3 if is_code else 2, is_done=is_done),
            self._hint(device, known, slip, is_done=is_done),
            ButtonView(words("connect.scan"), icon="scan-qr-code"),
            ButtonView(words("connect.where"), ButtonKind.OUTLINE, icon="circle-help"),
            HexPadView(
                words("connect.accept"),
                words("connect.back" if is_code else "kit.back"),
                can_accept=is_done,
                has_back=True,
            ),
        )

    @property
    def _entry(self) -> CodeEntry:
        return self._address if self.step is Step.ADDRESS else self._code

    @_entry.setter
    def _entry(self, entry: CodeEntry) -> None:
        if self.step is Step.ADDRESS:
            self._address = entry
        else:
            self._code = entry

    def _say(self, told: Told) -> None:
        self._told, self._fault = told, None

    def _hint(
        self, device: str, known: frozenset[Eui64], slip: install_code.Slip | None, *, is_done: bool
    ) -> CodeHintView:
        told = self._told_hint(device)
        if told is not None:
            return told
        if self.step is Step.ADDRESS:
            return self._address_hint(known)
        if is_done:
            return _card("code_fits", "check", Tone.DONE)
        return _code_hint(self._code) if slip is None else _slip_card(self._code, slip)

    def _told_hint(self, device: str) -> CodeHintView | None:
        """What is said in place of a judgement of what is typed."""
        if self._fault is not None:
            return _card(f"label_{self._fault.name.lower()}", "triangle-alert", Tone.ATTENTION)
        match self._told:
            case Told.WHERE:
                key = "where_code" if self.step is Step.CODE else "where_address"
                return _card(key, "info", device=device)
            case Told.SCAN:
                return _card("scan_title", "scan-qr-code")
            case Told.READ:
                return _card("scan_read", "check", Tone.DONE, address=" ".join(self._address.groups))
        return None

    def _address_hint(self, known: frozenset[Eui64]) -> CodeHintView:
        entry = self._address
        if entry.digits in _NOBODY:
            return _card("address_wrong", "triangle-alert", Tone.ATTENTION)
        if self.device in known:
            return _card("address_known", "triangle-alert", Tone.ATTENTION)
        if entry.is_full:
            return _card("address_done", "check", Tone.DONE)
        return _card("address_empty" if entry.is_empty else "address_typing", "info", entry=entry)


def spelled(device: Eui64) -> str:
    """The device's address as it stands on a label."""
    digits = _digits(device)
    return " ".join(digits[at : at + GROUP_DIGITS] for at in range(0, len(digits), GROUP_DIGITS))


def _digits(device: Eui64) -> str:
    return device.replace(":", "").upper()


def _group(index: int, text: str, entry: CodeEntry, slip: install_code.Slip | None) -> CodeGroupView:
    is_wrong = slip is not None and slip.position // GROUP_DIGITS == index
    return CodeGroupView(
        str(index + 1),
        text,
        is_active=index == entry.active,
        wrong=slip.position % GROUP_DIGITS if slip is not None and is_wrong else None,
        sentence=words("connect.group", number=index + 1, text=" ".join(text) or words("connect.empty")),
    )


def _code_hint(entry: CodeEntry) -> CodeHintView:
    if entry.is_full:
        return _card("code_wrong", "triangle-alert", Tone.ATTENTION)
    if len(entry.digits) in install_code.LENGTHS:
        return _card("code_short", "info", entry=entry)
    return _card("code_empty" if entry.is_empty else "code_typing", "info", entry=entry)


def _card(
    key: str, icon: str, tone: Tone = Tone.QUIET, *, device: str = "", entry: CodeEntry | None = None, address: str = ""
) -> CodeHintView:
    typed = "" if entry is None else i18n.whole(sum(map(len, entry.groups)))
    every = "" if entry is None else i18n.whole(GROUP_DIGITS * len(entry.groups))
    title, body = (
        words(f"connect.{each}", device=device, typed=typed, all=every, address=address)
        for each in (key, f"{key}_body")
    )
    return CodeHintView(title, (Run(body),), icon, tone)


def _slip_card(entry: CodeEntry, slip: install_code.Slip) -> CodeHintView:
    group = slip.position // GROUP_DIGITS
    meant = entry.corrected(slip.position, slip.digit).groups[group]
    return CodeHintView(
        words("connect.slip", group=group + 1),
        _body_of_slip(entry.groups[group], meant),
        "triangle-alert",
        Tone.ATTENTION,
        primary=ButtonView(words("connect.use", meant=meant), ButtonKind.PRIMARY),
    )


def _body_of_slip(typed: str, meant: str) -> Line:
    """Both groups stand out of the sentence, wherever the language has them."""
    parts = re.split(rf"((?:{typed}|{meant})\S*)", words("connect.slip_body", typed=typed, meant=meant))
    return tuple(Run(part.strip(), Tone.INK if index % 2 else Tone.QUIET, is_strong=index % 2 == 1)
                 for index, part in enumerate(parts) if part.strip())  # fmt: skip
