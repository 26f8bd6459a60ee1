"""Who is given which image: answers what devices ask of the upgrade cluster, and tells what becomes of it."""

from collections.abc import Callable
from typing import Any, Final

from zigpy.zcl.clusters.general import Ota
from zigpy.zcl.foundation import CommandSchema, Status

from devices.firmware.server import UpgradeServer, notified
from devices.firmware.words import (
    EndFirmware,
    FirmwareEnded,
    FirmwareGiven,
    FirmwareMessage,
    FirmwareOrder,
    FirmwareTold,
    GiveFirmware,
    HoldFirmware,
)
from devices.moment import Moment
from devices.names import Eui64

CHECK_S: Final = 15.0
"""`wake` at least that often while anything is given."""
_ASKED = Ota.ServerCommandDefs
_TOLD = Ota.ClientCommandDefs
_HUNDREDTHS: Final = 100


class Giving:
    """The server's side for all devices of a network; what it says to a device is returned, to be sent."""

    def __init__(self, deliver: Callable[[FirmwareMessage], None]) -> None:
        self._deliver = deliver
        self._servers: dict[Eui64, UpgradeServer] = {}
        self._told: dict[Eui64, int] = {}

    @property
    def is_busy(self) -> bool:
        """Is anything being given?"""
        return bool(self._servers)

    def order(self, order: FirmwareOrder, at: Moment) -> CommandSchema | None:
        """What is to be said to the device at once; None: nothing."""
        device = order.device
        match order:
            case GiveFirmware():
                self._servers[device] = UpgradeServer(device, order.image, at, is_older_allowed=order.is_older_allowed)
                self._told.pop(device, None)
                return notified()
            case HoldFirmware():
                server = self._servers.get(device)
                if server is not None:
                    server.hold(is_held=order.is_held)
                    return None if order.is_held else notified()
            case EndFirmware():
                self._servers.pop(device, None)
        return None

    def receive(self, device: Eui64, request: Any, at: Moment) -> CommandSchema | None:
        """The answer to what a device asks; None: there is none."""
        if isinstance(request, _ASKED.query_next_image.schema):
            self._deliver(_told_by(device, request))
        server = self._servers.get(device)
        if server is None:
            return _nothing_for(request)
        answer = server.receive(request, at)
        self._tell(device, server)
        return answer

    def wake(self, at: Moment) -> None:
        """Give up on whom nothing was heard of for long."""
        for device, server in list(self._servers.items()):
            server.wake(at)
            self._tell(device, server)

    def forget(self, device: Eui64) -> None:
        """It is of this network no more."""
        self._servers.pop(device, None)

    def _tell(self, device: Eui64, server: UpgradeServer) -> None:
        progress = server.progress
        hundredths = _HUNDREDTHS * progress.done // progress.total
        if progress.version is not None and self._told.get(device) != hundredths:
            self._told[device] = hundredths
            self._deliver(FirmwareGiven(device, progress.done, progress.total))
        if progress.outcome is not None:
            del self._servers[device]
            self._deliver(FirmwareEnded(device, progress.outcome))


def _told_by(device: Eui64, query: Any) -> FirmwareTold:
    hardware = None if query.hardware_version is None else int(query.hardware_version)
    kind = int(query.manufacturer_code), int(query.image_type), int(query.current_file_version)
    return FirmwareTold(device, *kind, hardware)


def _nothing_for(request: Any) -> CommandSchema | None:
    """The answer to one whom nothing is given."""
    answer: CommandSchema | None = None
    match request:
        case _ASKED.query_next_image.schema():
            answer = _TOLD.query_next_image_response.schema(status=Status.NO_IMAGE_AVAILABLE)
        case _ASKED.image_block.schema() | _ASKED.image_page.schema():
            answer = _TOLD.image_block_response.schema(status=Status.ABORT)
    return answer
