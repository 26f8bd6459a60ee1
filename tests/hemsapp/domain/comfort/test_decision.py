"""Which set point holds, as a table (C1FR37, C1FR38, C1FR40, X-CHOICE, X-PRICE-RESPONSE)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemsapp.domain.comfort.decision import Case, Decision, Recovery, Side, decide
from hemsapp.domain.comfort.facts import Kind, Override
from hemsapp.domain.comfort.rules import SAFETY_CENTI_C
from hemsapp.plans import DEFAULT_PLAN, PRICE_OFFSETS_CENTI_C, Plan, Saving
from hemsapp.snapshot.comfort import Because, Reason
from hemsapp.snapshot.home import PriceLevel
from tests.hemsapp.domain.comfort.world import BEGIN, F64, F68, F74, F77, F78, F80, F82, F85, HALL, an_event

NOW = BEGIN + timedelta(hours=1)
COOL = Case(Side.COOLING, Reason(Because.PROGRAMME, F74), is_chosen=False, is_off=False, plan=DEFAULT_PLAN, now=NOW)
HEAT = replace(COOL, side=Side.HEATING, base=Reason(Because.PROGRAMME, F68))
CHOSEN = replace(DEFAULT_PLAN, critical_offset_centi_c=400, emergency_offset_centi_c=111)
PRICED = replace(DEFAULT_PLAN, saving=Saving.SAVINGS, price_offsets_centi_c=PRICE_OFFSETS_CENTI_C[Saving.SAVINGS])
COLD = replace(DEFAULT_PLAN, saving=Saving.CUSTOM, price_offsets_centi_c=(-56, 0, 111, 222))


def an_override(kind: Kind, by: int = 0, cooling: int | None = None) -> Override:
    return Override(HALL, 7, kind, by, cooling, None, BEGIN, None, "this display")


def why(decision: Decision) -> list[Because]:
    return [reason.because for reason in decision.reasons]


TABLE = {
    "the programme": (COOL, F74),
    "the default offset": (replace(COOL, governance=an_event()), F74 + 222),
    "when heating it is cooler": (replace(HEAT, governance=an_event()), F68 - 222),
    "the signal's 22 tenths": (replace(COOL, governance=an_event(cooling_offset_centi_c=220)), F74 + 220),
    "the signal never goes beyond the shipped offset": (
        replace(COOL, governance=an_event(cooling_offset_centi_c=300)),
        F74 + 222,
    ),
    "what the customer chose holds": (
        replace(COOL, governance=an_event(cooling_offset_centi_c=220), plan=CHOSEN),
        F80,  # 7 F, and never above 80 F
    ),
    "an emergency has its own offset": (replace(COOL, governance=an_event(is_emergency=True), plan=CHOSEN), F74 + 111),
    "an emergency's signal commands": (
        replace(COOL, governance=an_event(is_emergency=True, cooling_offset_centi_c=300), plan=CHOSEN),
        F74 + 300,
    ),
    "an absolute set point": (
        replace(COOL, governance=an_event(is_emergency=True, cooling_set_point_centi_c=F77)),
        F77,
    ),
    "of offset and set point the further": (
        replace(
            COOL,
            governance=an_event(is_emergency=True, cooling_offset_centi_c=220, cooling_set_point_centi_c=F77),
        ),
        F74 + 220,
    ),
    "never nearer to comfort than the programme": (
        replace(COOL, governance=an_event(is_emergency=True, cooling_set_point_centi_c=2000)),
        F74,
    ),
    "heating's own set point": (
        replace(HEAT, governance=an_event(is_emergency=True, heating_set_point_centi_c=F64)),
        F64,
    ),
    "the comfort limit holds in an emergency": (
        replace(COOL, governance=an_event(is_emergency=True, cooling_set_point_centi_c=3222)),
        F80,
    ),
    "a programme beyond the limit stays": (
        replace(COOL, base=Reason(Because.PROGRAMME, F82), governance=an_event()),
        F82,
    ),
    "the thermostat's own limit": (replace(COOL, governance=an_event(), limits_centi_c=(1600, F77)), F77),
    "before the start nothing": (replace(COOL, governance=an_event(after_minutes=90)), F74),
    "at the end nothing": (replace(COOL, governance=an_event(minutes=60)), F74),
    "off stays off": (replace(COOL, governance=an_event(), is_off=True), F74),
    "eased by a degree": (replace(COOL, governance=an_event(), override=an_override(Kind.EASED, 56)), F74 + 166),
    "eased at most to normal": (replace(COOL, governance=an_event(), override=an_override(Kind.EASED, 900)), F74),
    "doing more ends at the limit": (
        replace(COOL, governance=an_event(), override=an_override(Kind.EASED, -900)),
        F80,
    ),
    "a break": (replace(COOL, governance=an_event(), override=an_override(Kind.BREAK)), F74),
    "opted out": (replace(COOL, governance=an_event(), override=an_override(Kind.OUT)), F74),
    "a hand at the wall": (replace(COOL, governance=an_event(), override=an_override(Kind.KNOB, 0, F82)), F82),
    "an override of another event": (replace(COOL, governance=an_event(8), override=an_override(Kind.OUT)), F74 + 222),
    "locked": (
        replace(COOL, governance=an_event(is_emergency=True, is_locked=True), override=an_override(Kind.OUT)),
        F74 + 222,
    ),
    "released though locked": (
        replace(COOL, governance=an_event(is_emergency=True, is_locked=True), override=an_override(Kind.RELEASED)),
        F74,
    ),
    "a high price": (replace(COOL, plan=PRICED, level=PriceLevel.HIGH), F74 + 167),
    "a critical price": (replace(COOL, plan=PRICED, level=PriceLevel.CRITICAL), F74 + 333),
    "a low price may cool ahead": (replace(COOL, plan=COLD, level=PriceLevel.LOW), F74 - 56),
    "no known price": (replace(COOL, plan=PRICED, level=None), F74),
    "a price leaves what is held": (replace(COOL, plan=PRICED, level=PriceLevel.HIGH, is_chosen=True), F74),
    "an event over a price": (
        replace(COOL, plan=PRICED, level=PriceLevel.HIGH, governance=an_event(cooling_offset_centi_c=220)),
        F74 + 220,
    ),
    "a price when heating": (replace(HEAT, plan=PRICED, level=PriceLevel.HIGH), F68 - 167),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_set_point_is_by_the_table(name: str) -> None:
    case, expected = TABLE[name]
    decision = decide(case)
    assert decision.set_point_centi_c == expected
    assert decision.reasons[-1].set_point_centi_c == expected


def test_why_it_is_so_is_told_step_by_step() -> None:
    case = replace(COOL, governance=an_event(), plan=CHOSEN, override=an_override(Kind.EASED, 56))
    decision = decide(case)
    assert why(decision) == [Because.PROGRAMME, Because.EVENT, Because.COMFORT_LIMIT, Because.EASED]
    assert [reason.set_point_centi_c for reason in decision.reasons] == [F74, F74 + 400, F80, F80 - 56]
    assert decision.planned_centi_c == F80


def test_a_comfort_limit_at_the_safety_limit_is_the_safety_limit() -> None:
    plan = replace(DEFAULT_PLAN, highest_centi_c=F85)
    decision = decide(replace(COOL, plan=plan, governance=an_event(is_emergency=True, cooling_set_point_centi_c=3222)))
    assert decision.set_point_centi_c == F85
    assert why(decision)[-1] is Because.SAFETY_LIMIT


def test_a_room_is_cooled_ahead_of_an_event_unless_somebody_just_chose_its_temperature() -> None:
    plan = replace(DEFAULT_PLAN, pre_cool_centi_c=111, pre_cool_minutes=60)
    event = an_event(after_minutes=90, pre_cool_from=BEGIN + timedelta(minutes=30))
    case = replace(COOL, plan=plan, governance=event)
    assert decide(case).set_point_centi_c == F74 - 111
    assert why(decide(case))[-1] is Because.PRE_COOLING
    chosen = replace(case, base=Reason(Because.KNOB, F78, since=BEGIN + timedelta(minutes=40)))
    assert decide(chosen).set_point_centi_c == F78


def test_the_way_back_from_an_event_is_in_equal_steps() -> None:
    recovery = Recovery(F74 + 200, BEGIN, BEGIN + timedelta(minutes=40))
    points = [
        decide(replace(COOL, recovery=recovery, now=BEGIN + timedelta(minutes=minute))).set_point_centi_c
        for minute in (0, 9, 10, 20, 30, 40)
    ]
    assert points == [F74 + 160, F74 + 160, F74 + 120, F74 + 80, F74 + 40, F74]


@given(
    normal=st.integers(1200, 3200),
    offset=st.none() | st.integers(0, 2540),
    absolute=st.none() | st.integers(-27315, 32767),
    side=st.sampled_from(Side),
    is_emergency=st.booleans(),
    is_locked=st.booleans(),
    plan=st.sampled_from([DEFAULT_PLAN, CHOSEN, PRICED, COLD]),
    kind=st.none() | st.sampled_from(Kind),
    by=st.integers(-500, 500),
    level=st.none() | st.sampled_from(PriceLevel),
)
def test_whatever_is_signalled_a_room_stays_within_its_limits(
    normal: int,
    offset: int | None,
    absolute: int | None,
    side: Side,
    is_emergency: bool,
    is_locked: bool,
    plan: Plan,
    kind: Kind | None,
    by: int,
    level: PriceLevel | None,
) -> None:
    """S1: within [min(lowest, customer), max(highest, customer)]; and the event alone, never two causes (S5)."""
    event = an_event(
        is_emergency=is_emergency,
        is_locked=is_locked,
        cooling_offset_centi_c=offset,
        heating_offset_centi_c=offset,
        cooling_set_point_centi_c=absolute,
        heating_set_point_centi_c=absolute,
    )
    case = replace(
        COOL,
        side=side,
        base=Reason(Because.PROGRAMME, normal),
        plan=plan,
        governance=event,
        level=level,
        override=None if kind is None else an_override(kind, by),
    )
    decision = decide(case)
    point = decision.set_point_centi_c
    assert min(DEFAULT_PLAN.lowest_centi_c, normal) <= point <= max(DEFAULT_PLAN.highest_centi_c, normal)
    assert min(SAFETY_CENTI_C[0], normal) <= point <= max(SAFETY_CENTI_C[1], normal)
    assert (point - normal) * side.value >= 0
    assert decide(replace(case, level=None)) == decision
    if kind in {Kind.OUT, Kind.BREAK} and not is_locked:
        assert point == normal
