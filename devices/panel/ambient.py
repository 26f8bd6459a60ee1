"""A sensor of the room's light: `/sys/bus/iio/devices/*/in_illuminance_raw`, in lux by its scale and offset."""

from pathlib import Path


class AmbientSensor:
    """One sensor of the kernel's industrial I/O."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def found(cls, root: Path) -> "AmbientSensor | None":
        """The first that is there."""
        for pattern in ("in_illuminance_input", "in_illuminance_raw", "in_illuminance0_raw"):
            for file in sorted((root / "bus/iio/devices").glob(f"*/{pattern}")):
                return cls(file.parent)
        return None

    def lux(self) -> float | None:
        """How light it is; None when it does not say."""
        ready = self._number("in_illuminance_input")
        if ready is not None:
            return ready
        raw = next(
            (v for n in ("in_illuminance_raw", "in_illuminance0_raw") if (v := self._number(n)) is not None), None
        )
        if raw is None:
            return None
        scale, offset = self._number("in_illuminance_scale"), self._number("in_illuminance_offset")
        return (raw + (offset or 0.0)) * (1.0 if scale is None else scale)

    def _number(self, name: str) -> float | None:
        try:
            return float((self._folder / name).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
