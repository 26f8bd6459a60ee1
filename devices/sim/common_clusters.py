"""Clusters that every simulated device has: Basic, Identify and, where it keeps time, Time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from zigpy.zcl.clusters.general import Basic, Identify, PowerSource
from zigpy.zcl.foundation import Status

from devices.moment import Moment
from devices.se.time import Time, TimeStatus
from devices.se.values import INVALID_UTC_TIME, UTC_TIME_EPOCH
from devices.sim.cluster import Answer, ClusterInstance, attributes

ZCL_VERSION: Final = 8
ZCL_EPOCH_S: Final = int(UTC_TIME_EPOCH.timestamp())
"""2000-01-01T00:00:00Z in seconds since 1970."""

HOUR_S: Final = 3_600


def basic(
    manufacturer: Callable[[], str] | str,
    model: Callable[[], str] | str,
    source: PowerSource = PowerSource.Mains_single_phase,
) -> ClusterInstance:
    """Basic (0x0000), server: who made it, and what feeds it."""
    return ClusterInstance(
        Basic,
        attributes=attributes(
            Basic,
            {
                "zcl_version": ZCL_VERSION,
                "app_version": 1,
                "stack_version": 2,
                "hw_version": 1,
                "manufacturer": manufacturer,
                "model": model,
                "date_code": "20260601",
                "power_source": source,
                "cluster_revision": 3,
            },
        ),
    )


class IdentifyState:
    """How long a device still blinks, in real seconds."""

    def __init__(self) -> None:
        self.until_s = self.now_s = 0.0

    @property
    def seconds(self) -> int:
        """IdentifyTime."""
        return max(0, round(self.until_s - self.now_s))

    def begin(self, seconds: int) -> Status:
        """Blink so long from now on; 0 stops it."""
        self.until_s = self.now_s + seconds
        return Status.SUCCESS


def identify(state: IdentifyState) -> ClusterInstance:
    """Identify (0x0003), server."""

    def query(_request: Any, _at: Moment) -> Answer:
        if not state.seconds:
            return Status.SUCCESS
        response: Answer = Identify.ClientCommandDefs.identify_query_response.schema(timeout=state.seconds)
        return response

    return ClusterInstance(
        Identify,
        attributes=attributes(
            Identify,
            {"identify_time": lambda: state.seconds, "cluster_revision": 2},
            {"identify_time": lambda value: state.begin(int(value))},
        ),
        commands={
            0x00: lambda request, _at: state.begin(int(request.identify_time)),
            0x01: query,
        },
    )


def time_server(now_s: Callable[[], int], zone: ZoneInfo, last_set_s: Callable[[], int]) -> ClusterInstance:
    """Time (0x000A), server and master: `now_s` is its clock's seconds since 1970.

    DstStart and DstEnd are UTC instants of the running local year; a zone without daylight saving time has none.
    """

    def to_zcl(at_s: int) -> int:
        return at_s - ZCL_EPOCH_S

    def local() -> datetime:
        return datetime.fromtimestamp(now_s(), zone)

    def standard_offset_s() -> int:
        offset, shift = local().utcoffset(), local().dst()
        assert offset is not None
        return int((offset - (shift or timedelta())).total_seconds())

    def dst(part: int) -> int | None:
        edges = daylight_saving(local().year, zone)
        return None if edges is None else edges[part]

    def dst_edge(part: int) -> int | None:
        edge = dst(part)
        return None if edge is None else to_zcl(edge)

    def local_time() -> int:
        offset = local().utcoffset()
        assert offset is not None
        return to_zcl(now_s()) + int(offset.total_seconds())

    return ClusterInstance(
        Time,
        attributes=attributes(
            Time,
            {
                "time": lambda: to_zcl(now_s()),
                "time_status": TimeStatus.Master
                | TimeStatus.Synchronized
                | TimeStatus.Master_for_Zone_and_DST
                | TimeStatus.Superseding,
                "time_zone": standard_offset_s,
                "dst_start": lambda: dst_edge(0),
                "dst_end": lambda: dst_edge(1),
                "dst_shift": lambda: dst(2),
                "standard_time": lambda: to_zcl(now_s()) + standard_offset_s(),
                "local_time": local_time,
                "last_set_time": lambda: to_zcl(last_set_s()),
                "valid_until_time": INVALID_UTC_TIME,
            },
        ),
    )


@cache
def daylight_saving(year: int, zone: ZoneInfo) -> tuple[int, int, int] | None:
    """Start and end of daylight saving time in a local year (UTC seconds since 1970), and its shift in seconds."""
    first_s = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    start_s = end_s = None
    shift_s = 0
    before_s = _shift_s(first_s, zone)
    for hour_s in range(first_s, first_s + 366 * 24 * HOUR_S, 24 * HOUR_S):
        after_s = _shift_s(hour_s + 24 * HOUR_S, zone)
        if after_s == before_s:
            continue
        edge_s = next(at_s for at_s in range(hour_s, hour_s + 25 * HOUR_S, 900) if _shift_s(at_s, zone) == after_s)
        if after_s > before_s and start_s is None:
            start_s, shift_s = edge_s, after_s - before_s
        elif after_s < before_s and end_s is None:
            end_s = edge_s
        before_s = after_s
    return None if start_s is None or end_s is None else (start_s, end_s, shift_s)


def _shift_s(at_s: int, zone: ZoneInfo) -> int:
    shift = datetime.fromtimestamp(at_s, zone).dst() or timedelta()
    return int(shift.total_seconds())
