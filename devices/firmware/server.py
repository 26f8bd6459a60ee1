"""The server of the upgrade cluster for one device and one image: a request and an instant in, an answer out.

The device leads: it asks for block after block, from wherever it stopped. While the home has something better to do
(`hold`), the server bids it wait and ask again, as ZCL 11.13.8 has it.
"""

from dataclasses import dataclass
from typing import Any, Final

from zigpy.zcl.clusters.general import Ota
from zigpy.zcl.foundation import CommandSchema, Status

from devices.firmware.choice import Installed, unfit
from devices.firmware.image import Image
from devices.firmware.words import Outcome as Outcome  # noqa: PLC0414 - given out again
from devices.moment import Moment
from devices.names import Eui64

BLOCK_OCTETS: Final = 50
"""What passes every radio unfragmented, Smart Energy's APS security included."""
STALLED_S: Final = 600.0
"""So long a device may be silent: it sleeps, or its power was cut; it goes on from where it was."""
WAIT_S: Final = 60

_ASKED = Ota.ServerCommandDefs
_TOLD = Ota.ClientCommandDefs


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of `total` octets the device asked for so far; `version` is what it had; `outcome` None: it goes on."""

    done: int
    total: int
    version: int | None = None
    outcome: Outcome | None = None


class UpgradeServer:
    """Gives `image` to `device`, and to no other; `is_older_allowed` is the installer's word for this one time."""

    def __init__(self, device: Eui64, image: Image, at: Moment, *, is_older_allowed: bool = False) -> None:
        self._device = device
        self._image = image
        self._is_older_allowed = is_older_allowed
        self._heard = at
        self._is_held = False
        self.progress = Progress(0, len(image.octets))

    def notify(self) -> CommandSchema:
        """Image Notify: there may be something for you."""
        return notified()

    def hold(self, *, is_held: bool) -> None:
        """Bid the device wait from now on (an event comes, or runs), or go on."""
        self._is_held = is_held

    def receive(self, request: Any, at: Moment) -> CommandSchema | None:
        """Answer what the device asks; None for what is not of this cluster, or after the end."""
        if self.progress.outcome is not None:
            return None
        self._heard = at
        match request:
            case _ASKED.query_next_image.schema():
                return self._query(request)
            case _ASKED.image_block.schema():
                return self._block(request)
            case _ASKED.upgrade_end.schema():
                return self._end(request)
        return None

    def wake(self, at: Moment) -> None:
        """Give up on who was silent for too long."""
        if self.progress.outcome is None and at.seconds_since(self._heard) >= STALLED_S:
            self._finish(Outcome.STALLED)

    def _query(self, request: Any) -> CommandSchema:
        installed = Installed(
            self._device,
            int(request.manufacturer_code),
            int(request.image_type),
            int(request.current_file_version),
            None if request.hardware_version is None else int(request.hardware_version),
        )
        why = unfit(installed, self._image, is_older_allowed=self._is_older_allowed)
        if why is not None:
            self._finish(Outcome.REFUSED)
            return self._answer(_TOLD.query_next_image_response, status=Status.NO_IMAGE_AVAILABLE)
        self.progress = Progress(self.progress.done, self.progress.total, installed.version)
        return self._answer(
            _TOLD.query_next_image_response,
            status=Status.SUCCESS,
            manufacturer_code=self._image.manufacturer_id,
            image_type=self._image.image_type,
            file_version=self._image.version,
            image_size=len(self._image.octets),
        )

    def _block(self, request: Any) -> CommandSchema:
        offset = int(request.file_offset)
        is_ours = self._is_ours(request) and offset < len(self._image.octets)
        if not is_ours or self.progress.version is None:
            return self._answer(_TOLD.image_block_response, status=Status.ABORT)
        if self._is_held:
            wait: dict[str, Any] = {"current_time": 0, "request_time": WAIT_S, "minimum_block_period": 0}
            return self._answer(_TOLD.image_block_response, status=Status.WAIT_FOR_DATA, **wait)
        block = self._image.octets[offset : offset + min(BLOCK_OCTETS, int(request.maximum_data_size))]
        self.progress = Progress(offset + len(block), self.progress.total, self.progress.version)
        return self._answer(
            _TOLD.image_block_response,
            status=Status.SUCCESS,
            manufacturer_code=self._image.manufacturer_id,
            image_type=self._image.image_type,
            file_version=self._image.version,
            file_offset=offset,
            image_data=block,
        )

    def _end(self, request: Any) -> CommandSchema | None:
        if not self._is_ours(request):
            return None
        if request.status != Status.SUCCESS:
            self._finish(Outcome.INVALID if request.status == Status.INVALID_IMAGE else Outcome.ABORTED)
            return None
        if not self._is_held:
            self._finish(Outcome.DONE)
        return self._answer(
            _TOLD.upgrade_end_response,
            manufacturer_code=self._image.manufacturer_id,
            image_type=self._image.image_type,
            file_version=self._image.version,
            current_time=0,
            upgrade_time=WAIT_S if self._is_held else 0,
        )

    def _is_ours(self, request: Any) -> bool:
        named = int(request.manufacturer_code), int(request.image_type), int(request.file_version)
        return named == (self._image.manufacturer_id, self._image.image_type, self._image.version)

    def _finish(self, outcome: Outcome) -> None:
        self.progress = Progress(self.progress.done, self.progress.total, self.progress.version, outcome)

    @staticmethod
    def _answer(command: Any, **fields: Any) -> CommandSchema:
        made: CommandSchema = command.schema(**fields)
        return made


def notified() -> CommandSchema:
    """Image Notify: everybody whom it reaches asks for its next image."""
    kind = Ota.ImageNotifyCommand.PayloadType.QueryJitter
    made: CommandSchema = _TOLD.image_notify.schema(payload_type=kind, query_jitter=100)
    return made
