"""The limits of a plan: warmest and coldest, how far and how long it cools ahead, and where it eases the house."""

from dataclasses import replace

from hemsapp.plans import Plan
from hemsapp.snapshot import Thermostat
from ui import i18n
from ui.i18n import words
from ui.views import StepperView
from ui.views.comfort import SettingView

PRE_COOL_MOST_CENTI_K, OFFSET_MOST_CENTI_K = 222, 444  # 4 and 8 F
_COLDEST_CENTI_C, _WARMEST_CENTI_C, _APART_CENTI_K = 1000, 2944, 222  # 50, 85 and 4 F
_MINUTES_STEP, _MINUTES_MOST = 15, 120
_LOADS_W = (None, *range(1000, 12_500, 500))
_DAYS_WH = (None, *range(5000, 105_000, 5000))
_FIRST_LOAD_W, _FIRST_DAY_WH = 5000, 30_000


def limit_rows(device: Thermostat, plan: Plan) -> tuple[tuple[SettingView, StepperView], ...]:
    """Never above, never below, ahead by, ahead for; eases above a load, after a day's use, by so much."""
    warmest, coldest = i18n.steps(plan.highest_centi_c), i18n.steps(plan.lowest_centi_c)
    least, most = i18n.steps_within(_COLDEST_CENTI_C, _WARMEST_CENTI_C)
    apart, ahead_most = i18n.difference_steps(_APART_CENTI_K), i18n.difference_steps(PRE_COOL_MOST_CENTI_K)
    ahead, minutes = i18n.difference_steps(plan.pre_cool_centi_c), plan.pre_cool_minutes
    ahead_key = "rules.cool_ahead" if device.is_cooling else "rules.heat_ahead"
    rows = (
        ("rules.never_above", i18n.temperature(plan.highest_centi_c), warmest > coldest + apart, warmest < most),
        ("rules.never_below", i18n.temperature(plan.lowest_centi_c), coldest > least, coldest < warmest - apart),
        (ahead_key, _degrees(plan.pre_cool_centi_c), ahead > 0, ahead < ahead_most),
        ("rules.ahead_for", words("rules.minutes", minutes=minutes), minutes > 0, minutes < _MINUTES_MOST),
    )
    limits = tuple(_row(words(key), text, can_decrease=less, can_increase=more) for key, text, less, more in rows)
    by = i18n.difference_steps(plan.limit_offset_centi_c)
    text, most = _degrees(plan.limit_offset_centi_c), i18n.difference_steps(OFFSET_MOST_CENTI_K)
    easing = _row(words("rules.easing"), text, can_decrease=by > 0, can_increase=by < most)
    return (*limits, *house_rows(plan), easing)


def house_rows(plan: Plan) -> tuple[tuple[SettingView, StepperView], ...]:
    """From which load of the house on, and from which use in a day on, the device gives way (X-PRICE-RESPONSE)."""
    load_w, day_wh = plan.load_limit_w, plan.day_limit_wh
    never = words("rules.never")
    load = never if load_w is None else str(i18n.load_limit(load_w))
    day = never if day_wh is None else str(i18n.whole_energy(day_wh))
    return (
        _row(
            words("rules.load"), load, words("rules.load_note"),
            can_decrease=load_w is not None, can_increase=load_w != _LOADS_W[-1],
        ),
        _row(
            words("rules.day"), day, words("rules.day_note"),
            can_decrease=day_wh is not None, can_increase=day_wh != _DAYS_WH[-1],
        ),
    )  # fmt: skip


def step_house(plan: Plan, index: int, steps: int) -> Plan:
    """The plan with another load (0) or another use in a day (1) from which it gives way."""
    if index == 0:
        return replace(plan, load_limit_w=_next(_LOADS_W, plan.load_limit_w, steps, _FIRST_LOAD_W))
    return replace(plan, day_limit_wh=_next(_DAYS_WH, plan.day_limit_wh, steps, _FIRST_DAY_WH))


def step_limit(plan: Plan, index: int, steps: int) -> Plan:
    """The plan with one limit more or less; `index` as in `limit_rows`, within what can be held."""
    warmest, coldest = i18n.steps(plan.highest_centi_c), i18n.steps(plan.lowest_centi_c)
    least, most = i18n.steps_within(_COLDEST_CENTI_C, _WARMEST_CENTI_C)
    apart = i18n.difference_steps(_APART_CENTI_K)
    match index:
        case 0:
            return replace(plan, highest_centi_c=_celsius(warmest + steps, coldest + apart, most))
        case 1:
            return replace(plan, lowest_centi_c=_celsius(coldest + steps, least, warmest - apart))
        case 2:
            return replace(plan, pre_cool_centi_c=stepped(plan.pre_cool_centi_c, steps, 0, PRE_COOL_MOST_CENTI_K))
        case 4 | 5:
            return step_house(plan, index - 4, steps)
        case 6:
            eased = stepped(plan.limit_offset_centi_c, steps, 0, OFFSET_MOST_CENTI_K)
            return replace(plan, limit_offset_centi_c=eased)
    minutes = limited(plan.pre_cool_minutes + steps * _MINUTES_STEP, 0, _MINUTES_MOST)
    return replace(plan, pre_cool_minutes=minutes)


def limited(value: int, least: int, most: int) -> int:
    """The value, kept within both."""
    return max(least, min(most, value))


def stepped(centi_k: int, steps: int, least_centi_k: int, most_centi_k: int) -> int:
    """A difference that many steps larger, kept within both."""
    least, most = i18n.difference_steps(least_centi_k), i18n.difference_steps(most_centi_k)
    return i18n.centi_kelvin(limited(i18n.difference_steps(centi_k) + steps, least, most))


def _celsius(steps: int, least: int, most: int) -> int:
    return i18n.centi_celsius(limited(steps, least, most))


def _degrees(centi_k: int) -> str:
    return words("rules.degrees", degrees=i18n.difference(centi_k))


def _next(steps_of: tuple[int | None, ...], value: int | None, steps: int, first: int) -> int | None:
    """The next one in the row; from never on, a usual one."""
    if value is None:
        return first if steps > 0 else None
    near = min(range(1, len(steps_of)), key=lambda index: abs((steps_of[index] or 0) - value))
    return steps_of[limited(near + steps, 0, len(steps_of) - 1)]


def _row(
    name: str, text: str, note: str = "", *, can_decrease: bool, can_increase: bool
) -> tuple[SettingView, StepperView]:
    spoken = words("rules.limit", what=f"{name} {note}".strip(), value=text)
    return SettingView(name, note, has_rule=False), StepperView(text, can_decrease, can_increase, spoken)
