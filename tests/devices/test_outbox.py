"""An outbox with a device that does as it is told; the pauses are the real ones, made short."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from devices import outbox
from devices.demand_response import AnswerCriticalPeak, AskForPractice, EnrolDevice, ReadEvents, SendReceipt
from devices.drivers.exchange import OrderFailed
from devices.han import ReadMeter, ReadText
from devices.messages import Delivered, DeviceKind, Eui64, Exchanged, Message, Undelivered
from devices.outbox import CAPACITY, Outbox

METER = Eui64("00:0d:6f:00:0a:90:69:e7")


class ObedientMeter:
    """A driver that counts what it is asked."""

    kind = DeviceKind.METER_GATEWAY

    def __init__(self) -> None:
        self.set_ups = self.refreshes = self.readings = 0
        self.failures = 0
        self.errands = 0
        self.errand_at_s: float | None = None
        self.errand_failure: OrderFailed | None = None
        self.refresh_s: float | None = None
        self.silence_s = 60.0
        self.is_understood = True
        self.during_set_up: Callable[[], None] = lambda: None
        self.answer = asyncio.Event()
        self.answer.set()

    async def set_up(self) -> None:
        self.set_ups += 1
        self.during_set_up()
        if self.failures:
            self.failures -= 1
            raise OrderFailed("no answer in time")

    async def run_errand(self) -> None:
        self.errands += 1
        self.errand_at_s = None
        if self.errand_failure is not None:
            raise self.errand_failure

    def keeps(self, _cluster_id: int, _data: bytes) -> bool:
        return False

    async def refresh(self) -> None:
        self.refreshes += 1

    def hear(self, _cluster_id: int, _data: bytes) -> tuple[Message, ...]:
        return ()

    async def read_events(self) -> None:
        """Nothing is listed."""

    async def send_receipt(self, order: SendReceipt) -> None:
        raise AssertionError(order)

    async def send_report(self, report: object) -> None:
        raise AssertionError(report)

    async def answer_critical_peak(self, order: AnswerCriticalPeak) -> None:
        raise AssertionError(order)

    async def enrol(self, order: EnrolDevice) -> None:
        raise AssertionError(order)

    async def ask_for_practice(self, order: AskForPractice) -> None:
        raise AssertionError(order)

    async def read_meter(self) -> None:
        await self.answer.wait()
        self.readings += 1


@asynccontextmanager
async def serving(driver: ObedientMeter) -> AsyncIterator[tuple[Outbox, list[Message], list[str]]]:
    messages: list[Message] = []
    ready: list[str] = []

    def deliver(message: Message) -> None:
        if not isinstance(message, Exchanged):
            messages.append(message)

    box = Outbox(METER, driver, deliver, lambda: ready.append("ready"))
    task = asyncio.create_task(box.run())
    try:
        yield box, messages, ready
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for is state of the code under test
            await asyncio.sleep(0.005)


async def test_a_device_that_refuses_to_report_is_polled() -> None:
    driver = ObedientMeter()
    driver.refresh_s = 0.01
    async with serving(driver) as (_, _, ready):
        await until(lambda: driver.refreshes >= 3)
    assert (driver.set_ups, ready) == (1, ["ready"])


async def test_a_device_that_falls_silent_is_set_up_again() -> None:
    driver = ObedientMeter()
    driver.silence_s = 0.05
    async with serving(driver):
        await until(lambda: driver.set_ups >= 2)


async def test_a_device_that_does_not_answer_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_FIRST_PAUSE_S", 0.01)
    driver = ObedientMeter()
    driver.failures = 2
    async with serving(driver) as (_, _, ready):
        await until(lambda: bool(ready))
    assert driver.set_ups == 3


async def test_a_device_that_comes_back_during_its_set_up_is_set_up_once_more() -> None:
    driver = ObedientMeter()
    async with serving(driver) as (box, _, _):
        driver.during_set_up = lambda: box.renew() if driver.set_ups == 1 else None
        await until(lambda: driver.set_ups == 2)
        await asyncio.sleep(0.02)
    assert driver.set_ups == 2


async def test_orders_go_one_by_one_in_order() -> None:
    driver = ObedientMeter()
    driver.answer.clear()
    async with serving(driver) as (box, messages, _):
        for number in range(3):
            box.put(number, ReadMeter(METER))
        await asyncio.sleep(0.02)
        assert messages == []
        driver.answer.set()
        await until(lambda: len(messages) == 3)
    assert messages == [Delivered(0), Delivered(1), Delivered(2)]


async def test_each_order_is_answered_once_when_the_radio_is_lost() -> None:
    driver = ObedientMeter()
    driver.answer.clear()
    async with serving(driver) as (box, messages, _):
        for number in range(3):
            box.put(number, ReadMeter(METER))
        await asyncio.sleep(0.02)
    box.close("the radio is gone")
    box.close("the radio is gone")
    assert messages == [Undelivered(number, "the radio is gone") for number in range(3)]


async def test_an_order_that_takes_too_long_is_undelivered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "ORDER_S", 0.02)
    driver = ObedientMeter()
    driver.answer.clear()
    async with serving(driver) as (box, messages, _):
        box.put(1, ReadMeter(METER))
        await until(lambda: bool(messages))
    assert messages == [Undelivered(1, "no answer in time")]


async def test_what_a_device_cannot_do_is_said() -> None:
    async with serving(ObedientMeter()) as (box, messages, _):
        box.put(1, ReadText(METER))
        await until(lambda: bool(messages))
    assert messages == [Undelivered(1, "a meter gateway cannot do that")]


async def test_control_overtakes_bulk_reading() -> None:
    """C1NFR12: a receipt does not wait behind a year of intervals"""
    driver = ObedientMeter()
    driver.answer.clear()
    async with serving(driver) as (box, messages, _):
        for number in range(CAPACITY + 1):
            box.put(number, ReadMeter(METER))
        await until(lambda: box._in_flight == 0)
        box.put(CAPACITY, ReadMeter(METER))
        box.put(99, ReadEvents(METER))
        driver.answer.set()
        await until(lambda: Delivered(99) in messages)
    order = [message.order_id for message in messages if isinstance(message, Delivered)]
    assert order[:2] == [0, 99]


async def test_what_was_heard_can_make_an_errand_necessary() -> None:
    driver = ObedientMeter()
    async with serving(driver) as (box, _, ready):
        await until(lambda: bool(ready))
        driver.errand_at_s = 0.0
        box.hear(0x0700, b"")
        await until(lambda: driver.errands == 1)


async def test_an_errand_that_fails_is_not_the_devices_end(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = ObedientMeter()
    driver.errand_failure = OrderFailed("no answer in time")
    async with serving(driver) as (box, messages, ready):
        await until(lambda: bool(ready))
        driver.errand_at_s = 0.0
        box.hear(0x0700, b"")
        await until(lambda: driver.errands == 1)
        box.put(1, ReadMeter(METER))
        await until(lambda: messages == [Delivered(1)])
