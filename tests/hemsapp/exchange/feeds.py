"""Green Button files as somebody else might write them, good and bad."""

from collections.abc import Iterable
from pathlib import Path

DATA = Path(__file__).parent / "data"
POINT = "/espi/1_1/resource/RetailCustomer/9/UsagePoint/7"
START = 1_783_926_000  # 2026-07-13 00:00 in Los Angeles


def reading(start: object, value: object, length: object = 900, more: str = "") -> str:
    """An IntervalReading; whatever is given stands in it as it is."""
    period = f"<timePeriod><duration>{length}</duration><start>{start}</start></timePeriod>"
    return f"<IntervalReading>{period}<value>{value}</value>{more}</IntervalReading>"


def entry(at: str, content: str, up: str = "", related: Iterable[str] = ()) -> str:
    links = "".join(f'<link rel="related" href="{href}"/>' for href in related)
    return (
        f'<entry><link rel="self" href="{at}"/><link rel="up" href="{up}"/>{links}<content>{content}</content></entry>'
    )


def espi(name: str, body: str = "") -> str:
    return f'<{name} xmlns="http://naesb.org/espi">{body}</{name}>'


def reading_type(uom: object = 72, flow: object = 1, multiplier: int = 0, **more: object) -> str:
    numbers = {"flowDirection": flow, "powerOfTenMultiplier": multiplier, "uom": uom, **more}
    return espi("ReadingType", "".join(f"<{name}>{value}</{name}>" for name, value in numbers.items() if value != ""))


def meter(number: int, readings: Iterable[str], kind: str, point: str = POINT) -> str:
    """A meter reading with its type and one block."""
    at = f"{point}/MeterReading/{number}"
    type_at = f"/espi/1_1/resource/ReadingType/{point[-1]}{number}"
    return (
        entry(at, espi("MeterReading"), f"{point}/MeterReading", [f"{at}/IntervalBlock", type_at])
        + entry(type_at, kind)
        + entry(f"{at}/IntervalBlock/1", espi("IntervalBlock", "".join(readings)), f"{at}/IntervalBlock")
    )


def usage_point(at: str = POINT, service: int = 0) -> str:
    content = espi("UsagePoint", f"<ServiceCategory><kind>{service}</kind></ServiceCategory>")
    return entry(at, content, related=[f"{at}/MeterReading"])


def feed(*entries: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{"".join(entries)}</feed>'


def home(readings: Iterable[str], **kind: object) -> str:
    """The file of a home with one meter."""
    return feed(usage_point(), meter(1, readings, reading_type(**kind)))  # type: ignore[arg-type] # the type's own numbers
