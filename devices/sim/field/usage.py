"""What simulated homes use: a function of the meter and the time alone, so that nothing has to be kept."""

from typing import Final

import numpy as np
import numpy.typing as npt

from devices.wan.bits import Numbers, Wh

QUARTER_MS: Final = 900_000
_HOUR_MS: Final = 3_600_000
_DAY = np.array(
    [5, 4, 4, 4, 4, 5, 7, 9, 9, 8, 8, 9, 10, 11, 12, 14, 17, 20, 21, 19, 16, 12, 9, 6],
    np.float32,
)
"""A summer's day, hour by hour, as tenths of a home's usual use."""
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def usage_wh(meters: Numbers, starts_ms: Numbers, step_ms: int, seed: int, offset_hours: int) -> Wh:
    """What each meter (a row) measures in each interval (a column); `offset_hours`: the zone's."""
    usual = 60 + 140 * _chance(meters, np.int64(seed))  # watt-hours in a quarter
    shape = _DAY[(starts_ms // _HOUR_MS + offset_hours) % 24] / np.float32(10)
    spread = 0.5 + _chance(meters[:, None], starts_ms[None, :] // step_ms + seed)
    found: Wh = (usual[:, None] * shape[None, :] * spread * (step_ms / QUARTER_MS)).astype(np.int32)
    return found


def _chance(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64] | np.int64) -> npt.NDArray[np.float32]:
    """A number from 0 to 1 for each pair, always the same (splitmix64)."""
    mixed = one.astype(np.uint64) * _MIX[0] + np.asarray(other).astype(np.uint64) * _MIX[1]
    mixed ^= mixed >> np.uint64(30)
    mixed *= _MIX[1]
    mixed ^= mixed >> np.uint64(27)
    mixed *= _MIX[2]
    return (mixed >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24)
