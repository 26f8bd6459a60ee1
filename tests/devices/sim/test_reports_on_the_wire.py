"""What a display tells of itself, and who hears whom, as bytes through bellows: one start for all of it."""

from datetime import UTC, datetime
from pathlib import Path

from devices.bindings import BindingsRead
from devices.messages import Delivered, Eui64, RadioChanged, RadioState, Undelivered
from devices.neighbours import NeighboursRead, ReadNeighbours, Relation
from devices.se.profile import METERING
from devices.self_report import (
    MOST_CHANGES,
    MOST_DEVICES,
    SCHEMA,
    ConfigurationChange,
    DeviceStanding,
    ReportKind,
    ReportLogged,
    SelfReport,
    SendReport,
)
from tests.devices.sim.test_events_on_the_wire import kiosk


def largest(at: datetime) -> SelfReport:
    """Of a home with as many devices and changes as a report may tell of."""
    devices = tuple(
        DeviceStanding(
            *(Eui64(f"00:0d:6f:00:0b:11:22:{number:02x}"), "meter gateway", "strong", 50, 50, 255, 100, at),
            parent="00:0d:6f:00:0b:11:22:00",
        )
        for number in range(MOST_DEVICES)
    )
    changes = tuple(ConfigurationChange(at, "preference changed") for _ in range(MOST_CHANGES))
    return SelfReport(SCHEMA, 1, ReportKind.DAILY, at, 0, "0.1.0", "ready", 26, 0xFFFF, at, 3, devices, changes)


async def test_the_largest_report_reaches_the_meters_log_and_the_map_is_read_on_the_air(tmp_path: Path) -> None:
    """C1FR39, X-NETWORK-MGMT: through the tunnel in its chunks; tables by Mgmt_Lqi and Mgmt_Rtg."""
    async with kiosk(tmp_path) as its:
        its.han.send(1, SendReport(its.meter, largest(datetime.now(UTC))))
        assert (await its.ear.first(ReportLogged)).sequence == 1

        ready = await its.ear.first(RadioChanged, lambda radio: radio.state is RadioState.READY)
        assert ready.own is not None
        assert ready.pan_id is not None
        its.han.send(2, ReadNeighbours(ready.own))
        ours = await its.ear.first(NeighboursRead, lambda read: read.device == ready.own)
        assert [each.device for each in ours.neighbours] == [its.meter]
        its.han.send(3, ReadNeighbours(its.meter))
        told = await its.ear.first(NeighboursRead, lambda read: read.device == its.meter)
        assert [(each.device, each.relation) for each in told.neighbours] == [(ready.own, Relation.PARENT)]
        await its.ear.first(Delivered, lambda delivered: delivered.order_id == 3)
        bound = await its.ear.first(BindingsRead)
        assert (int(METERING), ready.own) in {(row.cluster_id, row.target) for row in bound.bindings}
        assert {row.attribute_id for row in bound.reports if row.cluster_id == METERING} >= {0x0000, 0x0400}
        assert all(0 <= row.min_s <= row.max_s <= 300 for row in bound.reports), "as they were configured, read back"

        its.han.send(4, ReadNeighbours(Eui64("00:0d:6f:00:0b:11:22:77")))
        assert "no such device" in (await its.ear.first(Undelivered, lambda one: one.order_id == 4)).why
