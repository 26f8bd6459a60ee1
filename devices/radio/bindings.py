"""One device's binding table and the reports that are configured on it: what was set up, read back."""

import asyncio
from typing import Any, Final

from bellows.ash import AshException
from zigpy.device import ZigbeeDevice
from zigpy.exceptions import ZigbeeException
from zigpy.zcl.foundation import GeneralCommand, ReadReportingConfigRecord, ReportingDirection
from zigpy.zcl.foundation import Status as ZclStatus
from zigpy.zdo.types import Status

from devices import codec
from devices.bindings import BindingsRead, Bound, Reported
from devices.codec import plugs
from devices.radio.application import SmartEnergyApplication, eui64_of
from devices.se import metering, profile

ANSWER_S: Final = 5.0
BETWEEN_S: Final = 0.2
MOST_PAGES: Final = 20
_TO_ENDPOINT: Final = 3  # MultiAddress: an EUI64 and an endpoint, no group
_FAILURES: Final = (ZigbeeException, AshException, OSError, TimeoutError, ValueError, KeyError)
_WATCHED: Final = {
    int(profile.ON_OFF): (codec.ON_OFF,),
    int(profile.POWER_CONFIGURATION): (codec.BATTERY_PERCENTAGE_REMAINING, codec.BATTERY_VOLTAGE),
    int(profile.THERMOSTAT): (
        codec.LOCAL_TEMPERATURE,
        codec.OCCUPIED_COOLING_SETPOINT,
        codec.OCCUPIED_HEATING_SETPOINT,
        codec.SYSTEM_MODE,
    ),
    int(profile.METERING): (metering.CURRENT_SUMMATION_DELIVERED, metering.INSTANTANEOUS_DEMAND, metering.STATUS),
    int(profile.ELECTRICAL_MEASUREMENT): (plugs.ACTIVE_POWER,),
}
"""Whose reports are read back; they fit one answer each."""


async def read_bindings(app: SmartEnergyApplication, device: ZigbeeDevice) -> BindingsRead | None:
    """What the device tells, None: it does not."""
    own = app.state.node_info.ieee
    try:
        rows = await _rows(device)
    except _FAILURES:
        return None
    to_endpoints = [row for row in rows if int(row.DstAddress.addrmode) == _TO_ENDPOINT]
    bindings = tuple(
        Bound(int(row.SrcEndpoint), int(row.ClusterId), eui64_of(row.DstAddress.ieee), int(row.DstAddress.endpoint))
        for row in to_endpoints
    )
    reports: list[Reported] = []
    for row in to_endpoints:
        if row.DstAddress.ieee == own and int(row.ClusterId) in _WATCHED:
            await asyncio.sleep(BETWEEN_S)
            reports += await _reports(device, int(row.SrcEndpoint), int(row.ClusterId))
    return BindingsRead(eui64_of(device.ieee), bindings, tuple(reports))


async def _rows(device: ZigbeeDevice) -> list[Any]:
    rows: list[Any] = []
    for _ in range(MOST_PAGES):
        async with asyncio.timeout(ANSWER_S):
            status, count, _start, found = await device.zdo.Mgmt_Bind_req(len(rows))
        if status != Status.SUCCESS:
            raise ValueError(f"it does not tell: {status!r}")
        rows += found
        if not found or len(rows) >= int(count):
            break
        await asyncio.sleep(BETWEEN_S)
    return rows


async def _reports(device: ZigbeeDevice, endpoint: int, cluster_id: int) -> list[Reported]:
    cluster = device.endpoints[endpoint].in_clusters.get(cluster_id)
    if cluster is None:
        return []
    asked = [ReadReportingConfigRecord(direction=0, attrid=each) for each in _WATCHED[cluster_id]]
    try:
        async with asyncio.timeout(ANSWER_S):
            answer = await cluster.general_command(GeneralCommand.Read_Reporting_Configuration, asked, retries=0)
    except _FAILURES:
        return []
    told = [each for each in getattr(answer, "attribute_configs", ()) if each.status == ZclStatus.SUCCESS]
    return [
        Reported(
            endpoint,
            cluster_id,
            int(each.config.attrid),
            int(each.config.min_interval),
            int(each.config.max_interval),
            _change(each.config),
        )
        for each in told
        if each.config.direction == ReportingDirection.SendReports
    ]


def _change(config: Any) -> int | None:
    change = getattr(config, "reportable_change", None)
    return None if change is None else int(change)
