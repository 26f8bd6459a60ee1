"""The parts of the rates page that follow from the plan alone: tiers, critical days, and what saving would do."""

from dataclasses import dataclass
from datetime import date

from hemsapp.rates import TariffVersion
from ui.i18n import capital, name_of, words
from ui.presenters import rates_draft, rates_fields, rates_plan
from ui.presenters.rates_checks import Problem
from ui.presenters.rates_example import event_day, spoken
from ui.presenters.rates_times import TimesEditor
from ui.views import ButtonKind, ButtonState, ButtonView, FieldView, SegmentedView, ToggleView, Tone
from ui.views.rates import CriticalView, FootView, TierFields, TiersView


@dataclass(frozen=True, slots=True)
class Saving:
    """What is shown at the foot follows from this: the plan, what looks wrong, and how far it is saved."""

    plan: TariffVersion
    today: date
    found: Problem | None
    is_editing: bool
    is_saved: bool
    can_go_back: bool


def tiers_view(plan: TariffVersion, season: int, active: str) -> TiersView:
    """A row for each tier (C1FR34a)."""
    is_percent = rates_draft.by_percent(plan)
    rows = []
    for tier in range(len(plan.tiers)):
        up_to, price = rates_fields.limit(plan, tier), rates_fields.price(plan, tier, season)
        can_limit = tier < len(plan.tiers) - 1 or len(plan.tiers) < rates_draft.MOST_TIERS
        limit = FieldView(
            up_to.text(), words("rates.no_limit"), is_active=active == up_to.key, is_enabled=can_limit,
            sentence=up_to.label,
        )  # fmt: skip
        field = FieldView(price.text(), is_active=active == price.key, sentence=price.label)
        rows.append(TierFields(str(tier + 1), limit, field))
    columns = (words("rates.tier"), words("rates.up_to_percent" if is_percent else "rates.up_to"))
    return TiersView((*columns, words("rates.cents")), tuple(rows))


def critical_view(plan: TariffVersion, times: TimesEditor, tier: int, active: str) -> CriticalView:
    """What an event adds, what is taken off at other times, and how such a day looks."""
    peak = plan.critical_peak
    names = [season.name for season in plan.seasons]
    season = None
    if peak is not None and peak.credit and names:
        chosen = names.index(peak.credit_season) + 1 if peak.credit_season in names else 0
        season = SegmentedView((words("rates.all_year"), *(capital(name_of(name)) for name in names)), chosen)
    return CriticalView(
        ToggleView(peak is not None, words("rates.has_critical")),
        tuple(rates_plan.charge(entry, active) for entry in rates_fields.critical(plan)),
        words("rates.credit_season"),
        season,
        words("rates.critical_words" if peak is not None else "rates.critical_none"),
        event_day(plan, times, tier),
    )


def foot_view(saving: Saving) -> FootView:
    """What saving does, what looks wrong, or what was saved and how to go back (money rules 2 and 6)."""
    save, found, day = save_button(saving), saving.found, spoken(saving.plan.starts)
    discard = ButtonView(words("rates.discard"), ButtonKind.OUTLINE) if saving.is_editing else None
    if found is not None:
        fix = ButtonView(found.fix, ButtonKind.OUTLINE) if found.fix else None
        return FootView((found.sentence,), Tone.ATTENTION, save, discard, fix)
    if saving.is_saved:
        back = ButtonView(words("rates.undo"), ButtonKind.OUTLINE, icon="undo-2") if saving.can_go_back else None
        return FootView((words("rates.saved", date=day), words("rates.kept")), Tone.QUIET, save, back, None)
    first = "rates.counted_anew" if saving.plan.starts < saving.today else "rates.nothing_before"
    return FootView((words(first, date=day), words("rates.kept")), Tone.QUIET, save, discard, None)


def save_button(saving: Saving) -> ButtonView:
    """The one button that saves, and counts anew what lies in the past."""
    plan, found = saving.plan, saving.found
    is_ready = saving.is_editing and (found is None or not found.is_wrong)
    state = ButtonState.IDLE if is_ready else ButtonState.DONE if saving.is_saved else ButtonState.DISABLED
    if saving.is_saved:
        return ButtonView(words("rates.saved_button"), ButtonKind.OUTLINE, state)
    key = "rates.save_again" if plan.starts < saving.today else "rates.save"
    text = words("rates.save_anyway") if found is not None and is_ready else words(key, date=spoken(plan.starts))
    return ButtonView(text, ButtonKind.OUTLINE if found is not None else ButtonKind.PRIMARY, state)
