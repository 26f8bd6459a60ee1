"""A Green Button file: an Atom feed of ESPI 4.0 entries, one block of readings a day, written as it is read.

Elements stand in the order of the XSD. Days of which nothing is known have no block: what is missing is not zero.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from lxml import etree

from devices.green_button import words as espi
from devices.green_button.words import ATOM, ESPI, Flow, ItemKind, ReadingQuality

_POINT = "/espi/1_1/resource/RetailCustomer/1/UsagePoint/1"
_TIME = "/espi/1_1/resource/LocalTimeParameters/1"
_TYPES = "/espi/1_1/resource/ReadingType"
_NAMES = {Flow.DELIVERED: "Energy from the utility", Flow.RECEIVED: "Energy to the utility"}
_NUMBERS = {Flow.DELIVERED: 1, Flow.RECEIVED: 2}

Element = Any


@dataclass(frozen=True, slots=True)
class Heading:
    """What a feed is about. `identity` makes the ids, equal ones equal ids; `updated` is aware UTC.

    `zone` with the rules of its clocks from `year` on; `interval_s` is the length of most readings.
    """

    title: str
    zone: ZoneInfo
    year: int
    flows: tuple[Flow, ...]
    identity: str
    updated: datetime
    interval_s: int = 900


@dataclass(frozen=True, slots=True)
class Reading:
    """An interval from Unix second `start_s` on; `cost` in dollars, None where there is none; did an event price it?"""

    start_s: int
    length_s: int
    wh: int
    quality: ReadingQuality
    cost: Decimal | None = None
    is_event: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """The readings of a local day in one direction."""

    flow: Flow
    day: date
    start_s: int
    length_s: int
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a bill, in dollars."""

    amount: Decimal
    note: str
    kind: ItemKind


@dataclass(frozen=True, slots=True)
class Summary:
    """A bill that began on `start`."""

    start: date
    start_s: int
    length_s: int
    total: Decimal
    items: tuple[Item, ...]
    delivered_wh: int


def write(file: BinaryIO, heading: Heading, blocks: Iterable[Block], summaries: Iterable[Summary] = ()) -> None:
    """Write the feed; blocks and summaries are asked for one by one."""
    _Feed(file, heading).write(blocks, summaries)


