"""What waits for the engine: one order of events, bounded, and telemetry gives way first."""

from collections import deque

from devices.firmware.words import FirmwareGiven
from devices.messages import (
    Exchanged,
    Malformed,
    Message,
    Reading,
    SignalHeard,
    SwitchRead,
    TemperatureRead,
    Unprotected,
)
from devices.moment import Moment
from hemsapp.commands import Command
from hemsapp.firmware import FirmwareListed
from hemsapp.pin import PinTold
from hemsapp.snapshot import DisplaysTold
from hemsapp.work import WorkReport

TELEMETRY = Reading | SignalHeard | Exchanged | TemperatureRead | SwitchRead | Malformed | Unprotected | FirmwareGiven
MOST_TELEMETRY = 2_000
MOST_CONTROL = 10_000

Thing = Message | Command | WorkReport | PinTold | DisplaysTold | FirmwareListed


class Inbox:
    """Things in the order in which they came, each with its moment; used on the engine thread only."""

    def __init__(self, most_telemetry: int = MOST_TELEMETRY, most_control: int = MOST_CONTROL) -> None:
        self.shed = 0
        self._telemetry: deque[tuple[int, Thing, Moment]] = deque()
        self._control: deque[tuple[int, Thing, Moment]] = deque()
        self._most_telemetry = most_telemetry
        self._most_control = most_control
        self._number = 0

    def put(self, thing: Thing, at: Moment) -> None:
        """Append; when telemetry is full its oldest goes (a register reading is made up for by the next one)."""
        self._number += 1
        if isinstance(thing, TELEMETRY):
            if len(self._telemetry) >= self._most_telemetry:
                self._telemetry.popleft()
                self.shed += 1
            self._telemetry.append((self._number, thing, at))
        elif len(self._control) < self._most_control:
            self._control.append((self._number, thing, at))
        else:
            self.shed += 1

    def take(self) -> tuple[Thing, Moment] | None:
        """The thing that came first, or None."""
        first = min((queue for queue in (self._telemetry, self._control) if queue), key=_number, default=None)
        if first is None:
            return None
        _, thing, at = first.popleft()
        return thing, at

    def __len__(self) -> int:
        return len(self._telemetry) + len(self._control)


def _number(queue: deque[tuple[int, Thing, Moment]]) -> int:
    return queue[0][0]
