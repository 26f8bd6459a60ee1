"""Gas and water in the home: kept beside the electricity, never in it (X-GATEWAY)."""

from datetime import UTC, datetime

from devices.messages import Commodity, DeviceKind, DeviceReady, Eui64, VolumeRead, VolumeUnit
from hemsapp.commands import AcknowledgeLeak
from hemsapp.domain.facts import Happened
from hemsapp.domain.volumes import Volumes
from hemsapp.snapshot import Volume
from tests.hemsapp.domain.world import OTHER, World, utc

GATEWAY = Eui64("00:0d:6f:00:00:00:00:01")
NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)
GAS = VolumeRead(GATEWAY, 2, Commodity.GAS, VolumeUnit.HUNDRED_CUBIC_FEET, 1_000_001, is_leaking=False)
WATER = VolumeRead(GATEWAY, 3, Commodity.WATER, VolumeUnit.US_GALLON, 500_000)


def test_each_meter_of_a_gateway_is_kept_by_its_endpoint() -> None:
    volumes = Volumes()
    kept = [*volumes.read(GAS, "Meter", NOON), *volumes.read(WATER, "Meter", NOON)]
    assert [(each.endpoint, str(each.amount)) for each in volumes.of(GATEWAY)] == [(2, "1000.001"), (3, "500.000")]
    assert Volumes(kept).of(GATEWAY) == volumes.of(GATEWAY)  # type: ignore[arg-type]  # these facts are of one kind


def test_what_shows_the_same_is_heard_anew_but_not_written_anew() -> None:
    volumes = Volumes()
    assert len(volumes.read(GAS, "Meter", NOON)) == 1
    later = NOON.replace(hour=13)
    assert volumes.read(GAS, "Meter", later) == []
    assert volumes.of(GATEWAY)[0].heard == later
    leak = VolumeRead(GATEWAY, 2, GAS.commodity, GAS.unit, GAS.milli_units, is_leaking=True)
    assert len(volumes.read(leak, "Meter", later)) == 2
    unsaid = VolumeRead(GATEWAY, 2, GAS.commodity, GAS.unit, GAS.milli_units)
    assert volumes.read(unsaid, "Meter", later) == []
    assert volumes.of(GATEWAY)[0].is_leaking


def test_a_leak_is_news_until_somebody_saw_it_and_again_when_it_comes_back() -> None:
    """X-GATEWAY: one notice for each leak, kept over a restart"""
    world = World(utc("2026-07-13 20:12"))
    world.hear(DeviceReady(OTHER, DeviceKind.GAS_METER, "Sample", "GM-1"))

    def tell(*, is_leaking: bool | None) -> Volume:
        world.hear(VolumeRead(OTHER, 1, Commodity.GAS, GAS.unit, GAS.milli_units, is_leaking))
        return shown()

    def shown() -> Volume:
        return next(device for device in world.seen().devices if device.device == OTHER).volumes[0]

    assert not tell(is_leaking=False).is_leak_news
    assert tell(is_leaking=True).is_leak_news
    world.kill()
    assert shown().is_leak_news
    world.hear(AcknowledgeLeak(OTHER))
    assert (shown().is_leaking, shown().is_leak_news) == (True, False)
    world.kill()
    assert not tell(is_leaking=None).is_leak_news
    assert not tell(is_leaking=False).is_leaking
    assert tell(is_leaking=True).is_leak_news
    logged = [each.kind for each in world.disk.happenings]
    assert (logged.count(Happened.LEAK_REPORTED), logged.count(Happened.LEAK_OVER)) == (2, 1)
    assert logged.count(Happened.NOTICE_SEEN) == 1
