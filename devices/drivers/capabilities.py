"""What a device can do for us: interfaces the size of a capability."""

from typing import Protocol, runtime_checkable

from devices.demand_response import (
    AnswerCriticalPeak,
    AskForPractice,
    EnrolDevice,
    SendReceipt,
    SetTemperature,
    SwitchLoad,
)
from devices.han import ConfirmText, PollFast, ReadIntervals
from devices.messages import DeviceKind, Message
from devices.self_report import SendReport


class Driver(Protocol):
    """One recognised device. Every method raises OrderFailed when the device does not answer, or refuses."""

    kind: DeviceKind

    async def set_up(self) -> None:
        """Read, bind, configure reporting and read it back; may be called again at any time."""

    async def refresh(self) -> None:
        """Read what changes, now."""

    @property
    def refresh_s(self) -> float | None:
        """How often `refresh` is due because the device does not report by itself; None if it does."""

    @property
    def silence_s(self) -> float:
        """After how long without a word the device has forgotten its reporting, and is set up again."""

    @property
    def is_understood(self) -> bool:
        """Whether all is known that its reports need; if not, `set_up` is due."""

    @property
    def errand_at_s(self) -> float | None:
        """When `run_errand` is due, by the loop's clock; None: what was heard needs nothing more."""

    async def run_errand(self) -> None:
        """Do what something that was heard made necessary."""

    def keeps(self, cluster_id: int, data: bytes) -> bool:
        """Whether the frame is the driver's alone, and certainly no answer to a request."""

    def hear(self, cluster_id: int, data: bytes) -> tuple[Message, ...]:
        """Messages of a frame that nobody asked for."""


@runtime_checkable
class MeasuresEnergy(Protocol):
    """It has registers and demand."""

    async def read_meter(self) -> None:
        """Deliver a `Reading`."""


@runtime_checkable
class KeepsIntervals(Protocol):
    """It remembers profile intervals."""

    async def read_intervals(self, order: ReadIntervals) -> None:
        """Deliver an `IntervalsRead`."""

    async def poll_fast(self, order: PollFast) -> None:
        """Have it report faster for a while."""


@runtime_checkable
class PublishesPrices(Protocol):
    """It knows what energy costs."""

    async def read_prices(self) -> None:
        """Deliver `PricePublished`, and `BlocksPublished` if there are blocks."""


@runtime_checkable
class KeepsTime(Protocol):
    """It has a clock."""

    async def read_time(self) -> None:
        """Deliver a `MeterTime`."""


@runtime_checkable
class ShowsText(Protocol):
    """It passes on sentences from the utility."""

    async def read_text(self) -> None:
        """Deliver a `TextPublished` if there is one."""

    async def confirm_text(self, order: ConfirmText) -> None:
        """Tell it that a person has seen the text."""


@runtime_checkable
class HoldsTemperature(Protocol):
    """It has a temperature and set points."""

    async def read_temperature(self) -> None:
        """Deliver a `TemperatureRead`."""

    async def set_temperature(self, order: SetTemperature) -> None:
        """Write set points, read back, deliver a `TemperatureRead`; OrderFailed if other ones hold then."""


@runtime_checkable
class SwitchesLoad(Protocol):
    """It is on or off."""

    async def read_switch(self) -> None:
        """Deliver a `SwitchRead`."""

    async def switch(self, order: SwitchLoad) -> None:
        """Switch, read back, deliver a `SwitchRead`; OrderFailed if it did not switch."""


@runtime_checkable
class CarriesEvents(Protocol):
    """It passes events on from the utility, and receipts back."""

    async def read_events(self) -> None:
        """Deliver every scheduled event, then `EventsListed`."""

    async def send_receipt(self, order: SendReceipt) -> None:
        """Report what a device did; `ReceiptLogged` may come much later."""

    async def send_report(self, order: SendReport) -> None:
        """Give it our report of ourselves; `ReportLogged` may come much later."""

    async def answer_critical_peak(self, order: AnswerCriticalPeak) -> None:
        """Tell whether the customer takes part in a critical peak."""

    async def enrol(self, order: EnrolDevice) -> None:
        """Have it send events to a client itself, or no longer."""

    async def ask_for_practice(self, order: AskForPractice) -> None:
        """Ask for a practice event."""


@runtime_checkable
class HearsEndpoints(Protocol):
    """What a frame of it means depends on the endpoint that it comes from."""

    def hear_at(self, endpoint: int, cluster_id: int, data: bytes) -> tuple[Message, ...]:
        """Messages of a frame from that endpoint that nobody asked for."""
