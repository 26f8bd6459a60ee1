"""Sample snapshots, one for each state of a screen: the normal one in the design's numbers, others differ from it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from devices.errors import RadioFault
from devices.messages import DeviceKind, Eui64, Importance, RadioState
from devices.moment import Moment
from hemsapp.commands import ClockSource, PriceSource, Role, Theme
from hemsapp.snapshot import (
    NO_COMFORT,
    Device,
    Health,
    Link,
    LogCheck,
    MeterQuestion,
    Power,
    Preferences,
    PriceBlock,
    PriceLevel,
    Prices,
    Projection,
    Refresh,
    Snapshot,
    TariffView,
    Text,
    Today,
)
from ui.screens import event_cases, join_cases, money_cases
from ui.screens.comfort_cases import comfort
from ui.screens.money_answers import OLDER, RATES

NOW = event_cases.NOW
METER = Eui64("00:0d:6f:00:0a:90:69:e7")
LABEL_ADDRESS, LABEL_CODE = "000D6F000A9069E7", "83FED3407A939723A5C639B26916D505C3B5"
PORT = "/dev/ttyUSB0"

_MINUTES_W = (
    *(2100, 1990, 2040, 2230, 1460, 1380, 1400, 1520, 1480, 1420, 1650, 1390, 1860, 2210, 1900),
    *(1740, 1810, 1210, 1260, 1310, 1390, 1420, 1480, 2010, 1930, 2040, 1620, 1840, 1450, 1710),
)


def earlier(seconds: float) -> Moment:
    """The moment that many seconds before NOW."""
    return Moment(NOW.utc - timedelta(seconds=seconds), NOW.monotonic_s - seconds)


def _utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=UTC)


def with_manners(snapshot: Snapshot, **manners: Any) -> Snapshot:
    """The same moment in a home that reads or rests otherwise."""
    chosen = snapshot.preferences
    return replace(snapshot, preferences=replace(chosen, manners=replace(chosen.manners, **manners)))


def normal() -> Snapshot:
    """A Monday at 1:12 PM in July: an ordinary house, everything live."""
    return Snapshot(
        at=NOW,
        link=Link(RadioState.READY, PORT, None, None, METER, earlier(3), -1),
        power=Power(
            1710, Decimal("0.42066"), earlier(3), _MINUTES_W, (1600, 2300), None, refresh=Refresh(2.1, 6.4, 240)
        ),
        prices=_prices(),
        today=Today(9_640, Decimal("2.01"), -12),
        bill=money_cases.bill(),
        tariff=TariffView(
            "Residential, tiers and times",
            3,
            date(2026, 6, 1),
            ((300, Decimal("0.17000")), (600, Decimal("0.24600")), (None, Decimal("0.33000"))),
            Decimal("0.49"),
            is_sample=True,
            rates=RATES,
            versions=(OLDER, RATES),
        ),
        devices=_devices(),
        texts=(_text(),),
        question=None,
        preferences=Preferences(
            Theme.DARK, Role.HOME, PriceSource.STORED, ClockSource.METER, 24, "America/Los_Angeles"
        ),
        health=Health(True, None, 0, 0, 0, 0, log=LogCheck(_utc(13, 20, 2))),
        comfort=comfort(NOW),
    )


def _prices() -> Prices:
    price = Decimal("0.24600")
    high = Decimal("0.34000")
    return Prices(
        price,
        PriceLevel.NORMAL,
        PriceSource.STORED,
        _utc(13, 21),
        (
            PriceBlock(_utc(13, 20, 12), _utc(13, 21), price, PriceLevel.NORMAL),
            PriceBlock(_utc(13, 21), _utc(14, 3), high, PriceLevel.HIGH),
            PriceBlock(_utc(14, 3), _utc(14, 5), price, PriceLevel.NORMAL),
            PriceBlock(_utc(14, 5), _utc(14, 8, 12), Decimal("0.15600"), PriceLevel.LOW),
        ),
        None,
        price,
    )


def _devices() -> tuple[Device, ...]:
    return (
        Device(METER, DeviceKind.METER_GATEWAY, "Electric meter", True, earlier(3), 232, answered=50, asked=50),
        Device(
            Eui64("00:0d:6f:00:0b:11:22:01"),
            DeviceKind.THERMOSTAT,
            "Living room thermostat",
            True,
            earlier(12),
            214,
            2390,
            2330,
            answered=50,
            asked=50,
        ),
        Device(
            Eui64("00:0d:6f:00:0b:11:22:02"),
            DeviceKind.THERMOSTAT,
            "Upstairs thermostat",
            True,
            earlier(38),
            61,
            2500,
            answered=41,
            asked=50,
        ),
        Device(
            Eui64("00:0d:6f:00:0b:11:22:03"),
            DeviceKind.LOAD_SWITCH,
            "Water heater switch",
            True,
            earlier(6),
            190,
            is_on=True,
            answered=50,
            asked=50,
        ),
    )


def _text() -> Text:
    return Text(
        17,
        "We will replace a transformer on your street on Thu 23 Jul, 9 AM to noon."
        " Power will be off for about 20 minutes.",
        Importance.MEDIUM,
        _utc(13, 16, 30),
        is_confirmation_required=True,
        is_acknowledged=False,
    )


def first_run() -> Snapshot:
    """Nobody said yet who stands here."""
    return replace(normal(), preferences=replace(normal().preferences, role=None))


def loading() -> Snapshot:
    """The first seconds: the dongle is being opened, nothing was ever heard."""
    s = normal()
    return replace(
        s,
        link=replace(s.link, radio=RadioState.CONNECTING, meter=None, meter_heard=None, meter_clock_offset_s=None),
        power=Power(None, None, None, (None,) * 30, None, None),
        today=Today(None, None, None),
        bill=replace(s.bill, used_wh=None, total=None, left_wh=None, projection=None, lines=()),
        devices=(),
        texts=(),
        comfort=NO_COMFORT,
    )


def no_meter() -> Snapshot:
    """The home network stands, and no meter joined it yet."""
    s = loading()
    return replace(s, link=replace(s.link, radio=RadioState.READY))


def _at_level(price: str, level: PriceLevel, demand_w: int, cost: str) -> Snapshot:
    s = normal()
    money = Decimal(price)
    first = replace(s.prices.blocks[0], price=money, level=level)
    return replace(
        s,
        power=replace(s.power, demand_w=demand_w, cost_per_hour=Decimal(cost)),
        prices=replace(s.prices, price=money, level=level, stored=money, blocks=(first, *s.prices.blocks[1:])),
        texts=(),
    )


def low_price() -> Snapshot:
    """The cheap hours, and little running."""
    return _at_level("0.15600", PriceLevel.LOW, 900, "0.1404")


def high_price() -> Snapshot:
    """The dear hours, and more than usual running."""
    s = _at_level("0.34000", PriceLevel.HIGH, 3590, "1.2206")
    now, then, *later = s.prices.blocks
    blocks = (replace(now, end=then.end), *later)
    return replace(s, prices=replace(s.prices, until=then.end, blocks=blocks))


def exporting() -> Snapshot:
    """The roof makes more than the house takes."""
    s = normal()
    return replace(s, power=replace(s.power, demand_w=-450, cost_per_hour=Decimal("-0.1107")))


def big_numbers() -> Snapshot:
    """A very large house at a very large price: nothing may be cut."""
    s = normal()
    return replace(
        s,
        power=replace(s.power, demand_w=48_230, cost_per_hour=Decimal("16.40"), usual_w=(9000, 11_000)),
        today=Today(1_204_600, Decimal("296.33"), 12),
        bill=replace(
            s.bill,
            used_wh=28_412_380,
            total=Decimal("9372.46"),
            energy_cost=Decimal("9357.20"),
            tier_cost=Decimal("9357.20"),
            time_of_use_cost=Decimal(0),
            tiers=(
                *(replace(t, used_wh=300_000, cost=t.price * 300) for t in s.bill.tiers[:2]),
                replace(s.bill.tiers[2], used_wh=27_812_380, cost=Decimal("9232.40")),
            ),
            current_tier=3,
            left_wh=None,
            projection=Projection(Decimal(13_100), Decimal(14_000), Decimal(15_200), 42_000_000),
            lines=(),
        ),
    )


def _heard_before(seconds: float) -> Snapshot:
    s = normal()
    heard = earlier(seconds)
    return replace(
        s,
        link=replace(s.link, meter_heard=heard),
        power=replace(s.power, heard=heard),
        devices=(replace(s.devices[0], heard=heard), *s.devices[1:]),
        texts=(),
    )


def old() -> Snapshot:
    """The meter was last heard 42 seconds ago."""
    return _heard_before(42)


def silent() -> Snapshot:
    """The meter has been silent for three minutes and four seconds."""
    s = _heard_before(184)
    minutes = (*_MINUTES_W[3:], None, None, None)
    heard = earlier(184)
    return replace(s, power=replace(s.power, minutes_w=minutes, gap_since=heard.utc))


def gap() -> Snapshot:
    """Live again after six silent minutes; what was used meanwhile has no intervals yet."""
    s = normal()
    minutes = (*_MINUTES_W[:18], *(None,) * 6, *_MINUTES_W[24:])
    return replace(
        s,
        power=replace(s.power, minutes_w=minutes, gap_since=None),
        bill=replace(s.bill, not_itemised_wh=600),
        texts=(),
    )


def radio_fault(fault: RadioFault) -> Snapshot:
    """The dongle does not serve; the last reading is three minutes old."""
    s = silent()
    return replace(s, link=replace(s.link, radio=RadioState.LOST, fault=fault, retry_s=8.0))


def radio_missing_at_start() -> Snapshot:
    """There was no dongle from the first moment on."""
    s = loading()
    return replace(s, link=replace(s.link, radio=RadioState.LOST, fault=RadioFault.NOT_FOUND, retry_s=8.0))


def price_expired() -> Snapshot:
    """The published price ran out and no other came."""
    s = normal()
    return replace(
        s,
        power=replace(s.power, cost_per_hour=None),
        prices=Prices(None, None, PriceSource.PUBLISHED, None, (), None, Decimal("0.24600")),
        preferences=replace(s.preferences, price_source=PriceSource.PUBLISHED),
        texts=(),
    )


def published_price() -> Snapshot:
    """The meter publishes a price, and that one holds; the stored one differs."""
    s = normal()
    return replace(
        s,
        power=replace(s.power, cost_per_hour=Decimal("0.4275")),
        prices=replace(
            s.prices, price=Decimal("0.25000"), source=PriceSource.PUBLISHED, published=Decimal("0.25000"), blocks=()
        ),
        preferences=replace(s.preferences, price_source=PriceSource.PUBLISHED),
    )


def no_tariff() -> Snapshot:
    """Nobody entered rates, and the meter publishes none."""
    s = normal()
    nothing = Decimal(0)
    return replace(
        s,
        power=replace(s.power, cost_per_hour=None),
        prices=Prices(None, None, PriceSource.STORED, None, (), None, None),
        today=replace(s.today, cost=None),
        bill=replace(
            s.bill,
            total=None,
            energy_cost=nothing,
            tier_cost=nothing,
            time_of_use_cost=nothing,
            fixed_cost=nothing,
            events_cost=nothing,
            tiers=(),
            current_tier=None,
            left_wh=None,
            projection=None,
            lines=(),
        ),
        tariff=TariffView("", 0, date(2026, 6, 1), (), nothing, is_sample=False),
        texts=(),
    )


def meter_question() -> Snapshot:
    """The register jumped back: only a person knows why."""
    s = normal()
    return replace(s, question=MeterQuestion(48_211_380, 14_210, earlier(60).utc), texts=())


def storage_trouble() -> Snapshot:
    """The disk takes nothing more."""
    s = normal()
    return replace(s, health=replace(s.health, is_storage_working=False, storage_problem="the disk is full"), texts=())


def first_days() -> Snapshot:
    """The third day of a bill whose read date nobody told us: too early to estimate."""
    s = normal()
    tiers = (
        replace(s.bill.tiers[0], used_wh=41_070, cost=Decimal("6.98")),
        replace(s.bill.tiers[1], used_wh=0, cost=Decimal(0)),
        s.bill.tiers[2],
    )
    return replace(
        s,
        prices=replace(s.prices, price=Decimal("0.17000"), stored=Decimal("0.17000"), level=PriceLevel.LOW),
        power=replace(s.power, cost_per_hour=Decimal("0.2907"), usual_w=None),
        today=replace(s.today, usual_percent=None),
        bill=replace(
            s.bill,
            start=date(2026, 7, 11),
            end=date(2026, 8, 11),
            day=3,
            days=31,
            used_wh=41_070,
            total=Decimal("8.45"),
            energy_cost=Decimal("6.98"),
            tier_cost=Decimal("6.98"),
            time_of_use_cost=Decimal(0),
            fixed_cost=Decimal("1.47"),
            events_cost=Decimal(0),
            tiers=tiers,
            current_tier=1,
            left_wh=258_930,
            projection=None,
            lines=(),
            complete_days=2,
            is_read_date_known=False,
        ),
    )


JOINS: dict[str, Callable[[], Snapshot]] = join_cases.make(no_meter, normal)
"""What the page Connect is about, and no other."""

CASES: dict[str, Callable[[], Snapshot]] = {
    "normal": normal,
    "loading": loading,
    "no-meter": no_meter,
    "low-price": low_price,
    "high-price": high_price,
    "exporting": exporting,
    "big-numbers": big_numbers,
    "old": old,
    "silent": silent,
    "gap": gap,
    "radio-lost": lambda: radio_fault(RadioFault.UNPLUGGED),
    "radio-busy": lambda: radio_fault(RadioFault.BUSY),
    "radio-wrong-kind": lambda: radio_fault(RadioFault.WRONG_KIND),
    "radio-missing-at-start": radio_missing_at_start,
    "price-expired": price_expired,
    "published-price": published_price,
    "no-tariff": no_tariff,
    "meter-question": meter_question,
    "storage-trouble": storage_trouble,
    "first-days": first_days,
    "first-run": first_run,
    **event_cases.make(normal),
    **money_cases.make(normal),
}
