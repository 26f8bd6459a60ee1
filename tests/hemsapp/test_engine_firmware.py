"""Firmware of devices: one at a time, never into an event, each with who, when and how it ended (C1FR44)."""

from dataclasses import replace

import pytest

from devices.firmware.image import Listing
from devices.firmware.words import EndFirmware, FirmwareEnded, FirmwareGiven, FirmwareTold, HoldFirmware, Outcome
from devices.messages import DeviceKind, DeviceLeft, DeviceReady, Eui64, RadioChanged, RadioState, Undelivered
from hemsapp.domain.facts import Happened
from hemsapp.domain.firmware_facts import KeptFirmware, KeptUpdate
from hemsapp.domain.updates import AGAIN_S, BACK_S
from hemsapp.effects import GiveImage, ReadShelf, SendOrder
from hemsapp.firmware import FirmwareListed, LookForFirmware, StopUpdate, UpdateFirmware
from hemsapp.snapshot import Firmware, Update, UpdateOutcome, UpdateState
from tests.hemsapp.domain.world import World, utc

HALL, STUDY = Eui64("00:0d:6f:00:0a:00:00:11"), Eui64("00:0d:6f:00:0a:00:00:12")
OLD, NEW = 0x14000000, 0x15000000
IMAGE = Listing(0x1166, 0x0101, NEW, None, None, "1.5", 12_000, "d" * 64)
TOLD = FirmwareTold(HALL, 0x1166, 0x0101, OLD, 3)


def home(*devices: Eui64) -> World:
    """Thermostats that said what they run, and a folder with one image."""
    world = World(utc("2026-07-13 17:00"))
    world.hear(RadioChanged(RadioState.READY, "port"))
    for device in devices or (HALL,):
        world.hear(DeviceReady(device, DeviceKind.THERMOSTAT, "Sierra", "PT-10"))
        world.hear(replace(TOLD, device=device))
    world.hear(FirmwareListed((IMAGE,)))
    world.wake()
    return world


def given(world: World) -> list[GiveImage]:
    return [effect for effect in world.effects if isinstance(effect, GiveImage)]


def order(world: World, device: Eui64 = HALL, by: str = "") -> None:
    world.hear(UpdateFirmware(device, by))
    world.wake()


def seen(world: World, device: Eui64 = HALL) -> Firmware:
    return next(each for each in world.seen().firmware if each.device == device)


def update_of(world: World, device: Eui64 = HALL) -> Update:
    update = seen(world, device).update
    assert update is not None
    return update


def happened(world: World, kind: Happened) -> list[str]:
    return [each.detail for each in world.disk.happenings if each.kind is kind]


def outcome(world: World, device: Eui64 = HALL) -> UpdateOutcome | None:
    last = seen(world, device).last
    return None if last is None else last.outcome


def test_an_update_is_ordered_given_applied_and_proven_by_what_the_device_says_then() -> None:
    """X-REMOTE-DOWNLOAD: version control, and an audit record of who, when, from, to and outcome."""
    world = home()
    assert seen(world) == Firmware(HALL, "1.4", "1.5")
    order(world, by="kitchen")
    assert update_of(world).state is UpdateState.GIVEN
    assert [(each.device, each.digest) for each in given(world)] == [(HALL, IMAGE.digest)]
    world.hear(FirmwareGiven(HALL, 6_000, 12_000))
    assert (update_of(world).to, update_of(world).percent) == ("1.5", 50)
    world.hear(FirmwareEnded(HALL, Outcome.DONE))
    assert update_of(world).state is UpdateState.APPLIED
    world.hear(replace(TOLD, version=NEW))
    assert (seen(world).version, seen(world).available, seen(world).update) == ("1.5", "", None)
    assert outcome(world) is UpdateOutcome.UPDATED
    (kept,) = world.disk.of(KeptUpdate)
    assert (kept.by_whom, kept.before, kept.version, kept.outcome) == ("kitchen", OLD, NEW, UpdateOutcome.UPDATED)
    assert kept.began is not None
    assert world.disk.one(KeptFirmware, HALL) == KeptFirmware(HALL, 0x1166, 0x0101, NEW, 3, world.now, "1.5")
    assert happened(world, Happened.FIRMWARE_ORDERED) == ["Thermostat: 1.4 -> 1.5, by kitchen"]
    assert happened(world, Happened.FIRMWARE_UPDATED) == ["Thermostat runs 1.5"]


def test_one_device_at_a_time() -> None:
    world = home(HALL, STUDY)
    order(world)
    order(world, STUDY)
    assert update_of(world, STUDY).state is UpdateState.BEHIND_ANOTHER
    assert [each.device for each in given(world)] == [HALL]
    world.hear(FirmwareEnded(HALL, Outcome.DONE))
    world.wake()
    assert [each.device for each in given(world)] == [HALL], "the first one is not back yet"
    world.hear(replace(TOLD, version=NEW))
    world.wake()
    assert [each.device for each in given(world)] == [HALL, STUDY]


