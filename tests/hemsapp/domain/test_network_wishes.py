"""An installer lets a device go, and gives the network a new key: what is asked, shown, and written down."""

from dataclasses import replace

from devices.demand_response import EnrolDevice
from devices.han import ReadState
from devices.messages import (
    Delivered,
    DeviceKind,
    DeviceLeft,
    DeviceReady,
    Eui64,
    Exchanged,
    KeyRenewalFailed,
    NetworkKeyRenewed,
    RadioChanged,
    RadioState,
    RemovalFailed,
    Undelivered,
)
from hemsapp.commissioning import RemoveDevice, RenewNetworkKey
from hemsapp.domain.facts import Happened, KeptDevice
from hemsapp.effects import AwaitRejoins, ChangeNetworkKey, Effect, ForgetDevice, SendOrder
from hemsapp.engine import Engine, Settings
from tests.hemsapp.domain.world import METER, ZONE, World, utc

HALL = Eui64("00:0d:6f:00:0a:90:00:02")
BATH = Eui64("00:0d:6f:00:0a:90:00:03")


def home() -> World:
    """A meter and two thermostats on a radio that is ready."""
    world = World(utc("2026-07-13 17:00"))
    world.hear(RadioChanged(RadioState.READY, "test"))
    world.report()
    for device in (HALL, BATH):
        world.hear(DeviceReady(device, DeviceKind.THERMOSTAT, "ACME", "T1"))
    world.is_meter_answering = False  # a test answers itself
    return world


def effects(world: World, kind: type[Effect]) -> list[Effect]:
    return [effect for effect in world.effects if isinstance(effect, kind)]


def asked_state(world: World, since: int = 0) -> dict[Eui64, int]:
    """Whose state was asked for, by which order."""
    sent = [effect for effect in world.effects[since:] if isinstance(effect, SendOrder)]
    return {effect.order.device: effect.order_id for effect in sent if isinstance(effect.order, ReadState)}


def refusal(world: World) -> str:
    refused = world.seen().refusal
    return "" if refused is None else str(refused.sentence)


def test_a_removed_device_is_gone_from_the_home_and_its_history_stays() -> None:
    """X-SECURITY, TM12: it is told to leave, its keys are forgotten, the log says who went."""
    world = home()
    samples = world.disk.samples
    world.hear(RemoveDevice(HALL))
    assert effects(world, ForgetDevice) == [ForgetDevice(HALL)]
    assert world.seen().network.removing == (HALL,)
    world.hear(DeviceLeft(HALL))
    seen = world.seen()
    assert HALL not in [device.device for device in seen.devices]
    assert seen.network.removing == ()
    assert [fact.is_gone for fact in world.disk.of(KeptDevice) if fact.device == HALL] == [True]
    assert world.disk.samples >= samples
    removed = [each.detail for each in world.disk.happenings if each.kind is Happened.DEVICE_REMOVED]
    assert removed == [f"Thermostat ({HALL}) was removed"]


def test_a_removal_that_the_radio_could_not_do_leaves_the_device_and_says_so() -> None:
    world = home()
    world.hear(RemoveDevice(HALL))
    world.hear(RemovalFailed(HALL))
    assert world.seen().network.removing == ()
    assert HALL in [device.device for device in world.seen().devices]
    assert "was not removed" in refusal(world)


def test_nobody_is_removed_who_is_not_there_nor_over_a_radio_that_is_lost() -> None:
    world = home()
    world.hear(RemoveDevice(Eui64("00:0d:6f:00:0a:90:00:99")))
    assert "not of this home" in refusal(world)
    world.hear(RadioChanged(RadioState.LOST, "test"))
    world.hear(RemoveDevice(HALL))
    assert "radio is not ready" in refusal(world)
    assert effects(world, ForgetDevice) == []


def test_a_second_wish_to_remove_it_is_the_same_wish() -> None:
    world = home()
    world.hear(RemoveDevice(HALL))
    world.hear(RemoveDevice(HALL))
    assert len(effects(world, ForgetDevice)) == 1


def test_a_removed_device_is_of_no_plan_and_no_program_any_more() -> None:
    """DR: who left is withdrawn at the meter, and no event commands it."""
    world = home()
    client = Eui64("00:0d:6f:00:0a:90:00:04")
    world.hear(DeviceReady(client, DeviceKind.THERMOSTAT, "ACME", "PCT", is_event_client=True))
    world.pass_time(1, 60)
    world.wake()
    world.hear(RemoveDevice(client))
    since = len(world.effects)
    world.hear(DeviceLeft(client))
    world.pass_time(1, 60)
    world.wake()
    sent = [effect.order for effect in world.effects[since:] if isinstance(effect, SendOrder)]
    assert [order.is_enrolled for order in sent if isinstance(order, EnrolDevice)] == [False]
    assert client not in [room.device for room in world.seen().comfort.thermostats]