class _Feed:
    def __init__(self, file: BinaryIO, heading: Heading) -> None:
        self._file = file
        self._heading = heading
        self._space: UUID = uuid5(NAMESPACE_URL, heading.identity)
        self._updated = heading.updated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def write(self, blocks: Iterable[Block], summaries: Iterable[Summary]) -> None:
        with etree.xmlfile(self._file, encoding="utf-8") as xml:
            xml.write_declaration()
            with xml.element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "espi": ESPI}):
                for part in self._head():
                    xml.write(part, pretty_print=True)
                for block in blocks:
                    xml.write(self._block(block), pretty_print=True)
                for summary in summaries:
                    xml.write(self._summary(summary), pretty_print=True)

    def _head(self) -> Iterator[Element]:
        yield _leaf(None, ATOM, "id", self._id("feed"))
        yield _leaf(None, ATOM, "title", self._heading.title)
        yield _leaf(None, ATOM, "updated", self._updated)
        yield _link(None, "self", f"{_POINT}/Feed")
        yield self._usage_point()
        yield self._local_time()
        for flow in self._heading.flows:
            yield self._meter_reading(flow)
            yield self._reading_type(flow)

    def _usage_point(self) -> Element:
        point = _espi(None, "UsagePoint")
        _leaf(_espi(point, "ServiceCategory"), ESPI, "kind", 0)
        _leaf(point, ESPI, "status", 1)
        related = [f"{_POINT}/MeterReading", f"{_POINT}/UsageSummary", _TIME]
        return self._entry(_POINT, "/espi/1_1/resource/RetailCustomer/1/UsagePoint", related, "Electricity", point)

    def _local_time(self) -> Element:
        zone = self._heading.zone
        shown = _espi(None, "LocalTimeParameters")
        offset_s, shift_s, begins, ends = espi.clock_rules(zone, self._heading.year)
        for name, value in (
            ("dstEndRule", ends),
            ("dstOffset", shift_s),
            ("dstStartRule", begins),
            ("tzOffset", offset_s),
        ):
            _leaf(shown, ESPI, name, value)
        return self._entry(_TIME, "/espi/1_1/resource/LocalTimeParameters", [], zone.key, shown)

    def _meter_reading(self, flow: Flow) -> Element:
        at = _reading(flow)
        related = [f"{at}/IntervalBlock", f"{_TYPES}/{_NUMBERS[flow]}"]
        return self._entry(at, f"{_POINT}/MeterReading", related, _NAMES[flow], _espi(None, "MeterReading"))

    def _reading_type(self, flow: Flow) -> Element:
        kind = _espi(None, "ReadingType")
        for name, value in (
            ("accumulationBehaviour", espi.DELTA_DATA),
            ("commodity", espi.ELECTRICITY),
            ("currency", espi.US_DOLLAR),
            ("dataQualifier", espi.NORMAL),
            ("flowDirection", int(flow)),
            ("intervalLength", self._heading.interval_s),
            ("kind", espi.ENERGY),
            ("phase", espi.SPLIT_PHASE),
            ("powerOfTenMultiplier", 0),
            ("timeAttribute", 0),
            ("uom", espi.WATT_HOURS),
        ):
            _leaf(kind, ESPI, name, value)
        return self._entry(f"{_TYPES}/{_NUMBERS[flow]}", _TYPES, [], _NAMES[flow], kind)

    def _block(self, told: Block) -> Element:
        block = _espi(None, "IntervalBlock")
        _period(block, "interval", told.start_s, told.length_s)
        for reading in told.readings:
            _interval_reading(block, reading)
        up = f"{_reading(told.flow)}/IntervalBlock"
        title = f"{_NAMES[told.flow]}, {told.day.isoformat()}"
        return self._entry(f"{up}/{told.day:%Y%m%d}", up, [], title, block)

    def _summary(self, told: Summary) -> Element:
        summary = _espi(None, "UsageSummary")
        _period(summary, "billingPeriod", told.start_s, told.length_s)
        _leaf(summary, ESPI, "billLastPeriod", espi.money(told.total))
        for line in told.items:
            item = _espi(summary, "costAdditionalDetailLastPeriod")
            _leaf(item, ESPI, "amount", espi.money(line.amount))
            _leaf(item, ESPI, "note", line.note)
            _leaf(item, ESPI, "itemKind", int(line.kind))
        _leaf(summary, ESPI, "currency", espi.US_DOLLAR)
        used = _espi(summary, "overallConsumptionLastPeriod")
        for name, value in (
            ("powerOfTenMultiplier", 0),
            ("timeStamp", told.start_s),
            ("uom", espi.WATT_HOURS),
            ("value", told.delivered_wh),
        ):
            _leaf(used, ESPI, name, value)
        _leaf(summary, ESPI, "statusTimeStamp", told.start_s + told.length_s)
        up = f"{_POINT}/UsageSummary"
        return self._entry(f"{up}/{told.start:%Y%m%d}", up, [], f"Bill from {told.start}", summary)

    def _entry(self, at: str, up: str, related: list[str], title: str, content: Element) -> Element:
        entry = _element(None, ATOM, "entry")
        _leaf(entry, ATOM, "id", self._id(at))
        _link(entry, "self", at)
        _link(entry, "up", up)
        for href in related:
            _link(entry, "related", href)
        _leaf(entry, ATOM, "title", title)
        etree.SubElement(entry, f"{{{ATOM}}}content", type="application/xml").append(content)
        _leaf(entry, ATOM, "published", self._updated)
        _leaf(entry, ATOM, "updated", self._updated)
        return entry

    def _id(self, name: str) -> str:
        return f"urn:uuid:{uuid5(self._space, name)}"


def _interval_reading(block: Element, told: Reading) -> None:
    reading = _espi(block, "IntervalReading")
    if told.cost is not None:
        _leaf(reading, ESPI, "cost", espi.money(told.cost))
    _leaf(_espi(reading, "ReadingQuality"), ESPI, "quality", int(told.quality))
    _period(reading, "timePeriod", told.start_s, told.length_s)
    _leaf(reading, ESPI, "value", told.wh)
    if told.is_event:
        _leaf(reading, ESPI, "cpp", 1)


def _reading(flow: Flow) -> str:
    return f"{_POINT}/MeterReading/{_NUMBERS[flow]}"


def _period(parent: Element, name: str, start_s: int, length_s: int) -> None:
    period = _espi(parent, name)
    _leaf(period, ESPI, "duration", length_s)
    _leaf(period, ESPI, "start", start_s)


def _espi(parent: Element | None, name: str) -> Element:
    return _element(parent, ESPI, name)


def _leaf(parent: Element | None, space: str, name: str, value: str | int) -> Element:
    leaf = _element(parent, space, name)
    leaf.text = str(value)
    return leaf


def _link(parent: Element | None, rel: str, href: str) -> Element:
    link = _element(parent, ATOM, "link")
    link.set("rel", rel)
    link.set("href", href)
    return link


def _element(parent: Element | None, space: str, name: str) -> Element:
    tag = f"{{{space}}}{name}"
    return etree.Element(tag, nsmap={None: space}) if parent is None else etree.SubElement(parent, tag)
