"""The meter's own display, as a person in front of it sees it: lines of text, and a small picture of them.

It shows every event that is pending, active or has just ended (UC96.1.3, UC96.1.14, UC96.1.22, UC96.1.31), the price
and the customer's cost (C1FR24), demand each 3 s and the last finished interval (C1FR26), when it was last refreshed,
and how each device of the home is (C1FR28).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape

from devices.demand_response import MeterEventStatus
from devices.sim.meter.duties import Duties
from devices.sim.meter.events import HeldEvent

REFRESH_S: Final = 3.0
SILENT_AFTER: Final = timedelta(minutes=15)
MAX_EVENTS: Final = 4
MAX_DEVICES: Final = 6
COLUMNS: Final = 48
WIDTH, LINE_HEIGHT, MARGIN = 440, 19, 14
BACKGROUND, INK, FRAME = "#c9d3b8", "#1c2416", "#3b3f45"
MARKS: Final = {
    MeterEventStatus.PENDING: "PENDING",
    MeterEventStatus.ACTIVE: "ACTIVE",
    MeterEventStatus.ENDED: "ENDED",
}


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What was measured when the display was last refreshed: when, in watts, in watt-hours."""

    at: datetime
    demand_w: int
    interval_wh: int | None
    interval_end: datetime | None


class Face:
    """The display of one meter."""

    def __init__(self, duties: Duties) -> None:
        self._duties = duties
        self._refreshed: Refreshed | None = None
        self._refreshed_s: float | None = None

    def refresh(self, monotonic_s: float) -> None:
        """Measure anew, if the last time is 3 s ago."""
        if self._refreshed_s is not None and monotonic_s - self._refreshed_s < REFRESH_S:
            return
        self._refreshed_s = monotonic_s
        self._refreshed = self._measured()

    def forget(self) -> None:
        """Power was cut."""
        self._refreshed = self._refreshed_s = None

    def lines(self) -> list[str]:
        """What stands on the display, from top to bottom."""
        seen = self._refreshed or self._measured()
        lines = [
            *self._measurement(seen),
            *self._events(),
            *self._devices(),
            f"Updated {self._local(seen.at):%H:%M:%S}",
        ]
        return [line[:COLUMNS] for line in lines]

    def svg(self) -> str:
        """The display as a picture: an SVG document."""
        lines = self.lines()
        height = 2 * MARGIN + LINE_HEIGHT * len(lines)
        texts = "".join(
            f'<text xml:space="preserve" x="{MARGIN}" y="{MARGIN + LINE_HEIGHT * (index + 0.75):g}"'
            f' font-weight="{"bold" if index == 0 or line.startswith("*") else "normal"}">{escape(line)}</text>'
            for index, line in enumerate(lines)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
            f' viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="14" fill="{INK}">'
            f'<rect width="{WIDTH}" height="{height}" rx="10" fill="{FRAME}"/>'
            f'<rect x="5" y="5" width="{WIDTH - 10}" height="{height - 10}" rx="6" fill="{BACKGROUND}"/>'
            f"{texts}</svg>\n"
        )

    def _measured(self) -> Refreshed:
        meter = self._duties.log.meter
        last = meter.recorder.intervals[-1] if meter.recorder.intervals else None
        end = None if last is None else datetime.fromtimestamp(last.end_s, meter.house.zone)
        return Refreshed(self._duties.log.now, meter.house.power_w, None if last is None else last.energy_wh[0], end)

    def _measurement(self, seen: Refreshed) -> list[str]:
        meter = self._duties.log.meter
        active = meter.prices.active(meter.now_s)
        shown = [f"{meter.delivered.wh / 1000:.1f} kWh   {seen.demand_w / 1000:.2f} kW"]
        if active is not None:
            cost = active.price * Decimal(max(seen.demand_w, 0)) / 1000
            shown.append(f"Price {_money(active.price)}/kWh {active.label}, now {_money(cost, 2)} an hour")
        if seen.interval_end is not None and seen.interval_wh is not None:
            shown.append(f"Last interval {seen.interval_wh / 1000:.3f} kWh to {seen.interval_end:%H:%M}")
        return shown

    def _events(self) -> list[str]:
        events = self._duties.events.shown()
        shown = [line for event in events[:MAX_EVENTS] for line in self._event(event)]
        left = len(events) - MAX_EVENTS
        return shown + ([f"and {left} more events"] if left > 0 else [])

    def _event(self, event: HeldEvent) -> list[str]:
        control = event.control
        if control is None:
            return []
        practice = " (practice)" if control.is_test else ""
        start, end = self._local(event.start), self._local(event.end)
        price = "" if control.price is None else f", {_money(control.price)}/kWh"
        lines = [
            f"* {control.program.value.upper()} {MARKS[event.status]}{practice}",
            f"  {start:%a %H:%M} to {end:%H:%M}{price}",
        ]
        cost = self._cost(event)
        return lines if cost is None else [*lines, f"  Your cost in this event {_money(cost, 2)}"]

    def _cost(self, event: HeldEvent) -> Decimal | None:
        """What the customer's energy costs since the event began, until it ended."""
        control = event.control
        if control is None or control.price is None or control.is_test or event.start_wh is None:
            return None
        end_wh = self._duties.log.meter.delivered.wh if event.end_wh is None else event.end_wh
        return control.price * (end_wh - event.start_wh) / 1000

    def _devices(self) -> list[str]:
        contacts = sorted(self._duties.home.contacts.items(), key=lambda pair: pair[1].last, reverse=True)
        now = self._duties.log.now
        lines = []
        for who, contact in contacts[:MAX_DEVICES]:
            silent = now - contact.last > SILENT_AFTER
            state = "NOT HEARD" if silent else contact.state
            lines.append(f"{who[-11:]} {self._local(contact.last):%H:%M:%S} {state}".rstrip())
        return lines

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._duties.log.meter.house.zone)


def _money(amount: Decimal, least: int = 3) -> str:
    """Dollars, with as many decimals as matter, at least so many."""
    exact = amount.normalize()
    exponent = exact.as_tuple().exponent
    decimals = least if least == 2 or not isinstance(exponent, int) else max(least, min(5, -exponent))
    return f"${amount:.{decimals}f}"
