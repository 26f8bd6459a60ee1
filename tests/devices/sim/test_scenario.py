from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.moment import Moment
from devices.sim.actions import Drive, Person, Quantity, Radio, RadioTrouble, Shows, Silence, Wish
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.scenario import Scenario, ScenarioError, parse
from devices.sim.scenario_phrases import PHRASES

ROOT = Path(__file__).parents[3]
SCENARIOS = sorted((ROOT / "tests" / "scenarios").glob("*.txt"))
KINDS = ("meter", "thermostat", "battery-thermostat", "load-switch")


def actions(text: str) -> list[object]:
    return [step.action for step in parse(text).steps]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_can_be_read_and_its_verbs_carried_out(path: Path) -> None:
    scenario = parse(path.read_text(encoding="utf-8"))
    assert scenario.steps
    play_verbs(scenario)


def play_verbs(scenario: Scenario) -> None:
    start = Moment(scenario.start, 0.0)
    nodes = dict(
        zip(KINDS, make_nodes(KINDS, seed=scenario.seed, start=start, profile_id=0x0109, state=None), strict=True)
    )
    for action in scenario.settings:
        assert isinstance(action, Drive)
        nodes[action.kind].drive(action.verb, action.arguments, start)
    for step in scenario.steps:
        now = Moment(step.at, (step.at - scenario.start).total_seconds())
        if isinstance(step.action, Drive):
            nodes[step.action.kind].drive(step.action.verb, step.action.arguments, now)
        else:
            nodes["meter"].wake(now)


def test_the_example_of_the_architecture_s_headings_is_understood() -> None:
    scenario = parse(
        "tariff  00:00 off-peak 0.09, 14:00 peak 0.31, 20:00 off-peak\n"
        "house   base 400 W, air conditioner 2.9 kW, 74 F, outside 97 F\n"
    )
    assert scenario.settings == (
        Drive(
            "meter",
            "tariff",
            {"day": [["00:00", "off-peak", "0.09"], ["14:00", "peak", "0.31"], ["20:00", "off-peak", "0.09"]]},
        ),
        Drive("meter", "base_load", {"watts": 400}),
        Drive("meter", "air_conditioner", {"watts": 2900}),
        Drive("meter", "inside", {"fahrenheit": 74.0}),
        Drive("meter", "outside", {"fahrenheit": 97.0}),
    )


def test_a_timetable_gives_steps_at_utc_instants_and_indented_lines_share_the_time() -> None:
    scenario = parse(
        "date 2026-07-14\nbill began 2026-06-25\n\n13:10 kiosk shows meter live  # a comment\n"
        "      kiosk shows demand 1.7 kW\n24:00 kiosk agrees with the meter\n"
    )
    assert [step.at for step in scenario.steps] == [
        datetime(2026, 7, 14, 20, 10, tzinfo=UTC),
        datetime(2026, 7, 14, 20, 10, tzinfo=UTC),
        datetime(2026, 7, 15, 7, 0, tzinfo=UTC),
    ]
    assert [step.line for step in scenario.steps] == [4, 5, 6]
    assert scenario.start == datetime(2026, 7, 14, 7, tzinfo=UTC)
    assert scenario.bill_start == date(2026, 6, 25)


def test_a_day_line_turns_the_page() -> None:
    scenario = parse("date 2026-07-14\n12:00 kiosk started\nday 2026-07-16\n08:00 kiosk killed\n")
    assert scenario.steps[1].at == datetime(2026, 7, 16, 15, tzinfo=UTC)


def test_what_the_kiosk_shows_has_units_and_a_resolution() -> None:
    assert actions(
        "12:00 kiosk shows demand 1.71 kW\n"
        "      kiosk shows cost per hour 0.42 $\n"
        "      kiosk shows today 9.6 kWh\n"
        "      kiosk shows price 24.6 ¢\n"
        "      kiosk shows demand none\n"
    ) == [
        Shows(Quantity.DEMAND, 1710, 10),
        Shows(Quantity.COST_PER_HOUR, Decimal("0.42"), Decimal("0.01")),
        Shows(Quantity.TODAY, 9600, 100),
        Shows(Quantity.PRICE, Decimal("0.246"), Decimal("0.001")),
        Shows(Quantity.DEMAND, None),
    ]


def test_faults_and_people_become_typed_actions() -> None:
    assert actions(
        "12:00 meter silent for 10 min\n"
        "      radio cable pulled for 60 s\n"
        "      radio corrupts 20 % for 1 min\n"
        "      person taps next\n"
        "      person starts a bill on 2026-07-14\n"
        "      thermostat cooling to 78 F\n"
    ) == [
        Silence("meter", seconds=600),
        Radio(RadioTrouble.UNPLUGGED, 60),
        Radio(RadioTrouble.CORRUPTS, 60, 20),
        Person(Wish.TAPS, "next"),
        Person(Wish.STARTS_BILL, date(2026, 7, 14)),
        Drive("thermostat", "set_point", {"fahrenheit": 78.0, "kind": "cooling"}),
    ]


@pytest.mark.parametrize(("actor", "example"), [(a, one[1]) for a, phrases in PHRASES.items() for one in phrases])
def test_every_phrase_understands_its_own_example_and_is_documented(actor: str, example: str) -> None:
    assert parse(f"12:00 {actor} {example}").steps
    assert example in (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("12:00 martian lands", 1, "there is no actor 'martian'; there are house, meter"),
        ("\n\n12:00 meter explodes", 3, "meter does not know 'explodes'; it knows: silent for 10 min"),
        ("planet Mars", 1, "'planet' is no heading"),
        ("date yesterday", 1, "'yesterday' is not a date such as 2026-07-14"),
        ("zone Mars/Olympus", 1, "there is no time zone 'Mars/Olympus'"),
        ("seed seven", 1, "a seed is a whole number"),
        ("tariff 00:00 low", 1, "nothing says yet what low costs"),
        ("tariff noon 3", 1, "'noon 3' is not like `14:00 peak 0.31`"),
        ("12:00 kiosk started\n11:00 kiosk killed", 2, "a timetable never goes back"),
        ("   kiosk started", 1, "an indented line belongs to the time above it"),
        ("12:00 kiosk started\nhouse base 3 W", 2, "after the first time every line begins with a time"),
        ("12:75 kiosk started", 1, "there is no time 12:75"),
        ("date 2026-03-08\n02:30 kiosk started", 2, "02:30 does not exist on 2026-03-08"),
        ("date 2026-11-01\n01:30 kiosk started", 2, "write 01:30 PDT or 01:30 PST"),
        ("12:00 PST kiosk started", 1, "12:00 is PDT, not PST"),
        ("12:00 kiosk started\nday 2026-07-13", 2, "2026-07-13 is not after 2026-07-14"),
        ("12:00 utility price 0.6 from noon for 1 h", 1, "'noon' is not a time such as 17:00"),
    ],
)
def test_what_cannot_be_understood_names_its_line_and_says_what_would_do(text: str, line: int, why: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        parse(text)
    assert refusal.value.line == line
    assert str(refusal.value).startswith(f"line {line}: ")
    assert why in str(refusal.value)


@given(st.text(alphabet='0123456789:. #\n\tabcdehikmnorstuyzWC¢$+-%,"', max_size=120))
def test_any_text_is_read_or_refused_but_never_raises_otherwise(text: str) -> None:
    with suppress(ScenarioError):
        parse(text)
