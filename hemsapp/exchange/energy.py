"""The energy in a Green Button file: which of its readings are a home's, and those as pieces of quarter-hours."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, pairwise

from devices.green_button import words as espi
from devices.green_button.words import Flow, ReadingQuality
from hemsapp.domain.days import HomeZone, seconds
from hemsapp.exchange.feed_reader import FeedEntry, Reading
from hemsapp.saying import in_order, say
from hemsapp.units import QUARTER_S, quarter_of, spread
from hemsapp.work import WorkRefused

_LONGEST_S = 3_600
_FIRST_S = 946_684_800  # 2000-01-01: no meter told intervals before
_MOST_W = 200_000
_PRICE_UNIT = Decimal("0.00001")
_UNITS = {
    38: "W",
    29: "V",
    5: "A",
    61: "VA",
    63: "VAr",
    71: "VAh",
    73: "VArh",
    42: "m3",
    119: "ft3",
    132: "BTU",
    80: "$",
    169: "therm",
}
_SERVICES = {1: "gas", 2: "water", 4: "heat"}
_AS_GIVEN = {None, 0, espi.DELTA_DATA}
_FLOWS = {None: Flow.DELIVERED, 0: Flow.DELIVERED, 1: Flow.DELIVERED, 4: Flow.NET, 19: Flow.RECEIVED}


@dataclass(frozen=True, slots=True)
class Piece:
    """Energy from `start_s` on, within one quarter-hour; `price` is an event's that held instead of the rates."""

    start_s: int
    length_s: int
    delivered_wh: int
    received_wh: int
    is_edited: bool
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class FileEnergy:
    """What a file tells of a home: pieces in the order of time, and what of it was left out, as sentences."""

    pieces: tuple[Piece, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Series:
    """The readings of one reading type of one usage point."""

    point: str
    flow: Flow
    multiplier: int
    readings: list[Reading]


def energy_of(entries: Sequence[FeedEntry], zone: HomeZone, now: datetime) -> FileEnergy:
    """The energy that the entries tell. Raises WorkRefused, with the reason, if there is none or it cannot be so."""
    left_out: list[str] = []
    series = _finest(_usable(entries, left_out), left_out)
    if not series:
        raise WorkRefused(
            in_order(
                say("There is no electric energy by the hour, or finer, in this file."),
                *left_out,
                say("Nothing was changed."),
            )
        )
    if len({each.point for each in series}) > 1:
        raise WorkRefused(
            say("This file is of several meters, a home has one: choose the file of one meter. Nothing was changed.")
        )
    by_flow: dict[Flow, list[_Energy]] = {Flow.DELIVERED: [], Flow.RECEIVED: []}
    for each in series:
        ordered = _ordered(each.readings, zone, seconds(now))
        for energy in _in_wh(ordered, each.multiplier):
            _take(by_flow, each.flow, energy)
    return FileEnergy(tuple(_pieces(by_flow, left_out)), tuple(left_out))


@dataclass(frozen=True, slots=True)
class _Energy:
    reading: Reading
    energy_wh: int
    price: Decimal | None

    @property
    def end_s(self) -> int:
        return self.reading.start_s + self.reading.length_s


# Which readings


def _usable(entries: Sequence[FeedEntry], left_out: list[str]) -> Iterator[_Series]:
    """The series that are a home's electric energy; a sentence for each that is not."""
    types = {entry.at: entry for entry in entries if entry.kind == "ReadingType"}
    meters = [entry for entry in entries if entry.kind == "MeterReading"]
    points = [entry for entry in entries if entry.kind == "UsagePoint"]
    meter_of = {href: meter for meter in meters for href in (*meter.related, f"{meter.at}/IntervalBlock")}
    found: dict[tuple[str, str], list[Reading]] = {}
    for block in entries:
        if block.kind != "IntervalBlock":
            continue
        meter = meter_of.get(block.up) or meter_of.get(block.at.rpartition("/")[0])
        kind = next((href for href in meter.related if href in types), None) if meter else None
        if kind is None and len(types) == 1:
            kind = next(iter(types))
        if kind is None:
            raise WorkRefused(say("The file does not say in what unit its readings are. Nothing was changed."))
        point = _point_of(meter, points)
        found.setdefault((point.at if point else "", kind), []).extend(block.readings)
    services = {point.at: point.numbers.get("service", 0) for point in points}
    for (point_at, kind), readings in found.items():
        numbers = types[kind].numbers
        service = services.get(point_at, 0)
        why = f"{_SERVICES.get(service, 'another service')} was left out" if service else _why_not(numbers)
        fine = [each for each in readings if each.length_s <= _LONGEST_S]
        if why is None and len(fine) < len(readings):
            left_out.append(
                f"{len(readings) - len(fine)} readings of more than an hour were left out: they have no time of day."
            )
        if why is not None:
            left_out.append(f"{why[0].upper()}{why[1:]}.")
        elif fine:
            yield _Series(point_at, _FLOWS[numbers.get("flow")], numbers.get("multiplier", 0), fine)


def _point_of(meter: FeedEntry | None, points: Sequence[FeedEntry]) -> FeedEntry | None:
    if meter is None:
        return points[0] if len(points) == 1 else None
    own = (point for point in points if meter.up in point.related or meter.at.startswith(f"{point.at}/"))
    return next(own, None)


def _why_not(numbers: dict[str, int]) -> str | None:
    """Why readings of that type are not a home's energy; None: they are. Raises WorkRefused if nobody can say."""
    uom = numbers.get("uom")
    if uom is None:
        raise WorkRefused(say("The file does not say in what unit its readings are. Nothing was changed."))
    if uom != espi.WATT_HOURS:
        unit = _UNITS.get(uom)
        return (
            f"readings in {unit} were left out"
            if unit
            else f"readings in a unit that is not known ({uom}) were left out"
        )
    if numbers.get("kind") not in {None, 0, espi.ENERGY} or numbers.get("commodity") not in {None, 0, 1, 2}:
        return "readings that are not of electric energy were left out"
    if numbers.get("accumulation") not in _AS_GIVEN:
        return "readings of a register, not of intervals, were left out"
    if numbers.get("flow") not in _FLOWS:
        return f"readings in a direction that a home does not have ({numbers['flow']}) were left out"
    if not -9 <= numbers.get("multiplier", 0) <= 9:
        raise WorkRefused(say("The unit of the readings in this file cannot be so. Nothing was changed."))
    return None


def _finest(series: Iterable[_Series], left_out: list[str]) -> list[_Series]:
    """Where the same energy is told in several ways, the finest of them."""
    best: dict[tuple[str, Flow], _Series] = {}
    for each in series:
        key = each.point, each.flow
        other = best.get(key)
        if other is not None:
            left_out.append("The same energy is told twice in this file: the finer readings were taken.")
        if other is None or _coarseness(each) < _coarseness(other):
            best[key] = each
    return list(best.values())


def _coarseness(series: _Series) -> int:
    return max(reading.length_s for reading in series.readings)


# What cannot be


def _ordered(readings: list[Reading], zone: HomeZone, now_s: int) -> list[Reading]:
    """In the order of time, each once. Raises WorkRefused where they cannot be true."""
    rising = sorted(readings, key=lambda each: (each.start_s, each.length_s))
    for each in (rising[0], rising[-1]):
        if each.start_s < _FIRST_S or each.start_s + each.length_s > now_s:
            raise WorkRefused(
                say("A reading in this file is of {when}: that cannot be. Nothing was changed.", when=_when(each, zone))
            )
    kept = rising[:1]
    for before, after in pairwise(rising):
        if before == after:
            continue
        if after.start_s < before.start_s + before.length_s:
            raise WorkRefused(
                say("Two readings of {when} contradict each other. Nothing was changed.", when=_when(after, zone))
            )
        kept.append(after)
    if any(each.length_s <= 0 for each in kept):
        raise WorkRefused(say("A reading in this file lasts no time. Nothing was changed."))
    return kept


def _when(reading: Reading, zone: HomeZone) -> str:
    try:
        return f"{zone.local(reading.start_s):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return f"second {reading.start_s} since 1970"


def _in_wh(readings: list[Reading], multiplier: int) -> Iterator[_Energy]:
    """Whole watt-hours, what is less carried on: the sum is that of the file. Raises WorkRefused if it cannot be."""
    exact = told = Decimal(0)
    values = []
    for each in readings:
        exact += Decimal(each.value).scaleb(multiplier)
        whole = exact.quantize(Decimal(1), ROUND_HALF_UP)
        values.append(int(whole - told))
        told = whole
        if abs(values[-1]) * 3600 > _MOST_W * max(each.length_s, 60):
            raise WorkRefused(
                say(
                    "A reading in this file ({energy} kWh) is more than a home can use. Nothing was changed.",
                    energy=values[-1] / 1000,
                )
            )
    for is_event, run in groupby(zip(readings, values, strict=True), key=lambda pair: pair[0].cpp > 0):
        pairs = list(run)
        prices = _event_prices(pairs) if is_event else [None] * len(pairs)
        yield from (_Energy(reading, wh, price) for (reading, wh), price in zip(pairs, prices, strict=True))


def _event_prices(pairs: list[tuple[Reading, int]]) -> list[Decimal | None]:
    """What each kWh of an event cost: one price if that explains every cost, else its own; None: no cost is told."""
    told = [(reading.cost, wh) for reading, wh in pairs if reading.cost is not None and wh > 0]
    if not told:
        return [None] * len(pairs)
    price = _price(*max(told, key=lambda each: each[1]))
    if all(espi.money(price * wh / 1000) == cost for cost, wh in told):
        return [price] * len(pairs)
    return [price if reading.cost is None or wh <= 0 else _price(reading.cost, wh) for reading, wh in pairs]


def _price(cost: int, energy_wh: int) -> Decimal:
    return (espi.dollars(cost) * 1000 / energy_wh).quantize(_PRICE_UNIT, ROUND_HALF_UP)


def _take(by_flow: dict[Flow, list[_Energy]], flow: Flow, energy: _Energy) -> None:
    """A net reading is energy in one of the two directions; a negative one in one direction cannot be."""
    if flow is Flow.NET:
        flow = Flow.RECEIVED if energy.energy_wh < 0 else Flow.DELIVERED
        energy = _Energy(energy.reading, abs(energy.energy_wh), energy.price)
    elif energy.energy_wh < 0:
        raise WorkRefused(say("A reading in this file is of less than no energy. Nothing was changed."))
    by_flow[flow].append(energy)


# Pieces


def _pieces(by_flow: dict[Flow, list[_Energy]], left_out: list[str]) -> Iterator[Piece]:
    """Both directions cut where either is cut, and at quarter-hours; in the order of time."""
    delivered, received = by_flow[Flow.DELIVERED], by_flow[Flow.RECEIVED]
    edges = sorted({at for each in (*delivered, *received) for at in (each.reading.start_s, each.end_s)})
    sold = {start_s: (length_s, wh) for start_s, length_s, wh, _ in _cut(received, edges)}
    for start_s, length_s, wh, energy in _cut(delivered, edges):
        _, received_wh = sold.pop(start_s, (0, 0))
        is_edited = energy.reading.quality == ReadingQuality.EDITED
        yield Piece(start_s, length_s, wh, received_wh, is_edited, energy.price)
    if any(wh for _, wh in sold.values()):
        left_out.append("Energy that was sold at times of which the file tells no use was left out.")


def _cut(energies: list[_Energy], edges: list[int]) -> Iterator[tuple[int, int, int, _Energy]]:
    """(start, length, Wh, of which reading) of each piece; a reading is shared over its pieces by time."""
    for each in energies:
        start_s, end_s = each.reading.start_s, each.end_s
        cuts = {start_s, end_s, *range(quarter_of(start_s) + QUARTER_S, end_s, QUARTER_S)}
        cuts.update(edges[bisect_right(edges, start_s) : bisect_left(edges, end_s)])
        for from_s, to_s, wh in spread(each.energy_wh, sorted(cuts)):
            yield from_s, to_s - from_s, wh, each
