"""What holds for the whole house: who decides in a grid emergency, and by whose clock a plan runs."""

from dataclasses import dataclass

from hemsapp.commands import ChoosePolicy
from hemsapp.plans import Policy
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.views import SegmentedView, ToggleView
from ui.views.comfort import SettingView

POLICIES = (Policy.JA5, Policy.UC96_2007)


@dataclass(frozen=True, slots=True)
class HouseRulesView:
    """The policy with its explanation, and the plan by our own clock."""

    policy_row: SettingView
    policy: SegmentedView
    clock_row: SettingView
    clock: ToggleView


def house_rules(snapshot: Snapshot) -> HouseRulesView:
    """As they are stored."""
    events = snapshot.events
    key = events.policy.name.lower()
    limit = i18n.temperature(snapshot.comfort.safety_highest_centi_c)
    text = words(f"rules.policy_{key}", limit=limit)
    if events.is_exempt:
        text = words("rules.policy_exempt", limit=limit)
    options = tuple(words(f"rules.policy_{policy.name.lower()}_short") for policy in POLICIES)
    selected = POLICIES.index(events.policy)
    is_on = events.keeps_plan_by_own_clock
    clock = words("rules.clock_on" if is_on else "rules.clock_off")
    return HouseRulesView(
        SettingView(words("rules.policy", policy=events.policy.value), text, has_rule=False),
        SegmentedView(options, selected, f"{options[selected]}. {text}"),
        SettingView(words("rules.clock"), clock, has_rule=False),
        ToggleView(is_on, words("kit.on" if is_on else "kit.off"), sentence=f"{words('rules.clock')}. {clock}"),
    )


def choose_policy(index: int) -> ChoosePolicy:
    """Who may change a set point in a grid emergency."""
    return ChoosePolicy(policy=POLICIES[index])


def toggle_own_clock(snapshot: Snapshot) -> ChoosePolicy:
    """Keep the plan by our own clock when the meter is silent about an event, or wait for it."""
    return ChoosePolicy(keeps_plan_by_own_clock=not snapshot.events.keeps_plan_by_own_clock)
