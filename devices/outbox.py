"""One device's orders: bounded, one in flight, each answered exactly once; and the upkeep of its reporting."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Final

from devices.contact import Contact
from devices.demand_response import (
    AnswerCriticalPeak,
    AskForPractice,
    EnrolDevice,
    ReadEvents,
    ReadTemperature,
    SendReceipt,
    SetTemperature,
    SwitchLoad,
)
from devices.drivers.capabilities import (
    CarriesEvents,
    Driver,
    HearsEndpoints,
    HoldsTemperature,
    KeepsIntervals,
    KeepsTime,
    MeasuresEnergy,
    PublishesPrices,
    ShowsText,
    SwitchesLoad,
)
from devices.drivers.exchange import OrderFailed, Unanswered
from devices.drivers.patience import Patience, patient
from devices.han import (
    ConfirmText,
    Order,
    PollFast,
    ReadIntervals,
    ReadMeter,
    ReadPrices,
    ReadState,
    ReadText,
    ReadTime,
)
from devices.messages import Delivered, Eui64, Message, Undelivered
from devices.self_report import SendReport
from devices.slumber import Slumber

LOGGER = logging.getLogger(__name__)

CONTROL: Final = (
    SetTemperature,
    SwitchLoad,
    SendReceipt,
    ReadTemperature,
    ReadState,
    AnswerCriticalPeak,
    EnrolDevice,
    ReadEvents,
)
"""Orders that overtake bulk reading: a set point must not wait behind a year of intervals."""
CAPACITY: Final = 32
ORDER_S: Final = 30.0
SET_UP_S: Final = 90.0
SET_UP_TRIES: Final = 6
"""Of one question: with a fifth of all frames lost, a set-up of forty questions comes to its end."""
REPLY_S: Final = 2.5
_FIRST_PAUSE_S: Final = 2.0
_LONGEST_PAUSE_S: Final = 60.0


class Outbox:
    """Serves one driver until cancelled, from `settle_s` on. Trying an order again is the engine's decision.

    A set-up goes on over lost questions: each is put again when it was not answered within `reply_s`.
    """

    def __init__(
        self,
        name: Eui64,
        driver: Driver,
        deliver: Callable[[Message], None],
        ready: Callable[[], None],
        settle_s: float = 0.0,
        reply_s: float = REPLY_S,
        *,
        is_sleepy: bool = False,
    ) -> None:
        self.driver = driver
        self._name = name
        self._deliver = deliver
        self._ready = ready
        self._control: deque[tuple[int, Order]] = deque()
        self._orders: deque[tuple[int, Order]] = deque()
        self._in_flight: int | None = None
        self._wake = asyncio.Event()
        self._is_set_up = False
        self._is_overtaken = False
        self._pause_s = _FIRST_PAUSE_S
        self._set_up_at_s = _now_s() + settle_s
        self._heard_at_s = 0.0
        self._asked_at_s = 0.0
        self._contact = Contact(name, deliver)
        self._reply_s = reply_s
        self._slumber = Slumber(name, deliver) if is_sleepy else None

    def put(self, order_id: int, order: Order) -> None:
        """Queue an order, control before all that is only asked; a full outbox answers at once."""
        queue = self._control if isinstance(order, CONTROL) else self._orders
        if self._slumber is not None and self._slumber.is_asleep:
            self._replace(queue, order)
        if len(queue) >= CAPACITY:
            self._deliver(Undelivered(order_id, "too many orders wait for this device"))
            return
        queue.append((order_id, order))
        self._wake.set()

    def hear(self, cluster_id: int, data: bytes, endpoint: int | None = None) -> tuple[Message, ...]:
        """Messages of a frame from the device; a silent device that speaks again is set up at once."""
        self._heard_at_s = _now_s()
        if self._slumber is not None and self._slumber.wake():
            self._wake.set()
        if not self._is_set_up and self._pause_s > _FIRST_PAUSE_S:
            self._pause_s = _FIRST_PAUSE_S
            self._set_up_at_s = min(self._set_up_at_s, self._heard_at_s + _FIRST_PAUSE_S)
            self._wake.set()
        self._contact.expect(self._report_s)
        if endpoint is not None and isinstance(self.driver, HearsEndpoints):
            messages = self.driver.hear_at(endpoint, cluster_id, data)
        else:
            messages = self.driver.hear(cluster_id, data)
        if messages:
            self._contact.reported()
        if self._is_set_up and not self.driver.is_understood:
            self.renew()
        if self.driver.errand_at_s is not None:
            self._wake.set()
        return messages

    def renew(self) -> None:
        """Set the device up again: it came back, or changed; also when that happens during a set-up."""
        self._is_set_up = False
        self._is_overtaken = True
        self._set_up_at_s = 0.0
        self._wake.set()

    def close(self, why: str) -> None:
        """Answer all that is unanswered."""
        if self._in_flight is not None:
            self._deliver(Undelivered(self._in_flight, why))
            self._in_flight = None
        for queue in (self._control, self._orders):
            while queue:
                self._deliver(Undelivered(queue.popleft()[0], why))

    async def run(self) -> None:
        """Set up, carry out orders, refresh what does not report; for ever."""
        while True:
            if not self._is_set_up and _now_s() >= self._set_up_at_s:
                await self._set_up()
            elif self._is_asleep():
                await self._sleep()
            elif self._control:
                await self._carry_out(*self._control.popleft())
            elif self._is_errand_due():
                await self._run_errand()
            elif self._orders:
                await self._carry_out(*self._orders.popleft())
            elif self._is_set_up and self._is_refresh_due():
                await self._refresh()
            else:
                await self._sleep()

    async def _set_up(self) -> None:
        self._is_overtaken = False
        try:
            with patient(Patience(SET_UP_TRIES, self._reply_s, self._contact.asked)):
                async with asyncio.timeout(SET_UP_S):
                    await self.driver.set_up()
        except (OrderFailed, TimeoutError) as why:
            LOGGER.info("a device could not be set up: %s", why, extra={"device": self._name})
            self._contact.asked(why)
            self._contact.expect(None)
            self._set_up_at_s = _now_s() + self._pause_s
            self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
            return
        self._is_set_up = self.driver.is_understood and not self._is_overtaken
        self._pause_s = _FIRST_PAUSE_S
        self._heard_at_s = self._asked_at_s = _now_s()
        self._contact.asked()
        self._contact.expect(self._report_s)
        self._ready()

    async def _carry_out(self, order_id: int, order: Order) -> None:
        self._in_flight = order_id
        try:
            async with asyncio.timeout(ORDER_S):
                await _perform(self.driver, order)
        except (TimeoutError, Unanswered) as why:
            if self._slumber is not None and self._slumber.may_wait():
                self._in_flight = None
                (self._control if isinstance(order, CONTROL) else self._orders).appendleft((order_id, order))
                return
            answer: Message = Undelivered(order_id, str(why) or "no answer in time")
            self._contact.asked(why)
        except (OrderFailed, ValueError) as why:
            answer = Undelivered(order_id, str(why))
            self._contact.asked(why)
        else:
            answer = Delivered(order_id)
            self._contact.asked()
        self._in_flight = None
        self._deliver(answer)

    def _replace(self, queue: deque[tuple[int, Order]], order: Order) -> None:
        """Of orders of one kind the last is what is wanted when the device wakes."""
        for waiting in [each for each in queue if type(each[1]) is type(order)]:
            queue.remove(waiting)
            self._deliver(Undelivered(waiting[0], "a later order took its place"))

    def _is_asleep(self) -> bool:
        """Does the device sleep, and what waits for it may wait longer?"""
        if self._slumber is None or not self._slumber.is_asleep:
            return False
        if self._slumber.is_over():
            for queue in (self._control, self._orders):
                while queue:
                    self._deliver(Undelivered(queue.popleft()[0], "the device did not wake"))
        return self._slumber.is_asleep

    def _is_errand_due(self) -> bool:
        errand_at_s = self.driver.errand_at_s
        return self._is_set_up and errand_at_s is not None and _now_s() >= errand_at_s

    async def _run_errand(self) -> None:
        try:
            async with asyncio.timeout(ORDER_S):
                await self.driver.run_errand()
        except (OrderFailed, TimeoutError) as why:
            LOGGER.debug("an errand failed: %s", why, extra={"device": self._name})

    async def _refresh(self) -> None:
        self._asked_at_s = _now_s()
        try:
            async with asyncio.timeout(ORDER_S):
                await self.driver.refresh()
        except (OrderFailed, TimeoutError) as why:
            LOGGER.debug("a device could not be read: %s", why, extra={"device": self._name})
            self._contact.polled(why)
        else:
            self._heard_at_s = _now_s()
            self._contact.polled()

    @property
    def _report_s(self) -> float | None:
        """The longest time between two reports: `silence_s` is three of them; None: it does not report."""
        return self.driver.silence_s / 3 if self._is_set_up and self.driver.refresh_s is None else None

    def _is_refresh_due(self) -> bool:
        period_s = self.driver.refresh_s
        if period_s is not None:
            return _now_s() - self._asked_at_s >= period_s
        if _now_s() - self._heard_at_s >= self.driver.silence_s:
            self.renew()  # it was to report and did not: it may have forgotten
        elif _now_s() >= self._contact.missed_at_s:
            self._contact.expect(self._report_s, is_missed=True)
        return False

    async def _sleep(self) -> None:
        self._wake.clear()
        is_asleep = self._slumber is not None and self._slumber.is_asleep
        if (self._orders or self._control) and not is_asleep:
            return
        try:
            async with asyncio.timeout(self._next_s()):
                await self._wake.wait()
        except TimeoutError:
            pass

    def _next_s(self) -> float:
        if not self._is_set_up:
            return max(0.0, self._set_up_at_s - _now_s())
        errand_at_s = self.driver.errand_at_s
        errand_s = _LONGEST_PAUSE_S if errand_at_s is None else max(0.0, errand_at_s - _now_s())
        if self.driver.refresh_s is not None:
            return min(errand_s, max(0.0, self._asked_at_s + self.driver.refresh_s - _now_s()))
        silent_at_s = min(self._heard_at_s + self.driver.silence_s, self._contact.missed_at_s)
        return min(errand_s, max(0.05, silent_at_s - _now_s()))


async def _perform(driver: Driver, order: Order) -> None:
    match order:
        case ReadState():
            await driver.refresh()
        case ReadMeter() if isinstance(driver, MeasuresEnergy):
            await driver.read_meter()
        case ReadIntervals() if isinstance(driver, KeepsIntervals):
            await driver.read_intervals(order)
        case PollFast() if isinstance(driver, KeepsIntervals):
            await driver.poll_fast(order)
        case ReadPrices() if isinstance(driver, PublishesPrices):
            await driver.read_prices()
        case ReadTime() if isinstance(driver, KeepsTime):
            await driver.read_time()
        case ReadText() if isinstance(driver, ShowsText):
            await driver.read_text()
        case ConfirmText() if isinstance(driver, ShowsText):
            await driver.confirm_text(order)
        case _:
            await _perform_control(driver, order)


async def _perform_control(driver: Driver, order: Order) -> None:
    match order:
        case SetTemperature() if isinstance(driver, HoldsTemperature):
            await driver.set_temperature(order)
        case ReadTemperature() if isinstance(driver, HoldsTemperature):
            await driver.read_temperature()
        case SwitchLoad() if isinstance(driver, SwitchesLoad):
            await driver.switch(order)
        case SendReceipt() if isinstance(driver, CarriesEvents):
            await driver.send_receipt(order)
        case ReadEvents() if isinstance(driver, CarriesEvents):
            await driver.read_events()
        case AnswerCriticalPeak() if isinstance(driver, CarriesEvents):
            await driver.answer_critical_peak(order)
        case EnrolDevice() if isinstance(driver, CarriesEvents):
            await driver.enrol(order)
        case SendReport() if isinstance(driver, CarriesEvents):
            await driver.send_report(order)
        case AskForPractice() if isinstance(driver, CarriesEvents):
            await driver.ask_for_practice(order)
        case _:
            raise OrderFailed(f"a {driver.kind.value} cannot do that")


def _now_s() -> float:
    return asyncio.get_running_loop().time()
