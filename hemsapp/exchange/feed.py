"""A Green Button file: an Atom feed of ESPI 4.0 entries, one block of readings a day, written as it is read.

Elements stand in the order of the XSD. An interval is one reading in each direction; its cost is that of its energy
alone. Days of which nothing is known have no block: what is missing is not zero.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from lxml import etree

from hemsapp.domain.days import HomeZone, seconds
from hemsapp.domain.facts import Interval, Quality
from hemsapp.exchange import espi
from hemsapp.exchange.espi import ATOM, ESPI, Flow, ItemKind, ReadingQuality
from hemsapp.exchange.table import energy_cost
from hemsapp.rates import NO_MONEY
from hemsapp.statement import LineKind, Statement

_POINT = "/espi/1_1/resource/RetailCustomer/1/UsagePoint/1"
_TIME = "/espi/1_1/resource/LocalTimeParameters/1"
_TYPES = "/espi/1_1/resource/ReadingType"
_NAMES = {Flow.DELIVERED: "Energy from the utility", Flow.RECEIVED: "Energy to the utility"}
_NUMBERS = {Flow.DELIVERED: 1, Flow.RECEIVED: 2}
_ITEMS = {
    LineKind.ENERGY: ItemKind.USAGE_FEE,
    LineKind.TIME_OF_USE: ItemKind.USAGE_FEE,
    LineKind.PUBLISHED: ItemKind.USAGE_FEE,
    LineKind.BASELINE_CREDIT: ItemKind.DELIVERY_CREDIT,
    LineKind.FIXED: ItemKind.ADMINISTRATIVE_FEE,
    LineKind.MINIMUM: ItemKind.OTHER_FEE,
    LineKind.EVENT: ItemKind.USAGE_FEE,
    LineKind.EVENT_CREDIT: ItemKind.DELIVERY_CREDIT,
    LineKind.SOLD: ItemKind.GENERATION_CREDIT,
    LineKind.TAX: ItemKind.TAX,
}

Element = Any


@dataclass(frozen=True, slots=True)
class Contents:
    """What a feed tells: the local dates [`start`, `end`), their intervals day by day, the bills that ended in them.

    `is_event` says of a Unix second if an event made its price. `identity` makes the ids, equal contents equal ones;
    `updated` is aware UTC.
    """

    zone: HomeZone
    start: date
    end: date
    days: Iterable[tuple[date, tuple[Interval, ...]]]
    statements: tuple[Statement, ...]
    is_received_known: bool
    is_event: Callable[[int], bool]
    identity: str
    updated: datetime


def write(file: BinaryIO, contents: Contents, day_written: Callable[[int], None]) -> int:
    """Write the feed, telling after each day how many were written; how many intervals it holds."""
    return _Feed(file, contents).write(day_written)


class _Feed:
    def __init__(self, file: BinaryIO, contents: Contents) -> None:
        self._file = file
        self._contents = contents
        self._space: UUID = uuid5(NAMESPACE_URL, f"urn:hemsapp:green-button:{contents.identity}")
        self._updated = contents.updated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._flows = (Flow.DELIVERED, Flow.RECEIVED) if contents.is_received_known else (Flow.DELIVERED,)

    def write(self, day_written: Callable[[int], None]) -> int:
        count = 0
        with etree.xmlfile(self._file, encoding="utf-8") as xml:
            xml.write_declaration()
            with xml.element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "espi": ESPI}):
                for part in self._head():
                    xml.write(part, pretty_print=True)
                for number, (day, intervals) in enumerate(self._contents.days, 1):
                    count += len(intervals)
                    for flow in self._flows if intervals else ():
                        xml.write(self._block(flow, day, intervals), pretty_print=True)
                    day_written(number)
                for statement in self._contents.statements:
                    xml.write(self._summary(statement), pretty_print=True)
        return count

    def _head(self) -> Iterator[Element]:
        yield _leaf(None, ATOM, "id", self._id("feed"))
        yield _leaf(None, ATOM, "title", "Energy of this home, by hemsapp")
        yield _leaf(None, ATOM, "updated", self._updated)
        yield _link(None, "self", f"{_POINT}/Feed")
        yield self._usage_point()
        yield self._local_time()
        for flow in self._flows:
            yield self._meter_reading(flow)
            yield self._reading_type(flow)

    def _usage_point(self) -> Element:
        point = _espi(None, "UsagePoint")
        _leaf(_espi(point, "ServiceCategory"), ESPI, "kind", 0)
        _leaf(point, ESPI, "status", 1)
        related = [f"{_POINT}/MeterReading", f"{_POINT}/UsageSummary", _TIME]
        return self._entry(_POINT, "/espi/1_1/resource/RetailCustomer/1/UsagePoint", related, "Electricity", point)

    def _local_time(self) -> Element:
        zone = self._contents.zone
        shown = _espi(None, "LocalTimeParameters")
        offset_s, shift_s, begins, ends = espi.clock_rules(ZoneInfo(zone.name), self._contents.start.year)
        for name, value in (
            ("dstEndRule", ends),
            ("dstOffset", shift_s),
            ("dstStartRule", begins),
            ("tzOffset", offset_s),
        ):
            _leaf(shown, ESPI, name, value)
        return self._entry(_TIME, "/espi/1_1/resource/LocalTimeParameters", [], zone.name, shown)

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
            ("intervalLength", 900),
            ("kind", espi.ENERGY),
            ("phase", espi.SPLIT_PHASE),
            ("powerOfTenMultiplier", 0),
            ("timeAttribute", 0),
            ("uom", espi.WATT_HOURS),
        ):
            _leaf(kind, ESPI, name, value)
        return self._entry(f"{_TYPES}/{_NUMBERS[flow]}", _TYPES, [], _NAMES[flow], kind)

    def _block(self, flow: Flow, day: date, intervals: tuple[Interval, ...]) -> Element:
        block = _espi(None, "IntervalBlock")
        zone = self._contents.zone
        start_s, end_s = zone.midnight(day), zone.midnight(day + timedelta(days=1))
        _period(block, "interval", start_s, end_s - start_s)
        for interval in intervals:
            _interval_reading(block, flow, interval, is_event=self._is_event(interval))
        up = f"{_reading(flow)}/IntervalBlock"
        return self._entry(f"{up}/{day:%Y%m%d}", up, [], f"{_NAMES[flow]}, {day.isoformat()}", block)

    def _is_event(self, interval: Interval) -> bool:
        has_own_price = interval.price is not None and interval.rate_version is not None
        return has_own_price or self._contents.is_event(seconds(interval.start))

    def _summary(self, statement: Statement) -> Element:
        summary = _espi(None, "UsageSummary")
        zone = self._contents.zone
        start_s, end_s = zone.midnight(statement.start), zone.midnight(statement.end)
        _period(summary, "billingPeriod", start_s, end_s - start_s)
        _leaf(summary, ESPI, "billLastPeriod", espi.money(statement.total))
        for line in statement.lines:
            item = _espi(summary, "costAdditionalDetailLastPeriod")
            _leaf(item, ESPI, "amount", espi.money(line.amount))
            _leaf(item, ESPI, "note", line.name or line.kind.value)
            _leaf(item, ESPI, "itemKind", int(_ITEMS[line.kind]))
        _leaf(summary, ESPI, "currency", espi.US_DOLLAR)
        used = _espi(summary, "overallConsumptionLastPeriod")
        for name, value in (
            ("powerOfTenMultiplier", 0),
            ("timeStamp", start_s),
            ("uom", espi.WATT_HOURS),
            ("value", statement.delivered_wh),
        ):
            _leaf(used, ESPI, name, value)
        _leaf(summary, ESPI, "statusTimeStamp", end_s)
        up = f"{_POINT}/UsageSummary"
        return self._entry(f"{up}/{statement.start:%Y%m%d}", up, [], f"Bill from {statement.start}", summary)

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


def _interval_reading(block: Element, flow: Flow, interval: Interval, *, is_event: bool) -> None:
    is_delivered = flow is Flow.DELIVERED
    cost = energy_cost(interval.costs) if is_delivered else interval.costs.sold
    reading = _espi(block, "IntervalReading")
    if cost != NO_MONEY:
        _leaf(reading, ESPI, "cost", espi.money(cost))
    quality = ReadingQuality.EDITED if interval.quality is Quality.AMENDED else ReadingQuality.RAW
    _leaf(_espi(reading, "ReadingQuality"), ESPI, "quality", int(quality))
    _period(reading, "timePeriod", seconds(interval.start), interval.length_s)
    _leaf(reading, ESPI, "value", interval.delivered_wh if is_delivered else interval.received_wh)
    if is_event:
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
