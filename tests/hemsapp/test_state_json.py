"""One JSON form of what may be seen."""

import json

from hemsapp.state_json import to_json
from ui.screens.cases import NOW, loading, normal


def test_money_is_exact_and_enums_are_words() -> None:
    state = to_json(normal(), NOW)
    assert state["bill"]["total"] == "87.16"  # type: ignore[index,call-overload]  # plain JSON is read as JSON
    assert state["prices"]["level"] == "normal"  # type: ignore[index,call-overload]  # the same
    assert state["texts"][0]["importance"] == "medium"  # type: ignore[index,call-overload]  # the same


def test_a_number_carries_its_age_and_its_freshness() -> None:
    power = to_json(normal(), NOW)["power"]
    assert isinstance(power, dict)
    assert power["heard"] == {"utc": "2026-07-13T20:11:57+00:00", "age_s": 3.0}
    assert power["freshness"] == "live"


def test_what_is_unknown_is_null_and_never_zero() -> None:
    state = to_json(loading(), NOW)
    assert state["power"]["demand_w"] is None  # type: ignore[index,call-overload]  # plain JSON is read as JSON
    assert state["today"] == {"used_wh": None, "cost": None, "usual_percent": None}


def test_the_whole_state_passes_through_json_unchanged() -> None:
    state = to_json(normal(), NOW)
    assert json.loads(json.dumps(state)) == state
