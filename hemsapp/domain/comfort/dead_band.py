"""Cooling and heating kept as far apart as the thermostat asks (MinSetpointDeadBand): the nearest that it allows."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from hemsapp.domain.comfort.decision import Decision, Side
from hemsapp.snapshot.comfort import Because, Reason

Limits = Callable[[Side], tuple[int, int] | None]


def kept_apart(
    decisions: Mapping[Side, Decision], meant: Side, dead_band_centi_c: int | None, limits: Limits
) -> dict[Side, Decision]:
    """The decisions: the side that nobody means gives way first, then, where a limit stops it, the other one."""
    kept = dict(decisions)
    if dead_band_centi_c is None or len(kept) < len(Side):
        return kept
    other = Side.HEATING if meant is Side.COOLING else Side.COOLING
    for side in (other, meant):
        missing = dead_band_centi_c - (kept[Side.COOLING].set_point_centi_c - kept[Side.HEATING].set_point_centi_c)
        if missing > 0:
            kept[side] = _moved(kept[side], side.value * missing, limits(side))
    return kept


def _moved(decision: Decision, by_centi_c: int, limits: tuple[int, int] | None) -> Decision:
    point = decision.set_point_centi_c + by_centi_c
    if limits is not None:
        point = min(max(point, limits[0]), limits[1])
    if point == decision.set_point_centi_c:
        return decision
    reason = Reason(Because.DEVICE_LIMIT, point)
    return replace(decision, set_point_centi_c=point, reasons=(*decision.reasons, reason))
