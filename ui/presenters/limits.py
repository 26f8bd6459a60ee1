"""The limits of a plan: the warmest and the coldest, and how far and how long it cools ahead."""

from dataclasses import replace

from hemsapp.plans import Plan
from hemsapp.snapshot import Thermostat
from ui import i18n
from ui.i18n import words
from ui.views import StepperView
from ui.views.comfort import SettingView

PRE_COOL_MOST = 4
_WARMEST, _COLDEST, _APART = 85, 50, 4
_MINUTES_STEP, _MINUTES_MOST = 15, 120


def limit_rows(device: Thermostat, plan: Plan) -> tuple[tuple[SettingView, StepperView], ...]:
    """Never above, never below, ahead by, ahead for."""
    warmest, coldest = i18n.degrees(plan.highest_centi_c), i18n.degrees(plan.lowest_centi_c)
    ahead, minutes = i18n.difference_degrees(plan.pre_cool_centi_c), plan.pre_cool_minutes
    ahead_key = "rules.cool_ahead" if device.is_cooling else "rules.heat_ahead"
    rows = (
        ("rules.never_above", i18n.temperature(plan.highest_centi_c), warmest > coldest + _APART, warmest < _WARMEST),
        ("rules.never_below", i18n.temperature(plan.lowest_centi_c), coldest > _COLDEST, coldest < warmest - _APART),
        (ahead_key, words("rules.degrees", degrees=ahead), ahead > 0, ahead < PRE_COOL_MOST),
        ("rules.ahead_for", words("rules.minutes", minutes=minutes), minutes > 0, minutes < _MINUTES_MOST),
    )
    return tuple(_row(words(key), text, can_decrease=less, can_increase=more) for key, text, less, more in rows)


def step_limit(plan: Plan, index: int, steps: int) -> Plan:
    """The plan with one limit more or less; `index` as in `limit_rows`, within what can be held."""
    warmest, coldest = i18n.degrees(plan.highest_centi_c), i18n.degrees(plan.lowest_centi_c)
    match index:
        case 0:
            return replace(plan, highest_centi_c=_celsius(warmest + steps, coldest + _APART, _WARMEST))
        case 1:
            return replace(plan, lowest_centi_c=_celsius(coldest + steps, _COLDEST, warmest - _APART))
        case 2:
            ahead = limited(i18n.difference_degrees(plan.pre_cool_centi_c) + steps, 0, PRE_COOL_MOST)
            return replace(plan, pre_cool_centi_c=i18n.centi_kelvin(ahead))
    minutes = limited(plan.pre_cool_minutes + steps * _MINUTES_STEP, 0, _MINUTES_MOST)
    return replace(plan, pre_cool_minutes=minutes)


def limited(value: int, least: int, most: int) -> int:
    """The value, kept within both."""
    return max(least, min(most, value))


def _celsius(degrees: int, least: int, most: int) -> int:
    return i18n.centi_celsius(limited(degrees, least, most))


def _row(name: str, text: str, *, can_decrease: bool, can_increase: bool) -> tuple[SettingView, StepperView]:
    spoken = words("rules.limit", what=name, value=text)
    return SettingView(name, has_rule=False), StepperView(text, can_decrease, can_increase, spoken)
