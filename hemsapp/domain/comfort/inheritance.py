"""A device takes the place of another: it is steered by the same rules, programme and choices."""

from dataclasses import replace
from datetime import datetime

from hemsapp.domain.comfort.facts import KeptPlan, KeptProgramme
from hemsapp.domain.comfort.load import Load
from hemsapp.domain.comfort.room import Room
from hemsapp.domain.comfort.steps import Notes


def hand_over(old: Room | Load, new: Room | Load, now: datetime, notes: Notes) -> None:
    """What the customer wished of the old one holds for the new one, its way out of a running event as well."""
    new.plan = old.plan
    notes.facts.append(KeptPlan(new.device, new.plan))
    for issuer_event_id, override in old.overrides.items():
        new.overrides[issuer_event_id] = replace(override, device=new.device)
        notes.facts.append(new.overrides[issuer_event_id])
    if not (isinstance(old, Room) and isinstance(new, Room)):
        return
    if old.periods:
        new.periods = old.periods
        notes.facts.append(KeptProgramme(new.device, new.periods))
    if old.choice is not None:
        new.keep_choice(replace(old.choice, device=new.device), now, notes)