def test_after_a_new_network_key_everyone_is_asked_and_who_is_silent_is_named() -> None:
    """X-SECURITY, TM12: sleepy and absent devices catch up or are named."""
    world = home()
    since = len(world.effects)
    world.hear(RenewNetworkKey())
    assert effects(world, ChangeNetworkKey) == [ChangeNetworkKey()]
    world.hear(NetworkKeyRenewed(1))
    asked = asked_state(world, since)
    assert set(asked) == {METER, HALL, BATH}
    assert effects(world, AwaitRejoins) == [AwaitRejoins(is_awaited=True)]
    world.hear(Delivered(asked[METER]))
    world.hear(Delivered(asked[HALL]))
    world.hear(Undelivered(asked[BATH], "no answer"))
    renewal = world.seen().network.renewal
    assert renewal is not None
    assert renewal.absent == (BATH,)
    check = world.seen().check
    assert check is not None
    assert (set(check.answered), check.silent) == ({METER, HALL}, (BATH,))


def renewed_without_bath() -> World:
    world = home()
    since = len(world.effects)
    world.hear(RenewNetworkKey())
    world.hear(NetworkKeyRenewed(1))
    for device, order_id in asked_state(world, since).items():
        world.hear(Undelivered(order_id, "no answer") if device == BATH else Delivered(order_id))
    return world


def test_a_device_that_slept_through_the_change_catches_up_when_it_is_heard_again() -> None:
    world = renewed_without_bath()
    since = len(world.effects)
    world.hear(Exchanged(BATH, is_answered=True))
    world.hear(Delivered(asked_state(world, since)[BATH]))
    renewal = world.seen().network.renewal
    assert renewal is not None
    assert renewal.absent == ()
    assert effects(world, AwaitRejoins)[-1] == AwaitRejoins(is_awaited=False)


def test_who_is_absent_survives_a_restart_and_the_network_waits_for_it_again() -> None:
    world = renewed_without_bath()
    world.kill()
    since = len(world.effects)
    world.hear(RadioChanged(RadioState.READY, "test"))
    renewal = world.seen().network.renewal
    assert renewal is not None
    assert renewal.absent == (BATH,)
    assert AwaitRejoins(is_awaited=True) in world.effects[since:]


def test_the_network_is_not_left_ajar_for_ever() -> None:
    """TM7: after a week whoever never asked for the key must be let in anew, and the log names it."""
    world = renewed_without_bath()
    for _ in range(8):
        world.pass_time(1, 86_400)
        world.wake()
    assert effects(world, AwaitRejoins)[-1] == AwaitRejoins(is_awaited=False)
    last = [each.detail for each in world.disk.happenings if each.kind is Happened.NETWORK_KEY_CHANGED][-1]
    assert last.startswith("never asked for the new key: Thermostat")


def test_a_key_that_could_not_be_changed_is_told_and_the_old_one_holds() -> None:
    world = home()
    world.hear(RenewNetworkKey())
    world.hear(KeyRenewalFailed())
    renewal = world.seen().network.renewal
    assert renewal is not None
    assert renewal.changed is None
    assert renewal.failed is not None
    assert "keeps its key" in refusal(world)


def taken_up() -> World:
    """A home that was restored from a backup, on another machine: its devices are known, and none was heard yet."""
    world = home()
    restored = replace(world.disk.restored(), taken_up="The backup is in use.")
    world.engine = Engine(Settings(ZONE, world.tariff), restored)
    world.perform(world.engine.start(world.at))
    return world


def test_a_backup_that_was_taken_up_ends_in_a_roll_call_that_is_shown() -> None:
    """Zigbee rule 20 of users: restore ends with a roll-call of every device."""
    world = taken_up()
    since = len(world.effects)
    world.hear(RadioChanged(RadioState.READY, "test"))
    asked = asked_state(world, since)
    assert set(asked) == {METER, HALL, BATH}
    for order_id in asked.values():
        world.hear(Delivered(order_id))
    world.wake()
    work = world.seen().work
    assert work is not None
    assert work.result == "The backup is in use. Every device was called, and every one answered (3)."
    told = [each.detail for each in world.disk.happenings if each.kind is Happened.BACKUP_RESTORED]
    assert told[-1].endswith("every one answered (3).")


def test_a_roll_call_names_who_did_not_answer_and_is_held_once() -> None:
    world = taken_up()
    since = len(world.effects)
    world.hear(RadioChanged(RadioState.READY, "test"))
    for device, order_id in asked_state(world, since).items():
        world.hear(Undelivered(order_id, "no answer") if device == BATH else Delivered(order_id))
    world.wake()
    work = world.seen().work
    assert work is not None
    assert work.result.endswith("2 of 3 answered. Nothing was heard of: Thermostat.")
    since = len(world.effects)
    world.hear(RadioChanged(RadioState.LOST, "test"))
    world.hear(RadioChanged(RadioState.READY, "test"))
    assert asked_state(world, since) == {}
