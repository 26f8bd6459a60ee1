"""The phrases that each actor of a scenario knows, and the typed actions that they become."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from devices.messages import Importance
from devices.sim.actions import (
    Agrees,
    Drive,
    KioskClock,
    KioskStops,
    Person,
    Quantity,
    Radio,
    RadioTrouble,
    Shows,
    Silence,
    Wish,
)
from devices.sim.care_phrases import PERSON_CARE, UTILITY_CARE, CareAction
from devices.sim.desk_phrases import REPRESENTATIVE, Serves
from devices.sim.device_phrases import DEVICE, INSTALLER, KIOSK_DEVICES, DeviceAction
from devices.sim.event_phrases import (
    CUSTOMER,
    KIOSK_EVENTS,
    PERSON_EVENTS,
    RECEIPT,
    THERMOSTAT_SHOWS,
    UTILITY_EVENTS,
    EventAction,
)
from devices.sim.firmware_phrases import INSTALLER_FIRMWARE, KIOSK_FIRMWARE, PERSON_FIRMWARE, FirmwareAction
from devices.sim.house.appliances import WATTS
from devices.sim.phrases import (
    DEGREES,
    DURATION,
    NAME,
    POWER,
    PRICE,
    Build,
    Context,
    Phrases,
    only,
    phrase,
    seconds,
    tariff_day,
)
from devices.sim.website_phrases import BROWSER, Browses

HomeAction = Drive | Silence | Radio | Person | Shows | Agrees | KioskClock | KioskStops
Action = HomeAction | DeviceAction | EventAction | CareAction | FirmwareAction | Browses | Serves


def _watts(number: str, unit: str) -> int:
    return round(Decimal(number) * (1000 if unit == "kW" else 1))


def _degrees(number: str, unit: str) -> dict[str, object]:
    return {"fahrenheit" if unit == "F" else "celsius": float(number)}


def _meter(verb: str, **arguments: object) -> Iterator[Action]:
    yield Drive("meter", verb, arguments)


def _load(match: re.Match[str], _context: Context) -> Iterator[Action]:
    watts = 0 if match[2] is None else _watts(match[2], match[3])
    return _meter("load", name=match[1], watts=watts)


def _solar(match: re.Match[str], _context: Context) -> Iterator[Action]:
    return _meter("solar", peak_watts=0 if match[1] is None else _watts(match[1], match[2]))


HOUSE: Final[Phrases] = (
    phrase(f"base {POWER}", "base 400 W", lambda m, _c: _meter("base_load", watts=_watts(m[1], m[2]))),
    phrase(f"load ({NAME}) (?:{POWER}|off)", "load heater 1.5 kW", _load),
    phrase(
        f"air conditioner {POWER}",
        "air conditioner 2.9 kW",
        lambda m, _c: _meter("air_conditioner", watts=_watts(m[1], m[2])),
    ),
    phrase(f"solar (?:{POWER}|off)", "solar 4 kW", _solar),
    phrase(f"outside {DEGREES}", "outside 97 F", lambda m, _c: _meter("outside", **_degrees(m[1], m[2]))),
    phrase("outside as the weather", "outside as the weather", lambda _m, _c: _meter("outside")),
    phrase(f"(?:inside )?{DEGREES}", "inside 74 F", lambda m, _c: _meter("inside", **_degrees(m[1], m[2]))),
    phrase(
        f"({'|'.join(WATTS)}|all) (on|off|auto)", "oven on", lambda m, _c: _meter("appliance", name=m[1], switch=m[2])
    ),
)

METER: Final[Phrases] = (
    phrase(
        f"silent for {DURATION}",
        "silent for 10 min",
        lambda m, _c: iter((Silence("meter", True, seconds(m[1], m[2])),)),
    ),
    phrase("silent", "silent", only(Silence("meter"))),
    phrase("heard again", "heard again", only(Silence("meter", is_silent=False))),
    phrase("reboots", "reboots", lambda _m, _c: _meter("reboot")),
    phrase("launches no events", "launches no events", lambda _m, _c: _meter("fault", kind="no-launch")),
    phrase(
        "launches no events and hangs its home radio",
        "launches no events and hangs its home radio",
        lambda _m, _c: _meter("fault", kind="no-launch-and-mute"),
    ),
    phrase("hangs its home radio", "hangs its home radio", lambda _m, _c: _meter("fault", kind="mute")),
    phrase(
        "feels (inversion|removal)( no more)?",
        "feels removal",
        lambda m, _c: _meter("tamper", switch=m[1], on=not m[2]),
    ),
    phrase("launches events again", "launches events again", lambda _m, _c: _meter("fault", kind="none")),
    phrase(
        r"register (?:shows )?(\d+(?:\.\d{1,3})?) kWh",
        "register 999999.990 kWh",
        lambda m, _c: _meter("set_register", wh=int(Decimal(m[1]) * 1000)),
    ),
    phrase(
        f"clock steps ([+-]){DURATION}",
        "clock steps +1 h",
        lambda m, _c: _meter("clock", step_s=(-1 if m[1] == "-" else 1) * seconds(m[2], m[3])),
    ),
    phrase(r"clock drifts (-?\d+) ppm", "clock drifts 40 ppm", lambda m, _c: _meter("clock", drift_ppm=int(m[1]))),
    phrase(r"interval (\d+) min", "interval 5 min", lambda m, _c: _meter("interval", minutes=int(m[1]))),
    phrase(r"replaced by (\S+)", "replaced by 4711", lambda m, _c: _meter("replace", serial_number=m[1])),
    phrase(r"divisor (\d+)", "divisor 0", lambda m, _c: _meter("scale", divisor=int(m[1]))),
    phrase(r"multiplier (\d+)", "multiplier 10", lambda m, _c: _meter("scale", multiplier=int(m[1]))),
)


def _price(match: re.Match[str], context: Context) -> Iterator[Action]:
    start = context.at if match[2] is None else context.instant_of(match[2])
    return _meter(
        "price",
        price=match[1],
        start=start.isoformat(),
        minutes=round(seconds(match[3], match[4]) / 60),
        label=match[5] or "Critical",
    )


def _says(match: re.Match[str], _context: Context) -> Iterator[Action]:
    arguments: dict[str, object] = {"text": match[1], "importance": match[2] or "medium", "confirm": bool(match[5])}
    if match[3]:
        arguments["minutes"] = round(seconds(match[3], match[4]) / 60)
    yield Drive("meter", "message", arguments)


def _blocks(match: re.Match[str], _context: Context) -> Iterator[Action]:
    thresholds, prices = re.findall(PRICE, match[1]), re.findall(PRICE, match[2])
    return _meter("blocks", thresholds_kwh=[float(one) for one in thresholds], prices=prices)


IMPORTANCES: Final = "|".join(one.name.lower() for one in Importance)
BLOCKS: Final = rf"((?:{PRICE[1:-1]}(?:, )?)+) kWh at ((?:{PRICE[1:-1]}(?:, )?)+)"

UTILITY: Final[Phrases] = (
    phrase(
        rf"price {PRICE}(?: from (\S+))? for {DURATION}(?: called (\S{{1,12}}))?",
        "price 0.62 from 17:00 for 4 h called Critical",
        _price,
    ),
    phrase(
        r"tariff (.+)", "tariff 00:00 low 0.09, 14:00 high 0.31", lambda m, _c: _meter("tariff", day=tariff_day(m[1]))
    ),
    phrase(f"blocks {BLOCKS}", "blocks 300, 600 kWh at 0.15, 0.20, 0.25", _blocks),
    phrase(
        rf'says "([^"]+)"(?:, ({IMPORTANCES}))?(?:, for {DURATION})?(, to be confirmed)?',
        'says "Save power today", high, for 2 h, to be confirmed',
        _says,
    ),
    phrase("takes its message back", "takes its message back", lambda _m, _c: _meter("cancel_message")),
)


def _trouble(match: re.Match[str], _context: Context) -> Iterator[Action]:
    trouble = RadioTrouble.LOSES if match[1] == "loses" else RadioTrouble.CORRUPTS
    yield Radio(trouble, seconds(match[3], match[4]), int(match[2]))


RADIO: Final[Phrases] = (
    phrase(
        f"cable pulled for {DURATION}",
        "cable pulled for 60 s",
        lambda m, _c: iter((Radio(RadioTrouble.UNPLUGGED, seconds(m[1], m[2])),)),
    ),
    phrase("cable pulled", "cable pulled", only(Radio(RadioTrouble.UNPLUGGED))),
    phrase("cable back", "cable back", only(Radio(RadioTrouble.PLUGGED_IN))),
    phrase("reset", "reset", only(Radio(RadioTrouble.RESET))),
    phrase(rf"(loses|corrupts) (\d{{1,2}}) % for {DURATION}", "corrupts 20 % for 1 min", _trouble),
)


def _set_point(match: re.Match[str], _context: Context) -> Iterator[Action]:
    arguments = {**_degrees(match[2], match[3]), "kind": match[1] or "cooling"}
    yield Drive("thermostat", "set_point", arguments)


def _battery(**arguments: object) -> Iterator[Action]:
    yield Drive("battery-thermostat", "battery", arguments)


THERMOSTAT: Final[Phrases] = (
    phrase("silent", "silent", only(Silence("thermostat"))),
    phrase("heard again", "heard again", only(Silence("thermostat", is_silent=False))),
    phrase(f"(?:(cooling|heating) to |set to ){DEGREES}", "cooling to 78 F", _set_point),
    phrase(
        "mode (off|auto|cool|heat)", "mode cool", lambda m, _c: iter((Drive("thermostat", "mode", {"mode": m[1]}),))
    ),
    phrase(r"battery (\d+(?:\.\d+)?) %", "battery 12 %", lambda m, _c: _battery(percent=float(m[1]))),
    phrase(
        r"battery drains (\d+(?:\.\d+)?) % an hour",
        "battery drains 5 % an hour",
        lambda m, _c: _battery(drains_percent_per_hour=float(m[1])),
    ),
)


def _at_display(verb: str) -> Build:
    return lambda m, _c: iter((Drive("display", verb, {"issuer_event_id": int(m[1])}),))


DISPLAY: Final[Phrases] = (
    phrase(r"opts out of #(\d+)", "opts out of #7", _at_display("opt_out")),
    phrase(r"opts in to #(\d+)", "opts in to #7", _at_display("opt_in")),
)

_PLAIN_WISHES: Final = (
    Wish.CONFIRMS_MESSAGE,
    Wish.SEES_LOW_BATTERY,
    Wish.SAYS_METER_REPLACED,
    Wish.SAYS_METER_SAME,
    Wish.USES_PUBLISHED_PRICES,
    Wish.USES_STORED_PRICES,
    Wish.FOLLOWS_METER_CLOCK,
)

PERSON: Final[Phrases] = (
    phrase(r"taps (\S.*)", "taps next", lambda m, _c: iter((Person(Wish.TAPS, m[1]),))),
    phrase("swipes (left|right)", "swipes left", lambda m, _c: iter((Person(Wish.SWIPES, m[1]),))),
    phrase(
        r"starts a bill on (\d{4}-\d\d-\d\d)",
        "starts a bill on 2026-07-14",
        lambda m, _c: iter((Person(Wish.STARTS_BILL, date.fromisoformat(m[1])),)),
    ),
    phrase(
        r"sets the clock to (\d\d:\d\d)",
        "sets the clock to 14:05",
        lambda m, c: iter((Person(Wish.SETS_CLOCK, c.instant_of(m[1])),)),
    ),
    *(phrase(re.escape(wish.value), wish.value, only(Person(wish))) for wish in _PLAIN_WISHES),
)


def _resolution(number: str) -> Decimal:
    return Decimal(1).scaleb(-len(number.partition(".")[2]))


def _power_shown(match: re.Match[str], _context: Context) -> Iterator[Action]:
    factor = 1000 if match[2] == "kW" else 1
    yield Shows(Quantity.DEMAND, _watts(match[1], match[2]), round(_resolution(match[1].lstrip("-")) * factor))


def _money_shown(match: re.Match[str], _context: Context) -> Iterator[Action]:
    yield Shows(Quantity(match[1]), Decimal(match[2]), _resolution(match[2]))


def _energy_shown(match: re.Match[str], _context: Context) -> Iterator[Action]:
    yield Shows(Quantity(match[1]), round(Decimal(match[2]) * 1000), round(_resolution(match[2]) * 1000))


def _cents_shown(match: re.Match[str], _context: Context) -> Iterator[Action]:
    yield Shows(Quantity.PRICE, Decimal(match[1]).scaleb(-2), _resolution(match[1]).scaleb(-2))


KIOSK: Final[Phrases] = (
    phrase(r"shows demand (-?\d+(?:\.\d+)?) (W|kW)", "shows demand 1.71 kW", _power_shown),
    phrase("shows demand none", "shows demand none", only(Shows(Quantity.DEMAND, None))),
    phrase(r"shows price (\d+(?:\.\d+)?) ?¢", "shows price 24.6 ¢", _cents_shown),
    phrase("shows price none", "shows price none", only(Shows(Quantity.PRICE, None))),
    phrase(
        "shows level (low|normal|high|critical)", "shows level high", lambda m, _c: iter((Shows(Quantity.LEVEL, m[1]),))
    ),
    phrase(r"shows (cost per hour|today|bill) (-?\d+\.\d\d) \$", "shows cost per hour 0.42 $", _money_shown),
    phrase(r"shows (today|bill) (\d+(?:\.\d+)?) kWh", "shows today 9.6 kWh", _energy_shown),
    phrase(r"shows tier (\d+)", "shows tier 2", lambda m, _c: iter((Shows(Quantity.TIER, int(m[1])),))),
    phrase(
        "shows meter (never|live|old|silent)",
        "shows meter silent",
        lambda m, _c: iter((Shows(Quantity.FRESHNESS, m[1]),)),
    ),
    phrase(
        "shows radio (closed|connecting|forming|ready|lost)",
        "shows radio lost",
        lambda m, _c: iter((Shows(Quantity.RADIO, m[1]),)),
    ),
    phrase(
        'shows message "([^"]+)"', 'shows message "Save power"', lambda m, _c: iter((Shows(Quantity.MESSAGE, m[1]),))
    ),
    phrase("shows battery (low|charged)", "shows battery low", lambda m, _c: iter((Shows(Quantity.BATTERY, m[1]),))),
    phrase("shows no message", "shows no message", only(Shows(Quantity.MESSAGE, None))),
    phrase(
        "asks whether the meter was replaced",
        "asks whether the meter was replaced",
        only(Shows(Quantity.QUESTION, True)),
    ),
    phrase("asks nothing", "asks nothing", only(Shows(Quantity.QUESTION, False))),
    phrase("agrees with the meter", "agrees with the meter", only(Agrees())),
    phrase(
        f"clock steps ([+-]){DURATION}",
        "clock steps +1 h",
        lambda m, _c: iter((KioskClock(round((-1 if m[1] == "-" else 1) * seconds(m[2], m[3]))),)),
    ),
    phrase("killed", "killed", only(KioskStops(is_running=False))),
    phrase("started", "started", only(KioskStops(is_running=True))),
)


def _speaker(actor: str, phrases: Phrases) -> Callable[[str, Context], list[Action]]:
    def understand(words: str, context: Context) -> list[Action]:
        plain = re.sub(r"\s+", " ", words)
        for pattern, _example, build in phrases:
            match = pattern.fullmatch(plain)
            if match:
                return list(build(match, context))
        examples = "; ".join(example for _pattern, example, _build in phrases)
        raise ValueError(f"{actor} does not know {plain!r}; it knows: {examples}")

    return understand


PHRASES: Final[Mapping[str, Phrases]] = {
    "house": HOUSE,
    "meter": METER,
    "utility": UTILITY + UTILITY_EVENTS + UTILITY_CARE,
    "radio": RADIO,
    "thermostat": THERMOSTAT + THERMOSTAT_SHOWS,
    "device": DEVICE,
    "display": DISPLAY,
    "installer": INSTALLER + INSTALLER_FIRMWARE,
    "person": PERSON + PERSON_EVENTS + PERSON_CARE + PERSON_FIRMWARE,
    "kiosk": KIOSK + KIOSK_DEVICES + KIOSK_EVENTS + KIOSK_FIRMWARE,
    "receipt": RECEIPT,
    "customer": CUSTOMER,
    "browser": BROWSER,
    "representative": REPRESENTATIVE,
}
"""Every actor and what it knows, each with an example."""

ACTORS: Final = {actor: _speaker(actor, phrases) for actor, phrases in PHRASES.items()}


def _no_time(words: str) -> datetime:
    raise ValueError(f"{words!r}: a heading has no time")


def settings(heading: str, words: str) -> list[Action]:
    """What a heading (`tariff`, `blocks`, `house`, `meter`) sets up; phrases are separated by commas."""
    context = Context(datetime.min, _no_time)  # noqa: DTZ901 - never read: headings have no time
    if heading in ("tariff", "blocks"):
        return ACTORS["utility"](f"{heading} {words}", context)
    return [action for phrase in words.split(",") for action in ACTORS[heading](phrase.strip(), context)]
