"""A device is let go and the network gets a new key, on the real stack: the stations do as devices do on the air."""

import asyncio

import pytest

from devices.han import ReadState
from devices.messages import Delivered, DeviceLeft, DeviceReady, Eui64, NetworkKeyRenewed, Undelivered
from devices.radio import upkeep
from tests.devices.radio.world import THERMOSTAT, Home, admit

SOON_S = 0.2


async def is_answering(home: Home, device: Eui64, order_id: int) -> bool:
    """Does the device answer a question now?"""
    after = len(home.ear.messages)
    home.han.send(order_id, ReadState(device))
    ended = await home.ear.first(
        Delivered | Undelivered,  # type: ignore[arg-type] # isinstance takes a union
        lambda m: m.order_id == order_id,
        after=after,
        within_s=90,
    )
    return isinstance(ended, Delivered)


async def standing(home: Home, device: Eui64) -> str:
    """Where a device stands with the network."""
    [entry] = [each for each in await home.world.ask("list") if each["device"] == device]
    return str(entry["membership"])


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch soon after the announcement: there are no routers that pass it on."""
    monkeypatch.setattr(upkeep, "SWITCH_AFTER_S", SOON_S)


async def test_a_removed_device_leaves_and_its_key_is_forgotten(home: Home) -> None:
    """TM12, X-SECURITY: one that did not hear it is told again when it speaks; with its code it may join anew."""
    device = await admit(home.world, home.han, home.ear, THERMOSTAT)
    await home.world.ask("device", device=device, silent=True)
    await home.han.remove(device)
    await home.ear.first(DeviceLeft, lambda m: m.device == device, within_s=60)
    assert await standing(home, device) == "joined"  # it slept
    assert not await is_answering(home, device, 900)
    await home.world.ask("device", device=device, silent=False)
    await home.world.ask("power_cycle", device=device)  # it announces itself
    async with asyncio.timeout(30):
        while await standing(home, device) == "joined":  # noqa: ASYNC110 - a device sets no event
            await asyncio.sleep(0.1)
    assert [m.device for m in home.ear.all(DeviceReady)].count(device) == 1
    after = len(home.ear.messages)
    _, code = await home.world.device(THERMOSTAT)
    await home.han.permit(device, code, 60)
    await home.world.ask("join", device=device)
    await home.ear.first(DeviceReady, lambda m: m.device == device, after=after, within_s=60)


@pytest.mark.usefixtures("_at_once")
async def test_everyone_follows_a_new_network_key_and_who_slept_asks_for_it(home: Home) -> None:
    """TM12, X-SECURITY: what was overheard under the old key is worth nothing; the sleeper needs no new joining."""
    sleeper = await admit(home.world, home.han, home.ear, THERMOSTAT)
    before = await home.world.ask("keys")
    await home.world.ask("device", device=sleeper, silent=True)
    await home.han.renew_network_key()
    renewed = await home.ear.first(NetworkKeyRenewed, within_s=30)
    keys = await home.world.ask("keys")
    assert keys["network"] != before["network"]
    assert renewed.sequence == 1
    assert await is_answering(home, home.meter, 901)
    await home.world.ask("device", device=sleeper, silent=False)
    await asyncio.sleep(1.2)
    assert not await is_answering(home, sleeper, 902)  # it holds the old key, and nobody gives it the new one
    after = len(home.ear.messages)
    await home.han.await_rejoins(is_awaited=True)
    await home.ear.first(DeviceReady, lambda m: m.device == sleeper, after=after, within_s=60)
    assert await is_answering(home, sleeper, 903)
    await home.han.await_rejoins(is_awaited=False)
