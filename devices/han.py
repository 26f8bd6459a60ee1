"""The port to the home area network: messages come in, orders go out, joins are permitted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from devices.demand_response import DemandResponseOrder
from devices.firmware.words import FirmwareOrder
from devices.messages import Eui64, IntervalChannel, Message
from devices.neighbours import ReadNeighbours
from devices.self_report import SendReport


@dataclass(frozen=True, slots=True)
class ReadMeter:
    """Read registers, demand and status now; the answer is a `Reading`."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class ReadIntervals:
    """GetProfile: up to `periods` intervals that end at or before `end` (None: the most recent)."""

    device: Eui64
    channel: IntervalChannel
    end: datetime | None
    periods: int


@dataclass(frozen=True, slots=True)
class ReadPrices:
    """GetCurrentPrice and GetScheduledPrices; answers are `PricePublished`, and `BlocksPublished` if it has blocks."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class ReadTime:
    """Read the meter's clock; the answer is a `MeterTime`."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class ReadText:
    """GetLastMessage; the answer is a `TextPublished` if there is one."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class ConfirmText:
    """MessageConfirmation for a text that asks for it."""

    device: Eui64
    message_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PollFast:
    """RequestFastPollMode: a report each `period_s` for `duration_minutes` (15 at most)."""

    device: Eui64
    period_s: int
    duration_minutes: int


@dataclass(frozen=True, slots=True)
class ReadState:
    """Read, now, what the device otherwise reports by itself: is it there, and how does it stand?"""

    device: Eui64


@dataclass(frozen=True, slots=True)
class IdentifyDevice:
    """Have it blink or beep for that long (Identify 0x0003); `Undelivered` if it has nothing to show."""

    device: Eui64
    seconds: int


@dataclass(frozen=True, slots=True)
class SetUpAgain:
    """Interview it if it never was, bind it and have it report; `DeviceReady` follows, or `JoinFailed`."""

    device: Eui64


Order = (
    ReadMeter
    | ReadIntervals
    | ReadPrices
    | ReadTime
    | ReadText
    | ConfirmText
    | PollFast
    | ReadState
    | IdentifyDevice
    | SetUpAgain
    | ReadNeighbours
    | SendReport
    | FirmwareOrder
    | DemandResponseOrder
)


@dataclass(frozen=True, slots=True)
class RealTime:
    """How closely the meter is followed: `resolution_w` or `resolution_wh` more or less is told at once (C1NFR12.1).

    Off, it reports every `SLOW_S`, so that what is shown still updates by itself (C1FR32g).
    """

    is_on: bool = True
    resolution_w: int = 10
    resolution_wh: int = 10


SLOW_S = 25
FOLLOWED = RealTime()


class Han(Protocol):
    """A home area network; `ZigbeeHan` is the real one, `devices.sim.direct` the simulated world without bytes."""

    async def run(self, deliver: Callable[[Message], None]) -> None:
        """Serve until cancelled, calling `deliver` for every message in order; it reconnects by itself for ever."""

    def send(self, order_id: int, order: Order) -> None:
        """Queue an order; exactly one `Delivered` or `Undelivered` with its identifier follows. Never blocks."""

    async def permit(self, device: Eui64, install_code: bytes, seconds: int) -> None:
        """Let a device join with its install code (code and CRC, 8 to 18 octets); `seconds` 0 ends that permit.

        Any number of permits run side by side, each for one device and its own code. `DeviceFound`, `DeviceJoined`,
        `DeviceIdentified` and `DeviceReady` follow, or one `JoinFailed`; nothing follows an ended permit.
        Raises InstallCodeInvalid, JoinRefused, RadioGone.
        """

    async def remove(self, device: Eui64) -> None:
        """Tell the device to leave, and forget it and its keys, whether it hears that or not; `DeviceLeft` follows.

        One that did not hear it is told again whenever it speaks. Raises RadioGone.
        """

    async def renew_network_key(self) -> None:
        """Announce a new network key to all, then speak under it alone; `NetworkKeyRenewed` follows. Raises RadioGone.

        Who slept through it does not hear us any more, until it asks for the key (`await_rejoins`).
        """

    async def await_rejoins(self, *, is_awaited: bool) -> None:
        """May a device that missed a new network key ask for it, under its own link key? Raises RadioGone."""

    async def scan_air(self) -> None:
        """Measure each channel without leaving the network; `AirScanned` follows. Raises RadioGone, JoinRefused."""
