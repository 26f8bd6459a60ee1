"""The part of a meter's gateway that is about events: what it announces, and what we answer, report and ask."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice
from zigpy.zcl.foundation import Status

from devices import codec
from devices.demand_response import (
    AnswerCriticalPeak,
    AskForPractice,
    CriticalPeakPublished,
    EnrolDevice,
    EventsListed,
    LoadControl,
    Receipt,
    ReceiptLogged,
    SendReceipt,
)
from devices.drivers.exchange import (
    OrderFailed,
    bind_to,
    command,
    find_client,
    find_server,
    read,
    server,
    status_of,
)
from devices.drivers.reporting import ReportingDevice
from devices.drivers.tunnel import Tunnel, is_own
from devices.messages import Eui64, Message
from devices.se import price, profile
from devices.se.price import CppAuth
from devices.se.values import NOW, UNUSED_UINT32
from devices.self_report import SelfReport, SendReport
from devices.wan.tunnel import PracticeWanted, ReceiptSubmitted, ReportSubmitted, StatusWanted
from devices.wan.tunnel_codec import Malformed

LOGGER = logging.getLogger(__name__)

Sign = Callable[[Receipt | SelfReport], bytes]
QUIET_S: Final = 0.3
"""A list of events is complete when no more came for so long."""
_ALL: Final = 0
_CRITICAL_PEAK_PRICES: Final = (price.CPP1_PRICE, price.CPP2_PRICE, price.PRICE_TRAILING_DIGIT)
_SENT_TO_CLIENTS: Final = (profile.DRLC, profile.PRICE)


class MeterEvents(ReportingDevice):
    """Events of the energy services interface; `sign` makes a signed receipt, without it only DRLC reports."""

    def __init__(
        self,
        device: ZigbeeDevice,
        name: Eui64,
        coordinator: t.EUI64,
        deliver: Callable[[Message], None],
        sign: Sign | None = None,
    ) -> None:
        super().__init__(device, name, coordinator, deliver)
        self._sign = sign
        cluster = find_server(device, profile.TUNNELING)
        self._tunnel = None if cluster is None else Tunnel(cluster)
        self._critical_peaks: list[CriticalPeakPublished] = []
        self._enrolled: dict[Eui64, dict[int, int]] = {}
        self._listed: list[int] | None = None
        self._event_heard = asyncio.Event()

    @property
    def errand_at_s(self) -> float | None:
        """A critical peak waits for its price, or the tunnel is to be opened again."""
        if self._critical_peaks:
            return 0.0
        return None if self._tunnel is None else self._tunnel.reopen_at_s

    async def run_errand(self) -> None:
        """Read the price of a critical peak and deliver both, or open the tunnel."""
        while self._critical_peaks:
            peak = self._critical_peaks[0]
            records: dict[int, Any] = {}
            try:
                records = await read(server(self._device, profile.PRICE), _CRITICAL_PEAK_PRICES)
            finally:
                self._critical_peaks.remove(peak)
                self._deliver(replace(peak, price=codec.critical_peak_price(records, peak.price_tier)))
        if self._tunnel is not None and not self._tunnel.is_open:
            await self._tunnel.open()

    def keeps(self, cluster_id: int, data: bytes) -> bool:
        """Tunnel data answer no request of ours."""
        return cluster_id == profile.TUNNELING and is_own(data)

    async def open_tunnel(self) -> None:
        """A meter without tunnels is served by DRLC alone; one that gives none now is asked again later."""
        if self._tunnel is not None:
            try:
                await self._tunnel.open()
            except OrderFailed as why:
                LOGGER.info("%s", why, extra={"device": self._name})

    # Orders

    async def read_events(self) -> None:
        """GetScheduledEvents: the frames speak for themselves; then the list of what came, and all statuses."""
        cluster = server(self._device, profile.DRLC)
        self._listed = []
        try:
            answer = await command(
                cluster,
                "get_scheduled_events",
                start_time=NOW,
                number_of_events=_ALL,
                issuer_event_id=UNUSED_UINT32,
            )
            accept_not_found(answer)
            if status_of(answer) is None:
                await self._hear_all()
            listed = tuple(self._listed)
        finally:
            self._listed = None
        self._deliver(EventsListed(self._name, listed))
        if self._tunnel is not None:
            with suppress(OrderFailed):
                await self._tunnel.say(StatusWanted())

    async def send_receipt(self, order: SendReceipt) -> None:
        """ReportEventStatus; the same, signed, through the tunnel. A meter without a tunnel pays with its answer."""
        cluster = find_server(self._device, profile.DRLC)
        if cluster is not None:
            accept_not_found(await command(cluster, "report_event_status", **codec.event_status(order.receipt)))
        if self._tunnel is not None and self._sign is not None:
            await self._tunnel.say(ReceiptSubmitted(order.receipt.sequence, self._sign(order.receipt)))
        elif cluster is not None:
            self._deliver(ReceiptLogged(self._name, order.receipt.sequence, await self._meter_time(order.receipt)))
        else:
            raise OrderFailed("the meter takes no receipts")

    async def send_report(self, order: SendReport) -> None:
        """Signed, through the tunnel; a meter without one passes no reports on."""
        if self._tunnel is None or self._sign is None:
            raise OrderFailed("this meter passes no reports on")
        await self._tunnel.say(ReportSubmitted(order.report.sequence, self._sign(order.report)))

    async def answer_critical_peak(self, order: AnswerCriticalPeak) -> None:
        """CPPEventResponse."""
        answer = await command(
            server(self._device, profile.PRICE),
            "cpp_event_response",
            issuer_event_id=order.issuer_event_id,
            cpp_auth=CppAuth.Accepted if order.is_accepted else CppAuth.Rejected,
        )
        accept_not_found(answer)

    async def ask_for_practice(self, order: AskForPractice) -> None:
        """A wish through the tunnel."""
        if self._tunnel is None:
            raise OrderFailed("this meter passes no wishes on")
        await self._tunnel.say(PracticeWanted(order.minutes))

    async def enrol(self, order: EnrolDevice) -> None:
        """Bind what the meter sends of events and prices to a client, or no longer, also once the client has left."""
        target = t.EUI64.convert(order.client)
        client = self._device.application.devices.get(target)
        endpoints: dict[int, int] = {
            int(cluster_id): found
            for cluster_id in _SENT_TO_CLIENTS
            if isinstance(client, ZigbeeDevice) and (found := find_client(client, cluster_id)) is not None
        }
        if client is None and not order.is_enrolled:
            endpoints = self._enrolled.get(order.client, {})
        if profile.DRLC not in endpoints:
            raise OrderFailed("that device is no event client on this network")
        self._enrolled[order.client] = endpoints
        for cluster_id, endpoint_id in endpoints.items():
            cluster = find_server(self._device, cluster_id)
            if cluster is not None:
                await bind_to(self._device, cluster, target, endpoint_id, is_bound=order.is_enrolled)

    # What comes in

    def hear_events(self, cluster_id: int, data: bytes, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        """What is left to deliver now, of the messages of a frame; tunnel words are added."""
        if cluster_id == profile.TUNNELING:
            return self._hear_tunnel(data)
        for message in messages:
            if isinstance(message, LoadControl) and self._listed is not None:
                self._listed.append(message.issuer_event_id)
                self._event_heard.set()
        peaks = [message for message in messages if isinstance(message, CriticalPeakPublished)]
        self._critical_peaks += peaks
        return tuple(message for message in messages if message not in peaks)

    def _hear_tunnel(self, data: bytes) -> tuple[Message, ...]:
        if self._tunnel is None:
            return ()
        try:
            words = self._tunnel.hear(data)
        except Malformed as why:
            return (codec.malformed(self._name, profile.TUNNELING, data, str(why)),)
        told = (codec.told(self._name, word) for word in words)
        return tuple(message for message in told if message is not None)

    async def _hear_all(self) -> None:
        """Wait until no more events come."""
        while True:
            self._event_heard.clear()
            try:
                async with asyncio.timeout(QUIET_S):
                    await self._event_heard.wait()
            except TimeoutError:
                return

    async def _meter_time(self, receipt: Receipt) -> Any:
        """When the meter acknowledged, by its own clock; without one, when the action was done."""
        with suppress(OrderFailed, ValueError):
            records = await read(server(self._device, profile.TIME), (codec.TIME, codec.TIME_STATUS))
            return codec.meter_time(self._name, records).utc
        return receipt.acted


def accept_not_found(answer: Any) -> None:
    """NOT_FOUND is an answer too: there is nothing."""
    status = status_of(answer)
    if status not in (None, Status.SUCCESS, Status.NOT_FOUND):
        raise OrderFailed(f"the meter refused: {status.name}")
