"""Gas and water: what their meters showed last, each by its device and endpoint; never a part of the electricity."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from devices.messages import Eui64, VolumeRead
from hemsapp.domain.facts import Fact, Happened, Happening, KeptVolume
from hemsapp.snapshot import Volume


class Volumes:
    """The last register of each gas and water meter of the home; a leak is news until somebody has seen it."""

    def __init__(self, restored: Iterable[KeptVolume] = ()) -> None:
        self._kept = {(kept.device, kept.endpoint): kept for kept in restored}

    def read(self, message: VolumeRead, name: str, now: datetime) -> list[Fact]:
        """A meter told; what is to be recorded, nothing if it showed the same before."""
        known = self._kept.get((message.device, message.endpoint))
        was_leaking = known is not None and known.is_leaking
        is_leaking = was_leaking if message.is_leaking is None else message.is_leaking
        kept = KeptVolume(
            *(message.device, message.endpoint, message.commodity, message.unit, message.milli_units, now, is_leaking),
            is_leak_seen=is_leaking and known is not None and known.is_leak_seen,
        )
        self._kept[message.device, message.endpoint] = kept
        if known is not None and replace(kept, heard=known.heard) == known:
            return []
        if was_leaking is is_leaking:
            return [kept]
        kind = Happened.LEAK_REPORTED if is_leaking else Happened.LEAK_OVER
        said = "reports a leak" if is_leaking else "reports no leak any more"
        return [kept, Happening(now, kind, f"{name}: the {message.commodity.value} meter {said}")]

    def acknowledge(self, device: Eui64) -> list[Fact]:
        """A person saw the leak that its meters report; what is to be recorded."""
        seen: list[Fact] = []
        for place, kept in sorted(self._kept.items()):
            if kept.device == device and kept.is_leaking and not kept.is_leak_seen:
                self._kept[place] = replace(kept, is_leak_seen=True)
                seen.append(self._kept[place])
        return seen

    def of(self, device: Eui64) -> tuple[Volume, ...]:
        """What may be seen of one device's, by endpoint."""
        return tuple(
            Volume(
                *(kept.endpoint, kept.commodity, kept.unit, kept.milli_units, kept.heard, kept.is_leaking),
                is_leak_news=kept.is_leaking and not kept.is_leak_seen,
            )
            for (owner, _), kept in sorted(self._kept.items())
            if owner == device
        )
