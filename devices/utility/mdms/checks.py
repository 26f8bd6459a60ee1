"""The checks of interval data, as functions of arrays: they mark, and never change a value.

The spike check is that of California's rules for validating, estimating and editing meter data (VEE): the highest
interval of a day against its third highest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.utility.mdms.marks import STATE, VALID, Finding
from devices.utility.mdms.series import Marks, Values

Where = NDArray[np.bool_]
_THIRD = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is too much."""

    spike_ratio: float = 2.8  # of the day's third highest interval: it exceeds that by 180 %
    spike_floor_w: int = 2_000  # below that nothing is a spike: a kettle in an empty home
    service_w: int = 48_000  # 200 A at 240 V: no home can use more
    sum_tolerance_wh: int = 20  # by which intervals and register may differ, beside the share
    sum_tolerance_share: float = 0.002
    register_wh: int = 100_000_000  # where a register begins again: five digits of kWh


def is_known(marks: Marks) -> Where:
    """Where there is a value."""
    known: Where = (marks & STATE) == VALID
    return known


def is_negative(wh: Values, marks: Marks) -> Where:
    """An energy that was delivered, or received, is at least nothing."""
    return is_known(marks) & (wh < 0)


def is_spike(wh: Values, marks: Marks, minutes: int, limits: Limits) -> Where:
    """More than a home can use, or far more than the third highest interval of the same day."""
    known, per_w = is_known(marks), minutes / 60
    too_much = known & (np.abs(wh) > limits.service_w * per_w)
    if int(known.sum()) < _THIRD:
        return too_much
    third = max(float(np.sort(wh[known])[-_THIRD]), 0.0)
    return too_much | (known & (wh > max(third * limits.spike_ratio, limits.spike_floor_w * per_w)))


def counted(before_wh: int, after_wh: int, limits: Limits) -> tuple[int | None, bool]:
    """What a register counted between two reads, and whether it began again; None: it went back."""
    if after_wh >= before_wh:
        return after_wh - before_wh, False
    if before_wh - after_wh > limits.register_wh // 2:
        return after_wh - before_wh + limits.register_wh, True
    return None, False


def do_agree(intervals_wh: int, register_wh: int, limits: Limits) -> bool:
    """Do the intervals say what the register says?"""
    allowed = max(limits.sum_tolerance_wh, round(register_wh * limits.sum_tolerance_share))
    return abs(intervals_wh - register_wh) <= allowed


def findings(marks: Marks) -> dict[Finding, int]:
    """How many intervals each finding was made of."""
    found = {one: int(((marks & np.uint8(one)) != 0).sum()) for one in Finding}
    return {one: count for one, count in found.items() if count}
