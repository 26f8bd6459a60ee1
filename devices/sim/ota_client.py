"""A simulated device's side of the upgrade cluster (0x0019): it asks for its image, and starts anew with it.

What it has received lies in its flash: power cut in between costs nothing but time.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from zigpy.ota.image import parse_ota_image
from zigpy.zcl.clusters.general import Ota
from zigpy.zcl.foundation import CommandSchema, Status

MOST_DATA: Final = 48
_ASKED = Ota.ServerCommandDefs
_TOLD = Ota.ClientCommandDefs


@dataclass(slots=True)
class UpgradeClient:
    """`version` runs now; `received` is what the flash holds of the next one; `restarts` counts new beginnings."""

    manufacturer_id: int
    image_type: int
    version: int
    hardware: int | None = None
    received: bytearray = field(default_factory=bytearray)
    wanted: tuple[int, int] | None = None  # the next version, and how large it is
    restarts: int = 0
    waits_s: float = 0.0

    def hear(self, told: Any) -> CommandSchema | None:
        """What it asks next; None: nothing for now (`waits_s` seconds, if it was bid to wait)."""
        self.waits_s = 0.0
        match told:
            case _TOLD.image_notify.schema():
                return self.query()
            case _TOLD.query_next_image_response.schema():
                return self._offered(told)
            case _TOLD.image_block_response.schema():
                return self._take(told)
            case _TOLD.upgrade_end_response.schema():
                self._start_anew(told)
        return None

    def query(self) -> CommandSchema:
        """Query Next Image; also after power came back."""
        of_hardware = {} if self.hardware is None else {"hardware_version": self.hardware}
        kind: Any = Ota.QueryNextImageCommand.FieldControl
        flags = kind(0) if self.hardware is None else kind.HardwareVersion
        made: CommandSchema = _ASKED.query_next_image.schema(
            field_control=flags,
            manufacturer_code=self.manufacturer_id,
            image_type=self.image_type,
            current_file_version=self.version,
            **of_hardware,
        )
        return made

    def asked_again(self) -> CommandSchema:
        """What it asks after it was bid to wait: for the next block, or whether it may begin with what it has."""
        assert self.wanted is not None, "nothing was offered"
        return self.go_on() if len(self.received) < self.wanted[1] else self.ended()

    def go_on(self) -> CommandSchema:
        """Ask for what follows what the flash holds."""
        assert self.wanted is not None, "nothing was offered"
        made: CommandSchema = _ASKED.image_block.schema(
            field_control=0, file_offset=len(self.received), maximum_data_size=MOST_DATA, **self._named()
        )
        return made

    def _named(self) -> dict[str, int]:
        assert self.wanted is not None
        return {
            "manufacturer_code": self.manufacturer_id,
            "image_type": self.image_type,
            "file_version": self.wanted[0],
        }

    def _offered(self, told: Any) -> CommandSchema | None:
        if told.status != Status.SUCCESS:
            return None
        wanted = int(told.file_version), int(told.image_size)
        if wanted != self.wanted:
            self.wanted = wanted
            self.received.clear()
        return self.go_on()

    def _take(self, told: Any) -> CommandSchema | None:
        if told.status == Status.WAIT_FOR_DATA:
            self.waits_s = float(told.request_time)
            return None
        if told.status != Status.SUCCESS or self.wanted is None:
            return None
        if int(told.file_offset) == len(self.received):  # an answer that comes twice is no new block
            self.received += bytes(told.image_data)
        return self.go_on() if len(self.received) < self.wanted[1] else self.ended()

    def ended(self) -> CommandSchema:
        """Upgrade End: what was received is believed, or not."""
        made: CommandSchema = _ASKED.upgrade_end.schema(
            status=Status.SUCCESS if self._is_whole() else Status.INVALID_IMAGE, **self._named()
        )
        return made

    def _is_whole(self) -> bool:
        try:
            image, rest = parse_ota_image(bytes(self.received))
        except ValueError:
            return False
        header = image.header
        of = int(header.manufacturer_id), int(header.image_type), int(header.file_version)
        assert self.wanted is not None
        return not rest and of == (self.manufacturer_id, self.image_type, self.wanted[0])

    def _start_anew(self, told: Any) -> None:
        """It begins with the new version, at once or when it is told."""
        if int(told.upgrade_time) > int(told.current_time):
            self.waits_s = float(int(told.upgrade_time) - int(told.current_time))
            return
        assert self.wanted is not None
        self.version = self.wanted[0]
        self.wanted = None
        self.received.clear()
        self.restarts += 1
