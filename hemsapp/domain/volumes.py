"""Gas and water: what their meters showed last, each by its device and endpoint; never a part of the electricity."""

from collections.abc import Iterable
from datetime import datetime

from devices.messages import Eui64, VolumeRead
from hemsapp.domain.facts import Fact, KeptVolume
from hemsapp.snapshot import Volume


class Volumes:
    """The last register of each gas and water meter of the home."""

    def __init__(self, restored: Iterable[KeptVolume] = ()) -> None:
        self._kept = {(kept.device, kept.endpoint): kept for kept in restored}

    def read(self, message: VolumeRead, now: datetime) -> list[Fact]:
        """A meter told; what is to be recorded, nothing if it showed the same before."""
        known = self._kept.get((message.device, message.endpoint))
        was_leaking = known is not None and known.is_leaking
        is_leaking = was_leaking if message.is_leaking is None else message.is_leaking
        kept = KeptVolume(
            message.device, message.endpoint, message.commodity, message.unit, message.milli_units, now, is_leaking
        )
        self._kept[message.device, message.endpoint] = kept
        if known is not None and (known.milli_units, known.unit, was_leaking) == (
            kept.milli_units,
            kept.unit,
            is_leaking,
        ):
            return []
        return [kept]

    def of(self, device: Eui64) -> tuple[Volume, ...]:
        """What may be seen of one device's, by endpoint."""
        return tuple(
            Volume(kept.endpoint, kept.commodity, kept.unit, kept.milli_units, kept.heard, kept.is_leaking)
            for (owner, _), kept in sorted(self._kept.items())
            if owner == device
        )
