"""Event rules: each step in sentences, and what is saved."""

from dataclasses import replace

import pytest

from hemsapp.commands import ChoosePolicy, Practise, SavePlan
from hemsapp.plans import PRICE_OFFSETS_CENTI_C, Policy, Saving
from hemsapp.snapshot import Program
from ui import i18n
from ui.presenters.rules import STEPS, RulesPresenter, RulesView
from ui.screens import cases
from ui.screens import comfort_cases as rooms
from ui.screens.cases import NOW
from ui.screens.comfort_cases import EVENT_NOW, LIVING_ROOM, NURSERY, PLAN, WATER_HEATER
from ui.views import ButtonState, plain


def begun() -> RulesPresenter:
    presenter = RulesPresenter()
    presenter.present(cases.normal(), NOW)
    return presenter


def shown(presenter: RulesPresenter) -> RulesView:
    return presenter.present(cases.normal(), NOW)


def test_the_page_says_what_the_design_says() -> None:
    """C1FR38, X-PRICE-RESPONSE"""
    view = shown(begun())
    assert view.critical is not None
    assert view.emergency is not None
    assert view.critical[0].subtitle == "74° becomes 78°. Never above 80°."
    assert view.emergency[0].subtitle == "Set by your utility’s program: +4° by default."  # noqa: RUF001 - as it is set
    assert [(cell.word, cell.value, cell.note) for cell in view.cells] == [
        ("Low", "74°", "as you set it"),
        ("Normal", "74°", "as you set it"),
        ("High", "76°", "2° warmer"),
        ("Critical", "78°", "4° warmer"),
    ]
    assert plain(view.words) == "In words: when the price is High, Living room goes to 76°."
    assert [plain(card.second) for card in view.devices] == ["takes part", "takes part", "only if I ask", "takes part"]


@pytest.mark.parametrize("steps", [-4, -1, 1, 4])
def test_both_offsets_are_set_apart(steps: int) -> None:
    """C1FR38: two separate offsets, for emergencies and for critical peaks."""
    presenter = begun()
    for _ in range(abs(steps)):
        presenter.step_critical(1 if steps > 0 else -1)
    saved = replace(PLAN, critical_offset_centi_c=i18n.centi_kelvin(4 + steps))
    assert presenter.save() == (SavePlan(LIVING_ROOM, saved),)
    assert presenter.save() == ()
    presenter.step_emergency(-1)
    assert presenter.save()[0].plan.emergency_offset_centi_c == i18n.centi_kelvin(3)


def test_an_offset_stays_between_none_and_eight_degrees() -> None:
    presenter = begun()
    for _ in range(12):
        presenter.step_critical(1)
    view = shown(presenter)
    assert view.critical is not None
    assert view.critical[1] is not None
    assert (view.critical[1].text, view.critical[1].can_increase) == ("+8°", False)
    assert view.critical[0].subtitle == "74° becomes 80°. Never above 80°."
    for _ in range(12):
        presenter.step_critical(-1)
    view = shown(presenter)
    assert view.critical is not None
    assert view.critical[1] is not None
    assert (view.critical[1].text, view.critical[1].can_decrease) == ("0°", False)


@pytest.mark.parametrize(("index", "saving"), list(enumerate(STEPS)))
def test_the_five_steps_fill_the_table(index: int, saving: Saving) -> None:
    """X-PRICE-RESPONSE"""
    presenter = begun()
    presenter.respond(index)
    view = shown(presenter)
    assert view.response is not None
    assert view.response.selected == index
    expected = [f"{min(80, 74 + i18n.difference_steps(offset))}°" for offset in PRICE_OFFSETS_CENTI_C[saving]]
    assert [cell.value for cell in view.cells] == expected
    if saving is Saving.MAX_COMFORT:
        assert plain(view.words) == "In words: everyday prices change nothing in Living room."


def test_the_table_may_be_the_customers_own() -> None:
    """X-PRICE-RESPONSE: customers programme their responses; low prices may cool ahead."""
    presenter = begun()
    presenter.open_level(0)
    presenter.step_level(-1)
    sheet, stepper = presenter.level_sheet()
    assert (sheet.title, stepper.text) == ("Low price, Living room", f"{i18n.MINUS}1°")
    view = shown(presenter)
    assert view.response is not None
    assert (view.response.selected, view.cells[0].value, view.cells[0].note) == (-1, "73°", "1° cooler")
    (command,) = presenter.save()
    assert command.plan.saving is Saving.CUSTOM
    assert command.plan.price_offsets_centi_c == (-56, 0, 111, 222)


def test_no_level_but_low_goes_the_other_way() -> None:
    presenter = begun()
    presenter.open_level(1)
    presenter.step_level(-1)
    assert presenter.save() == ()


