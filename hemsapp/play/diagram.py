"""A UML sequence diagram of what really ran, as SVG: a lifeline a system, an arrow a message, from the journals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from devices.wan.journal import Entry, Noted, System

LINES: Final = (System.CSS, System.MDMS, System.MS, System.MTR, System.CI, System.HAN)
NAMES: Final = {
    System.CSS: "Customer service",
    System.MDMS: "Meter data",
    System.MS: "Head end",
    System.MTR: "Meter",
    System.CI: "Kiosk",
    System.HAN: "Devices",
}
TO: Final[dict[tuple[System, Noted], System]] = {
    (System.MS, Noted.EVENT_SENT): System.MTR,
    (System.MS, Noted.EVENT_RESENT): System.MTR,
    (System.MS, Noted.CANCEL_SENT): System.MTR,
    (System.MS, Noted.CHANGE_SENT): System.MTR,
    (System.MS, Noted.READING_RAISED): System.MTR,
    (System.MS, Noted.READING_RETURNED): System.MTR,
    (System.MS, Noted.CLOCK_SENT): System.MTR,
    (System.MS, Noted.CONFIRMATION_FORWARDED): System.MDMS,
    (System.MS, Noted.RECEIPT_FORWARDED): System.MDMS,
    (System.MS, Noted.INTERVALS_FORWARDED): System.MDMS,
    (System.MS, Noted.FAILURE_FORWARDED): System.MDMS,
    (System.MTR, Noted.EVENT_CONFIRMED): System.MS,
    (System.MTR, Noted.RECEIPT_SENT): System.MS,
    (System.MTR, Noted.EVENT_FORWARDED): System.CI,
    (System.MTR, Noted.START_TOLD): System.CI,
    (System.MTR, Noted.END_TOLD): System.CI,
    (System.MDMS, Noted.CUSTOMER_TOLD): System.CSS,
    (System.CI, Noted.RECEIPT_DELIVERED): System.MTR,
    (System.CI, Noted.SET_POINT_CONFIRMED): System.HAN,
    (System.CI, Noted.RESTORED): System.HAN,
    (System.HAN, Noted.DEVICE_REPORTED): System.MTR,
}
"""Which entries are messages, and whose lifeline they go to; every other entry is something done at home."""
REPLIES: Final = {Noted.EVENT_CONFIRMED, Noted.RECEIPT_DELIVERED, Noted.RECEIPT_SENT, Noted.DEVICE_REPORTED}
LEFT, COLUMN, TOP, ROW, BOX_W, BOX_H = 150, 190, 70, 26, 150, 34
MARGIN = 220  # the last lifeline has words too
INK, PAPER, FAINT = "#1c1c1c", "#ffffff", "#8a8a8a"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the diagram: at `at`, from one lifeline to another (the same: a note)."""

    at: datetime
    source: System
    target: System
    words: str
    is_reply: bool


def rows(entries: Sequence[Entry]) -> tuple[Row, ...]:
    """The entries in the order of their clocks."""
    ordered = sorted(entries, key=lambda entry: entry.at)
    return tuple(
        Row(
            entry.at,
            entry.system,
            TO.get((entry.system, entry.noted), entry.system),
            f"{entry.noted.value}: {entry.detail}" if entry.detail else entry.noted.value,
            entry.noted in REPLIES,
        )
        for entry in ordered
    )


def svg(entries: Sequence[Entry], zone: ZoneInfo, title: str) -> str:
    """The whole diagram; it scales, and its words can be searched."""
    lines = rows(entries)
    width, height = LEFT + COLUMN * len(LINES) + MARGIN, TOP + BOX_H + ROW * (len(lines) + 2)
    root = ET.Element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}", "font-family": "sans-serif"}
        | {"width": str(width), "height": str(height), "role": "img", "aria-label": title},
    )
    ET.SubElement(root, "title").text = title
    _marker(root)
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": PAPER})
    _words(root, 12, 28, title, size=16)
    for system in LINES:
        _lifeline(root, system, height)
    for index, line in enumerate(lines):
        _row(root, line, TOP + BOX_H + ROW * (index + 1), zone)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _x(system: System) -> int:
    return LEFT + COLUMN * LINES.index(system) + BOX_W // 2


def _marker(root: ET.Element) -> None:
    definitions = ET.SubElement(root, "defs")
    size = {"markerWidth": "9", "markerHeight": "8", "refX": "8", "refY": "4", "orient": "auto"}
    for name, shape, fill in (("call", "M0,0 L8,4 L0,8 z", INK), ("reply", "M0,0 L8,4 L0,8", "none")):
        marker = ET.SubElement(definitions, "marker", {"id": name, **size})
        ET.SubElement(marker, "path", {"d": shape, "fill": fill, "stroke": INK})


def _lifeline(root: ET.Element, system: System, height: int) -> None:
    x = _x(system)
    box = {"x": str(x - BOX_W // 2), "y": str(TOP - BOX_H), "width": str(BOX_W), "height": str(BOX_H), "rx": "4"}
    ET.SubElement(root, "rect", {**box, "fill": PAPER, "stroke": INK})
    _words(root, x, TOP - BOX_H // 2 + 5, f"{NAMES[system]} ({system.value})", anchor="middle")
    ends = {"x1": str(x), "x2": str(x), "y1": str(TOP), "y2": str(height - ROW)}
    ET.SubElement(root, "line", {**ends, "stroke": FAINT, "stroke-dasharray": "4 4"})


def _row(root: ET.Element, line: Row, y: int, zone: ZoneInfo) -> None:
    _words(root, 12, y + 4, f"{line.at.astimezone(zone):%H:%M:%S.%f}"[:-3], size=11, fill=FAINT)
    source, target = _x(line.source), _x(line.target)
    if source == target:
        ET.SubElement(root, "circle", {"cx": str(source), "cy": str(y), "r": "4", "fill": INK})
        _words(root, source + 9, y + 4, line.words, size=11)
        return
    arrow = {"x1": str(source), "x2": str(target), "y1": str(y), "y2": str(y), "stroke": INK}
    arrow |= {"stroke-dasharray": "6 3"} if line.is_reply else {}
    ET.SubElement(root, "line", {**arrow, "marker-end": f"url(#{'reply' if line.is_reply else 'call'})"})
    _words(root, min(source, target) + 9, y - 4, line.words, size=11)


def _words(
    root: ET.Element, x: int, y: int, words: str, *, size: int = 12, fill: str = INK, anchor: str = "start"
) -> None:
    place = {"x": str(x), "y": str(y), "font-size": str(size), "fill": fill, "text-anchor": anchor}
    ET.SubElement(root, "text", place).text = words
