"""The passport as a PDF of one page or more: what was installed and proven, with the seal as a QR code and attached."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import segno
from PySide6.QtCore import QByteArray, QMarginsF, QPointF, QRectF
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter

from hemsapp.passport.contents import Binding, Installed, Passport, Report
from ui import i18n
from ui.i18n import words
from ui.manual.print import Paper
from ui.paint import text
from ui.theme import Look
from ui.tokens import Colour, Scheme, Screen, Type

DATA, SEAL = "passport.json", "seal.txt"
"""The names of what is attached."""
_DPI = 600
_WIDTH, _HEIGHT, _MARGIN, _TOP = 900, 1273, 84, 100
_LINE, _QR = 30.0, 230
_KIND_WORDS = {
    "meter gateway": "kind_meter_gateway",
    "thermostat": "kind_thermostat",
    "load switch": "kind_load_switch",
    "display": "kind_display",
}


def write(path: Path, passport: Passport, seal: str) -> int:
    """Write it in the language in force; how many pages. `OSError` when the file cannot be written."""
    path.write_bytes(b"")  # says at once, and in words, that it cannot be written
    writer = QPdfWriter(str(path))
    writer.setResolution(_DPI)
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setTitle(words("passport.title"))
    writer.addFileAttachment(DATA, QByteArray(passport.octets()), "application/json")
    writer.addFileAttachment(SEAL, QByteArray(seal.encode("ascii")), "text/plain")
    painter = QPainter(writer)
    try:
        painter.scale(writer.width() / _WIDTH, writer.width() / _WIDTH)
        press = _Press(painter, writer, Paper(Look(Scheme.LIGHT, Screen.MEDIUM)))
        press.paint(passport, seal)
    finally:
        painter.end()  # a painter that outlives its paper takes the process with it
    return press.pages


@dataclass
class _Press:
    """Sets line after line, on another page where this one is full."""

    painter: QPainter
    writer: QPdfWriter
    theme: Paper
    y: float = _TOP
    pages: int = 1

    def paint(self, passport: Passport, seal: str) -> None:
        """All of it."""
        self._seal(seal)
        self._line(words("passport.title"), Type.HEADLINE, after=14)
        made = datetime.fromisoformat(passport.made).astimezone(ZoneInfo(passport.zone))
        self._line(f"{passport.home}, {i18n.year_date(made.date())}".lstrip(", "), Type.TITLE, Colour.TEXT2, after=14)
        narrow = _WIDTH - 2 * _MARGIN - _QR - 30
        self._wrapped(words("passport.about"), narrow)
        self.y = max(self.y, _TOP + _QR + 30)
        self._heading(words("passport.devices"))
        for device in passport.devices:
            self._device(device)
        self._wrapped(words("passport.read_back"))
        self._bindings(passport)
        self._heading(words("passport.rehearsal"))
        self._wrapped(rehearsed(passport))
        self._heading(words("passport.key"))
        self._line(passport.key, Type.BODY)
        for each in passport.keys:
            self._line(words(f"passport.key_{each.purpose}"), Type.SMALL, Colour.TEXT2)
            self._line(each.fingerprint, Type.BODY)
        self._wrapped(words("passport.check"))
        if passport.utility or passport.phone:
            self._heading(words("passport.call"))
            self._line(f"{passport.utility}  {passport.phone}".strip(), Type.BODY)

    def _device(self, device: Installed) -> None:
        self._need(2.6 * _LINE)
        right = words("passport.answered", answered=i18n.whole(device.answered), asked=i18n.whole(device.asked))
        at = QPointF(_WIDTH - _MARGIN, self.y)
        text.draw_right(
            self.painter, self.theme, right if device.asked else "", at, Type.SMALL, self._ink(Colour.TEXT2)
        )
        kind = kind_word(device)
        self._line(device.name or kind, Type.STRONG)
        made_by = " ".join(part for part in (device.manufacturer, device.model) if part)
        firmware = words("passport.firmware", version=device.firmware) if device.firmware else ""
        parts = [kind if device.name else "", made_by, firmware, device.device, part_word(device)]
        self._line("  ·  ".join(part for part in parts if part), Type.SMALL, Colour.TEXT2, after=10)

    def _bindings(self, passport: Passport) -> None:
        """What was read back, a line for each binding, in the numbers of the specification."""
        names = {each.device: each.name or kind_word(each) for each in passport.devices}
        for each in passport.devices:
            for line in bound_lines(passport, each, names):
                for part in text.wrap(self.theme, line, _WIDTH - 2 * _MARGIN, Type.SMALL):
                    self._line(part, Type.SMALL, Colour.TEXT2)

    def _heading(self, title: str) -> None:
        self._need(4 * _LINE)
        self.y += 0.6 * _LINE
        self.painter.fillRect(QRectF(_MARGIN, self.y - 1.1 * _LINE, _WIDTH - 2 * _MARGIN, 1), self._ink(Colour.LINE))
        self._line(title, Type.TITLE, after=8)

    def _wrapped(self, words_: str, width: float = _WIDTH - 2 * _MARGIN) -> None:
        for line in text.wrap(self.theme, words_, width, Type.BODY):
            self._line(line, Type.BODY)
        self.y += 8

    def _line(self, line: str, step: Type, role: Colour = Colour.TEXT, after: float = 0.0) -> None:
        self._need(_LINE)
        text.draw_text(self.painter, self.theme, line, QPointF(_MARGIN, self.y), step, self._ink(role))
        self.y += max(_LINE, self.theme.font(step).pixelSize() * 1.3) + after

    def _need(self, height: float) -> None:
        if self.y + height > _HEIGHT - _MARGIN:
            self.writer.newPage()
            self.pages += 1
            self.y = _TOP

    def _ink(self, role: Colour) -> QColor:
        return self.theme.colour(role)

    def _seal(self, seal: str) -> None:
        """The QR code, with the quiet zone that its standard wants (ISO/IEC 18004)."""
        rows = list(modules(seal))
        side = _QR / len(rows)
        left = _WIDTH - _MARGIN - _QR
        for y, row in enumerate(rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    at = QRectF(left + x * side, _TOP - 30 + y * side, side * 1.02, side * 1.02)
                    self.painter.fillRect(at, QColor("black"))


def modules(seal: str) -> Iterator[tuple[bool, ...]]:
    """The rows of the code, light border included; a quarter of it may be stained (error correction Q)."""
    for row in segno.make_qr(seal, error="q", boost_error=False).matrix_iter(border=4):
        yield tuple(bool(each) for each in row)


def kind_word(device: Installed) -> str:
    """What it is, in the language in force."""
    key = _KIND_WORDS.get(device.kind)
    return words(f"passport.{key}") if key else i18n.capital(device.kind)


def bound_lines(passport: Passport, device: Installed, names: Mapping[str, str]) -> Iterator[str]:
    """To whom the device sends what it sends by itself, and how often it reports; `names` are those of devices."""
    for row in passport.bindings:
        if row.device != device.device:
            continue
        target = names.get(row.target, words("passport.this_display"))
        reports = [each for each in passport.reports if _is_of(each, row)]
        told = ", ".join(f"0x{each.attribute:04x} {each.min_s}\N{EN DASH}{each.max_s} s" for each in reports)
        line = f"{names[device.device]}  0x{row.cluster:04x} → {target}"
        yield f"{line}: {told}" if told else line


def _is_of(report: Report, row: Binding) -> bool:
    return (report.device, report.endpoint, report.cluster) == (row.device, row.endpoint, row.cluster)


def part_word(device: Installed) -> str:
    """What the rehearsal showed of it."""
    if device.answers_for_itself:
        return words("passport.part_itself")
    if device.took_part is None:
        return ""
    return words("passport.part_well" if device.took_part and device.restored else "passport.part_failed")


def rehearsed(passport: Passport) -> str:
    """The rehearsal in a sentence or two."""
    found = passport.rehearsal
    if found is None:
        return words("passport.not_rehearsed")
    start = datetime.fromisoformat(found.start)
    when = (
        f"{i18n.day_month(start.astimezone(ZoneInfo(passport.zone)).date())}, {i18n.clock_time(start, passport.zone)}"
    )
    receipts = words("passport.receipts", came=i18n.whole(found.receipts), owed=i18n.whole(found.receipts_owed))
    return f"{words(f'passport.{found.verdict}', when=when)} {receipts}"
