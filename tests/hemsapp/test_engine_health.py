"""Through the engine: how devices answer, which batteries run low, and a check of all of them."""

from devices.demand_response import SetTemperature
from devices.han import ReadState
from devices.messages import BatteryRead, DeviceKind, DeviceLeft, DeviceReady, DisplayPowerRead, Exchanged
from hemsapp.commands import AcknowledgeBattery, RunCheck
from hemsapp.domain.facts import Happened
from hemsapp.effects import SendOrder
from hemsapp.snapshot import Battery, Device
from tests.hemsapp.domain.world import METER, OTHER, World, utc


def home() -> World:
    """A meter, and a thermostat on batteries."""
    world = World(utc("2026-07-13 20:12"))
    world.hear(DeviceReady(OTHER, DeviceKind.THERMOSTAT, "Sample", "PT-10B"))
    return world


def hall(world: World) -> Device:
    return next(device for device in world.seen().devices if device.device == OTHER)


def battery(world: World) -> Battery:
    found = hall(world).battery
    assert found is not None
    return found


def test_the_last_fifty_exchanges_are_seen_and_survive_a_restart() -> None:
    """users.md 21"""
    world = home()
    assert (hall(world).answered, hall(world).asked) == (0, 0)
    for number in range(55):
        world.hear(Exchanged(OTHER, is_answered=number % 10 != 0))
    assert (hall(world).answered, hall(world).asked) == (45, 50)
    world.use(100, 900)  # a quarter-hour ends: it is written
    world.kill()
    assert (hall(world).answered, hall(world).asked) == (45, 50)
    world.hear(Exchanged(OTHER, is_answered=False))
    world.perform(world.engine.end())  # a clean end writes what is newer
    world.kill()
    assert (hall(world).answered, hall(world).asked) == (44, 50)


def test_a_low_battery_is_kept_acknowledged_and_logged() -> None:
    """C1NFR13.4: low battery of a transmitter; one notice, kept over a restart"""
    world = home()
    assert hall(world).battery is None
    world.hear(BatteryRead(OTHER, 12, voltage_mv=2300))
    assert (battery(world).percent, battery(world).is_low, battery(world).is_news) == (12, True, True)
    world.kill()
    assert battery(world).is_news
    world.hear(AcknowledgeBattery(OTHER))
    assert not battery(world).is_news
    world.kill()
    assert (battery(world).is_low, battery(world).is_news) == (True, False)
    logged = [each.kind for each in world.disk.happenings]
    assert logged.count(Happened.BATTERY_LOW) == logged.count(Happened.NOTICE_SEEN) == 1
    world.hear(DeviceLeft(OTHER))
    world.kill()
    world.hear(DeviceReady(OTHER, DeviceKind.THERMOSTAT, "Sample", "PT-10B"))
    assert battery(world) == Battery(None, is_low=False, heard=battery(world).heard)


def test_a_low_battery_moves_no_set_point() -> None:
    """F16: no effect on demand response"""
    world = home()
    before = len(world.effects)
    world.hear(BatteryRead(OTHER, 3, is_alarmed=True))
    world.wake()
    sent = [each.order for each in world.effects[before:] if isinstance(each, SendOrder)]
    assert not [order for order in sent if isinstance(order, SetTemperature)]


def test_the_displays_own_battery_is_seen_beside_those_of_devices() -> None:
    """C1NFR13.4: low battery of the display"""
    world = home()
    assert world.seen().display_battery is None
    world.hear(DisplayPowerRead(11, is_on_mains=False, is_charging=False))
    own = world.seen().display_battery
    assert own is not None
    assert (own.percent, own.is_low, own.is_news) == (11, True, True)
    world.hear(AcknowledgeBattery(None))
    own = world.seen().display_battery
    assert own is not None
    assert not own.is_news


def test_a_check_asks_every_device_and_tells_who_answered() -> None:
    """users.md 19"""
    world = home()
    world.is_meter_answering = False
    world.hear(RunCheck())
    asked = {each.order.device: each.order_id for each in world.effects if isinstance(each, SendOrder)
             and isinstance(each.order, ReadState)}  # fmt: skip
    check = world.seen().check
    assert check is not None
    assert set(check.asked) == set(asked) == {METER, OTHER}
    assert check.ended is None
    world.pass_time(0, 61)
    world.wake()
    check = world.seen().check
    assert check is not None
    assert (set(check.silent), check.ended) == ({METER, OTHER}, world.at)


def test_a_check_of_one_device_asks_no_other() -> None:
    world = home()
    world.hear(RunCheck(OTHER))
    check = world.seen().check
    assert check is not None
    assert (check.asked, check.answered, check.ended) == ((OTHER,), (OTHER,), world.at)
