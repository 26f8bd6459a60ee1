"""A plan in sentences: what a device does at a critical price, in a grid emergency, at a high price (C1FR38)."""

from hemsapp.plans import Plan, Saving
from hemsapp.snapshot import LoadSwitch, PriceLevel, Program, Snapshot, Thermostat
from ui import i18n
from ui.i18n import words
from ui.presenters.frame import shown_level
from ui.views import Level, Run, Tone
from ui.views.comfort import RuleView

LEVELS = (PriceLevel.LOW, PriceLevel.NORMAL, PriceLevel.HIGH, PriceLevel.CRITICAL)


def plan_rules(snapshot: Snapshot, thermostat: Thermostat) -> tuple[RuleView, ...]:
    """Critical price, grid emergency and high price, as this thermostat's plan has them."""
    plan, is_cooling = thermostat.plan, thermostat.is_cooling
    never = never_beyond(plan, is_cooling=is_cooling)
    rows = []
    programs = [
        (Program.CRITICAL_PEAK, Level.CRITICAL, plan.critical_offset_centi_c),
        (Program.EMERGENCY, Level.EMERGENCY, plan.emergency_offset_centi_c),
    ]
    if snapshot.events.current is not None and snapshot.events.current.program is Program.EMERGENCY:
        programs.reverse()
    for program, level, offset in programs:
        is_in = program.value in plan.takes_part and not (program is Program.EMERGENCY and snapshot.events.is_exempt)
        if is_in:
            how = words("comfort.rule", how=moved(offset, is_cooling=is_cooling), never=never)
        else:
            how = words("comfort.rule_out")
        rows.append(_rule(level, words(f"comfort.rule_{level.value}"), how))
    if plan.saving is not Saving.MAX_COMFORT:
        high = plan.price_offsets_centi_c[LEVELS.index(PriceLevel.HIGH)]
        how = words("comfort.rule_plain", how=moved(high, is_cooling=is_cooling))
        rows.append(_rule(Level.HIGH, words("comfort.rule_high"), how))
    easing = words("comfort.rule_plain", how=moved(plan.limit_offset_centi_c, is_cooling=is_cooling))
    return (*rows, *_house_rules(plan, easing))


def switch_rules(snapshot: Snapshot, switch: LoadSwitch) -> tuple[RuleView, ...]:
    """When a load switch is switched off."""
    plan = switch.plan
    rows: list[RuleView] = []
    for program, level in ((Program.CRITICAL_PEAK, Level.CRITICAL), (Program.EMERGENCY, Level.EMERGENCY)):
        is_in = program.value in plan.takes_part and not (program is Program.EMERGENCY and snapshot.events.is_exempt)
        how = words("comfort.switch_rule" if is_in else "comfort.switch_rule_out")
        rows.append(_rule(level, words(f"comfort.rule_{level.value}"), how))
    return (*rows, *_house_rules(plan, words("comfort.rule_rests")))


def moved(offset_centi_c: int, *, is_cooling: bool) -> str:
    """`4° warmer` when cooling, `4° cooler` when heating; a negative offset the other way; none: as you set it."""
    shown = i18n.difference_steps(offset_centi_c)
    if shown == 0:
        return words("comfort.as_set")
    is_warmer = is_cooling == (shown > 0)
    return words("comfort.by_warmer" if is_warmer else "comfort.by_cooler", degrees=i18n.difference(offset_centi_c))


def never_beyond(plan: Plan, *, is_cooling: bool) -> str:
    """`never above 80°`, or below, when heating."""
    if is_cooling:
        return words("comfort.never_above", limit=i18n.temperature(plan.highest_centi_c))
    return words("comfort.never_below", limit=i18n.temperature(plan.lowest_centi_c))


def planned(normal_centi_c: int, offset_centi_c: int, plan: Plan, *, is_cooling: bool) -> int:
    """Where an offset leads from a set point, within the comfort limits (which move no set point that is beyond)."""
    if is_cooling:
        return min(normal_centi_c + offset_centi_c, max(plan.highest_centi_c, normal_centi_c))
    return max(normal_centi_c - offset_centi_c, min(plan.lowest_centi_c, normal_centi_c))


def high_level(index: int) -> Level:
    """The level of a column of the table."""
    return shown_level(LEVELS[index])


def _house_rules(plan: Plan, how: str) -> list[RuleView]:
    """What it does while the house draws much, and once it used much today; nothing where it never gives way."""
    leads = []
    if plan.load_limit_w is not None:
        leads.append(("gauge", words("comfort.rule_load", limit=i18n.load_limit(plan.load_limit_w))))
    if plan.day_limit_wh is not None:
        leads.append(("chart-column", words("comfort.rule_day", limit=i18n.whole_energy(plan.day_limit_wh))))
    return [
        RuleView(Run("", Tone.INK, icon=icon), (Run(lead, Tone.INK, is_strong=True), Run(how))) for icon, lead in leads
    ]


def _rule(level: Level, lead: str, how: str) -> RuleView:
    return RuleView(Run("", level=level), (Run(lead, Tone.INK, is_strong=True), Run(how)))
