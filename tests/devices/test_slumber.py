"""Orders for a device that sleeps wait until it wakes, and that they wait is told (users.md 18)."""

import asyncio
from collections.abc import Callable

from devices.demand_response import SetTemperature
from devices.drivers.exchange import Unanswered
from devices.messages import Awaited, Delivered, DeviceKind, Eui64, Message, Undelivered
from devices.outbox import Outbox

NAME = Eui64("00:0d:6f:00:00:00:00:07")


class Sleeper:
    """A thermostat that answers only while it is awake."""

    kind = DeviceKind.THERMOSTAT
    refresh_s = None
    silence_s = 3600.0
    is_understood = True
    errand_at_s = None

    def __init__(self) -> None:
        self.is_awake = True
        self.set_to: list[int | None] = []

    async def set_up(self) -> None:
        """It is awake when it joins."""

    async def refresh(self) -> None:
        """Nothing to read."""

    async def run_errand(self) -> None:
        """Nothing is due."""

    async def read_temperature(self) -> None:
        """Nothing to tell."""

    async def set_temperature(self, order: SetTemperature) -> None:
        """Set, if it is awake."""
        if not self.is_awake:
            raise Unanswered("not delivered")
        self.set_to.append(order.heating_centi_c)

    def keeps(self, cluster_id: int, data: bytes) -> bool:
        """Nothing is its alone."""
        return not (cluster_id or data)

    def hear(self, cluster_id: int, data: bytes) -> tuple[Message, ...]:
        """Nothing in it."""
        del cluster_id, data
        return ()


async def served(play: Callable[[Outbox, Sleeper, list[Message]], object]) -> list[Message]:
    """Let the play go on around a served outbox; what was told."""
    told: list[Message] = []
    sleeper = Sleeper()
    outbox = Outbox(NAME, sleeper, told.append, lambda: None, is_sleepy=True)
    task = asyncio.create_task(outbox.run())
    await asyncio.sleep(0)
    try:
        await play(outbox, sleeper, told)  # type: ignore[misc]  # every play is a coroutine
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        outbox.close("the end")
    return told


async def turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def of(told: list[Message], *kinds: type) -> list[Message]:
    return [each for each in told if isinstance(each, kinds)]


async def test_an_order_waits_until_the_device_wakes() -> None:
    async def play(outbox: Outbox, sleeper: Sleeper, told: list[Message]) -> None:
        sleeper.is_awake = False
        outbox.put(1, SetTemperature(NAME, heating_centi_c=2000))
        await turns()
        assert of(told, Awaited, Delivered, Undelivered) == [Awaited(NAME, is_awaited=True)]
        sleeper.is_awake = True
        outbox.hear(0, b"")
        await turns()
        assert sleeper.set_to == [2000]

    told = await served(play)
    assert of(told, Awaited, Delivered) == [
        Awaited(NAME, is_awaited=True),
        Awaited(NAME, is_awaited=False),
        Delivered(1),
    ]


async def test_of_two_orders_of_one_kind_the_later_is_what_is_wanted() -> None:
    async def play(outbox: Outbox, sleeper: Sleeper, _: list[Message]) -> None:
        sleeper.is_awake = False
        outbox.put(1, SetTemperature(NAME, heating_centi_c=2000))
        await turns()
        outbox.put(2, SetTemperature(NAME, heating_centi_c=1800))
        await turns()
        sleeper.is_awake = True
        outbox.hear(0, b"")
        await turns()
        assert sleeper.set_to == [1800]

    told = await served(play)
    assert of(told, Delivered, Undelivered) == [Undelivered(1, "a later order took its place"), Delivered(2)]


async def test_what_waits_is_answered_when_the_device_is_let_go() -> None:
    async def play(outbox: Outbox, sleeper: Sleeper, _: list[Message]) -> None:
        sleeper.is_awake = False
        outbox.put(1, SetTemperature(NAME, heating_centi_c=2000))
        await turns()

    told = await served(play)
    assert of(told, Undelivered) == [Undelivered(1, "the end")]