def test_programs_are_chosen_one_by_one() -> None:
    """X-CHOICE"""
    presenter = begun()
    presenter.toggle_program(list(Program).index(Program.CRITICAL_PEAK))
    view = shown(presenter)
    assert view.critical is not None
    assert view.part is not None
    assert (view.critical[0].subtitle, view.critical[1]) == ("Left out: it stays as you set it.", None)
    assert view.part[0].subtitle == "Living room follows demand bidding and emergencies and utility events"
    presenter.toggle_part()
    assert presenter.save() == (SavePlan(LIVING_ROOM, replace(PLAN, takes_part=frozenset())),)


def test_a_device_that_takes_no_part_takes_part_in_all_with_one_touch() -> None:
    """X-CHOICE"""
    presenter = begun()
    presenter.choose(2)
    presenter.toggle_part()
    assert presenter.save() == (SavePlan(NURSERY, PLAN),)


def test_what_is_changed_back_needs_no_saving() -> None:
    presenter = begun()
    presenter.step_critical(1)
    changed = (presenter.is_editing, shown(presenter).save.state)
    presenter.step_critical(-1)
    assert changed == (True, ButtonState.IDLE)
    assert (presenter.is_editing, shown(presenter).save.state) == (False, ButtonState.DISABLED)


def test_the_rules_of_several_devices_are_saved_together() -> None:
    presenter = begun()
    presenter.step_critical(1)
    presenter.choose(3)
    presenter.toggle_program(0)
    assert presenter.leave_sheet().subtitle == "You changed Living room, Water heater."
    assert [command.device for command in presenter.save()] == [LIVING_ROOM, WATER_HEATER]
    assert shown(presenter).save.text == "Saved"


@pytest.mark.parametrize(
    ("index", "steps", "text"),
    [
        (0, 1, "81°"),
        (0, 9, "85°"),
        (0, -30, "66°"),
        (1, -1, "61°"),
        (1, -30, "50°"),
        (2, 1, "3°"),
        (3, 1, "75 min"),
        (4, 1, "5.0 kW"),
        (4, 3, "6.0 kW"),
        (4, -1, "never"),
        (5, 2, "35 kWh"),
        (5, -1, "never"),
        (6, 1, "3°"),
        (6, 9, "8°"),
    ],
)
def test_the_limits_are_stepped_within_what_holds(index: int, steps: int, text: str) -> None:
    presenter = begun()
    for _ in range(abs(steps)):
        presenter.step_limit(index, 1 if steps > 0 else -1)
    assert shown(presenter).limits[index][1].text == text


def test_heating_the_words_and_signs_turn_round() -> None:
    presenter = RulesPresenter()
    view = presenter.present(rooms.heating(cases.normal()), NOW)
    assert view.critical is not None
    assert view.critical[1] is not None
    assert (view.critical[0].subtitle, view.critical[1].text) == (
        "68° becomes 64°. Never below 62°.",
        f"{i18n.MINUS}4°",
    )
    assert view.cells[2].note == "2° cooler"


@pytest.mark.parametrize(
    ("policy", "selected", "words"),
    [(Policy.JA5, 0, "You can change a set point"), (Policy.UC96_2007, 1, "Nobody changes a set point")],
)
def test_the_policy_is_shown_chosen_and_explained(policy: Policy, selected: int, words: str) -> None:
    s = cases.normal()
    presenter = RulesPresenter()
    view = presenter.present(replace(s, events=replace(s.events, policy=policy)), NOW)
    assert view.house.policy.selected == selected
    assert view.house.policy_row.title.endswith(policy.value)
    assert view.house.policy_row.subtitle.startswith(words)
    assert "85°" in view.house.policy_row.subtitle
    assert presenter.choose_policy(1 - selected).policy is not policy


def test_the_plan_by_our_own_clock_is_a_choice() -> None:
    """UC96.3.4"""
    assert begun().toggle_own_clock() == ChoosePolicy(keeps_plan_by_own_clock=False)


def test_a_practice_is_asked_for_and_not_while_an_event_runs() -> None:
    presenter = begun()
    assert presenter.practise() == Practise(10)
    assert shown(presenter).rehearse.state is ButtonState.BUSY
    view = RulesPresenter().present(rooms.in_event(cases.normal()), EVENT_NOW)
    assert view.rehearse.state is ButtonState.DISABLED


def test_a_load_switch_has_programs_and_no_degrees() -> None:
    """X-CHOICE"""
    presenter = begun()
    presenter.choose(3)
    view = shown(presenter)
    assert (view.critical, view.cells) == (None, ())
    assert [setting.title for setting, _ in view.limits] == ["Ease above", "Ease after"]
    assert len(view.programs) == len(Program)
    assert plain(view.words) == "In words: Water heater is switched off in an event, and on again after it."


def test_a_device_gives_way_to_the_houses_own_load() -> None:
    """X-PRICE-RESPONSE: consumption and load, not prices alone."""
    presenter = begun()
    presenter.choose(3)
    for _ in range(2):
        presenter.step_limit(0, 1)
    presenter.step_limit(1, 1)
    assert presenter.save() == (SavePlan(WATER_HEATER, replace(PLAN, load_limit_w=5500, day_limit_wh=30_000)),)
    for _ in range(12):
        presenter.step_limit(0, -1)
    assert presenter.save()[0].plan.load_limit_w is None
