"""The rules of a plan: what may be written into it, and what it says of a price or of an event."""

from dataclasses import replace

from hemsapp.domain.comfort.governance import Governance
from hemsapp.plans import DEFAULT_OFFSET_CENTI_C, MOST_OFFSET_CENTI_C, PRICE_OFFSETS_CENTI_C, Plan
from hemsapp.saying import say
from hemsapp.snapshot.events import Program
from hemsapp.snapshot.home import PriceLevel

SAFETY_CENTI_C = (1000, 2944)  # 50 F, 85 F: hold whatever anybody says
LOCKED = say("Your utility has locked this until the emergency is over.")
_LEVELS = (PriceLevel.LOW, PriceLevel.NORMAL, PriceLevel.HIGH, PriceLevel.CRITICAL)
_MOST_PRE_COOL_CENTI_C = 333
_MOST_PRE_COOL_MINUTES = 240
_PROGRAMS = frozenset(program.value for program in Program)


def price_offset_centi_c(plan: Plan, level: PriceLevel | None) -> int:
    """How far a price moves the set point from comfort; negative: towards it; 0 where the price is not known."""
    return 0 if level is None else plan.price_offsets_centi_c[_LEVELS.index(level)]


def takes_part(plan: Plan, governance: Governance) -> bool:
    """Does the customer let the device take part in that kind of event (X-CHOICE)?"""
    return governance.program.value in plan.takes_part


def customers_offset_centi_c(plan: Plan, *, is_emergency: bool) -> int:
    """The plan's own offset: emergencies and critical prices have one each (C1FR38)."""
    return plan.emergency_offset_centi_c if is_emergency else plan.critical_offset_centi_c


def is_offset_chosen(plan: Plan) -> bool:
    """Did the customer move the critical price's offset from the one that was shipped?"""
    return plan.critical_offset_centi_c != DEFAULT_OFFSET_CENTI_C


def settled(plan: Plan) -> Plan:
    """The plan as it is kept: a preset has its own table, whatever came with it."""
    preset = PRICE_OFFSETS_CENTI_C.get(plan.saving)
    return plan if preset is None else replace(plan, price_offsets_centi_c=preset)


def why_invalid(plan: Plan) -> str:
    """What to mend before the plan can hold; "" if nothing."""
    offsets = (plan.critical_offset_centi_c, plan.emergency_offset_centi_c)
    is_right = {
        say("a plan names the programs that there are"): plan.takes_part <= _PROGRAMS,
        say("an offset is 0 to 8 degrees"): min(offsets) >= 0 and max(offsets) <= MOST_OFFSET_CENTI_C,
        say("a price moves a room by at most 8 degrees"): max(map(abs, plan.price_offsets_centi_c))
        <= MOST_OFFSET_CENTI_C,
        say("your limits lie between 50 and 85 degrees"): SAFETY_CENTI_C[0] <= plan.lowest_centi_c
        and plan.highest_centi_c <= SAFETY_CENTI_C[1],
        say("the lowest temperature has to be below the highest"): plan.lowest_centi_c < plan.highest_centi_c,
        say("a house draws and uses more than nothing"): min(plan.load_limit_w or 1, plan.day_limit_wh or 1) > 0,
        say("a room gives way by at most 8 degrees"): MOST_OFFSET_CENTI_C >= plan.limit_offset_centi_c >= 0,
        say("pre-cooling is 0 to 6 degrees"): 0 <= plan.pre_cool_centi_c <= _MOST_PRE_COOL_CENTI_C,
        say("pre-cooling begins at most 4 hours ahead"): 0 <= plan.pre_cool_minutes <= _MOST_PRE_COOL_MINUTES,
    }
    return next((why for why, is_met in is_right.items() if not is_met), "")
