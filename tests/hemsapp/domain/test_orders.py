"""What is asked of the meter, and when again."""

from devices.han import ReadIntervals
from devices.messages import Eui64, IntervalChannel
from hemsapp.domain.days import instant
from hemsapp.domain.orders import PAGE_PERIODS, Orders
from hemsapp.units import QUARTER_S

METER = Eui64("00:0d:6f:00:0a:90:69:e7")
SLOTS = tuple(range(0, PAGE_PERIODS * QUARTER_S, QUARTER_S))


def page(orders: Orders, slots: tuple[int, ...], now_s: float) -> ReadIntervals | None:
    sent = orders.page(METER, IntervalChannel.DELIVERED, slots, QUARTER_S, now_s, instant)
    if sent is None:
        return None
    assert isinstance(sent.order, ReadIntervals)
    return sent.order


def test_what_does_not_fit_the_meters_frame_is_asked_for_at_once_in_smaller_pages() -> None:
    orders = Orders()
    assert page(orders, SLOTS, 0.0) is not None
    orders.answered(IntervalChannel.DELIVERED, 21)
    rest = page(orders, SLOTS[:3], 0.1)
    assert rest is not None
    assert rest.periods == 3


def test_what_the_meter_did_not_tell_is_not_asked_for_without_end() -> None:
    orders = Orders()
    assert page(orders, SLOTS, 0.0) is not None
    orders.answered(IntervalChannel.DELIVERED, PAGE_PERIODS)
    assert page(orders, SLOTS[:3], 1.0) is None
    assert page(orders, SLOTS[:3], 61.0) is not None