@pytest.mark.parametrize(
    ("ended", "as_seen"),
    [
        (Outcome.REFUSED, UpdateOutcome.REFUSED),
        (Outcome.INVALID, UpdateOutcome.INVALID),
        (Outcome.ABORTED, UpdateOutcome.ABORTED),
        (Outcome.LOST, UpdateOutcome.LOST),
    ],
)
def test_an_update_that_fails_says_how_and_is_not_tried_again_unasked(ended: Outcome, as_seen: UpdateOutcome) -> None:
    world = home()
    order(world)
    world.hear(FirmwareEnded(HALL, ended))
    world.pass_time(10, 60)
    world.wake()
    assert outcome(world) is as_seen
    assert len(given(world)) == 1
    assert len(happened(world, Happened.FIRMWARE_NOT_UPDATED)) == 1
    order(world)
    assert len(given(world)) == 2, "a person may try again"


def test_a_device_that_returns_with_what_it_had_or_not_at_all_kept_the_old_one() -> None:
    for is_back in (True, False):
        world = home()
        order(world)
        world.hear(FirmwareEnded(HALL, Outcome.DONE))
        world.pass_time(1, int(BACK_S))
        if is_back:
            world.hear(TOLD)
        else:
            world.wake()
        assert outcome(world) is UpdateOutcome.KEPT_OLD


def test_a_device_that_falls_silent_half_way_is_offered_it_again_for_a_day() -> None:
    """It goes on from where it is: the device leads."""
    world = home()
    order(world)
    world.hear(FirmwareEnded(HALL, Outcome.STALLED))
    world.wake()
    assert len(given(world)) == 1
    world.pass_time(1, int(AGAIN_S))
    world.wake()
    assert len(given(world)) == 2
    for _ in range(25):
        world.hear(FirmwareEnded(HALL, Outcome.STALLED))
        world.pass_time(1, 3_600)
        world.wake()
    world.hear(FirmwareEnded(HALL, Outcome.STALLED))
    world.wake()
    assert outcome(world) is UpdateOutcome.STALLED


def test_an_offer_that_did_not_arrive_is_made_again_and_the_radios_loss_only_delays_it() -> None:
    world = home()
    order(world)
    world.hear(Undelivered(given(world)[0].order_id, "no answer"))
    assert update_of(world).state is not UpdateState.GIVEN
    world.pass_time(1, int(AGAIN_S))
    world.wake()
    assert len(given(world)) == 2
    world.hear(RadioChanged(RadioState.LOST, "port"))
    world.wake()
    assert update_of(world).state is UpdateState.FOR_RADIO
    world.hear(RadioChanged(RadioState.READY, "port"))
    world.wake()
    assert update_of(world).state is UpdateState.FOR_DEVICE, "it was not heard since"
    world.hear(DeviceReady(HALL, DeviceKind.THERMOSTAT, "Sierra", "PT-10"))
    world.wake()
    assert len(given(world)) == 3


def test_what_was_ordered_survives_a_kill() -> None:
    world = home()
    order(world)
    world.kill()
    assert update_of(world).state is not UpdateState.GIVEN
    world.hear(RadioChanged(RadioState.READY, "port"))
    world.hear(DeviceReady(HALL, DeviceKind.THERMOSTAT, "Sierra", "PT-10"))
    world.wake()
    assert update_of(world).state is UpdateState.GIVEN
    (kept,) = world.disk.of(KeptUpdate)
    assert kept.by_whom == "this display", "who gave no name stood before this one"


def test_a_person_stops_it_and_the_device_is_given_no_more() -> None:
    world = home()
    order(world)
    world.hear(StopUpdate(HALL, "kitchen"))
    sent = [effect.order for effect in world.effects if isinstance(effect, SendOrder)]
    assert EndFirmware(HALL) in sent
    assert outcome(world) is UpdateOutcome.STOPPED
    assert happened(world, Happened.FIRMWARE_NOT_UPDATED) == ["Thermostat, 1.5: stopped, by kitchen"]


def test_what_cannot_be_is_refused_in_words_and_a_device_that_leaves_is_forgotten() -> None:
    world = home()
    order(world, STUDY)
    assert "cannot be updated from here" in str(world.seen().refusal)
    world.hear(FirmwareListed(()))
    order(world)
    assert "has the newest firmware" in str(world.seen().refusal)
    world.hear(FirmwareListed((IMAGE,)))
    order(world)
    world.hear(FirmwareEnded(HALL, Outcome.DONE))
    world.hear(StopUpdate(HALL))
    assert "starts anew with it" in str(world.seen().refusal)
    world.hear(DeviceLeft(HALL))
    assert world.seen().firmware == ()
    assert world.disk.of(KeptUpdate)[0].outcome is UpdateOutcome.ABORTED


def test_a_file_that_is_not_what_its_manifest_says_is_told_of_once() -> None:
    world = home()
    for _ in range(2):
        world.hear(FirmwareListed((), (("hall.ota", "its digest is another one"),)))
    assert happened(world, Happened.FIRMWARE_REFUSED) == ["hall.ota: its digest is another one"]
    read = sum(isinstance(effect, ReadShelf) for effect in world.effects)
    world.hear(LookForFirmware())
    world.wake()
    assert sum(isinstance(effect, ReadShelf) for effect in world.effects) == read + 1


def test_while_nothing_happens_nobody_is_bid_to_wait() -> None:
    world = home()
    order(world)
    world.wake()
    assert not [e for e in world.effects if isinstance(e, SendOrder) and isinstance(e.order, HoldFirmware)]
