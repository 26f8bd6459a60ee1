"""Gas and water in the home: kept beside the electricity, never in it (X-GATEWAY)."""

from datetime import UTC, datetime

from devices.messages import Commodity, Eui64, VolumeRead, VolumeUnit
from hemsapp.domain.volumes import Volumes

GATEWAY = Eui64("00:0d:6f:00:00:00:00:01")
NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)
GAS = VolumeRead(GATEWAY, 2, Commodity.GAS, VolumeUnit.HUNDRED_CUBIC_FEET, 1_000_001, is_leaking=False)
WATER = VolumeRead(GATEWAY, 3, Commodity.WATER, VolumeUnit.US_GALLON, 500_000)


def test_each_meter_of_a_gateway_is_kept_by_its_endpoint() -> None:
    volumes = Volumes()
    kept = [*volumes.read(GAS, NOON), *volumes.read(WATER, NOON)]
    assert [(each.endpoint, str(each.amount)) for each in volumes.of(GATEWAY)] == [(2, "1000.001"), (3, "500.000")]
    assert Volumes(kept).of(GATEWAY) == volumes.of(GATEWAY)  # type: ignore[arg-type]  # these facts are of one kind


def test_what_shows_the_same_is_heard_anew_but_not_written_anew() -> None:
    volumes = Volumes()
    assert len(volumes.read(GAS, NOON)) == 1
    later = NOON.replace(hour=13)
    assert volumes.read(GAS, later) == []
    assert volumes.of(GATEWAY)[0].heard == later
    leak = VolumeRead(GATEWAY, 2, GAS.commodity, GAS.unit, GAS.milli_units, is_leaking=True)
    assert len(volumes.read(leak, later)) == 1
    unsaid = VolumeRead(GATEWAY, 2, GAS.commodity, GAS.unit, GAS.milli_units)
    assert volumes.read(unsaid, later) == []
    assert volumes.of(GATEWAY)[0].is_leaking
