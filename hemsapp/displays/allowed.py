"""What a companion display may ask for: what a person may do anywhere in the home, nothing that an installer does."""

from dataclasses import fields, replace
from typing import Any

from hemsapp import commands, questions
from hemsapp.commands import Command
from hemsapp.questions import Question
from hemsapp.saying import say
from hemsapp.site import UtilityChainWanted

HERE = "this display"
"""What the engine calls the main display."""
ALLOWED: frozenset[type] = frozenset(
    {
        commands.AnswerEvent,
        commands.Ease,
        commands.TakeBreak,
        commands.OptOut,
        commands.OptIn,
        commands.UndoOverride,
        commands.SaveMore,
        commands.ReturnNow,
        commands.StopPlan,
        commands.CheckEvent,
        commands.AcknowledgeNotice,
        commands.AcknowledgeText,
        commands.AcknowledgeBattery,
        commands.AcknowledgeLeak,
        commands.SetRoomTemperature,
        commands.HoldTemperature,
        commands.SavePlan,
        commands.SaveProgramme,
        commands.RunCheck,
    }
)
ANSWERED: frozenset[type] = frozenset(
    {
        questions.HistoryWanted,
        questions.StretchWanted,
        questions.StatementWanted,
        questions.BillsWanted,
        questions.TraceWanted,
        questions.WorthWanted,
        questions.UtilityDayWanted,
        UtilityChainWanted,
        questions.LibraryWanted,
    }
)
NOT_HERE = say("This is done at the main display of the home. Nothing was changed.")
NOT_ANSWERED = say("This is shown at the main display of the home.")


def named(command: Command, whom: str) -> Command:
    """The command with who gave it, where it can say so; whatever the companion wrote there does not count."""
    if any(field.name == "by_whom" for field in fields(command)):
        return replace(command, by_whom=whom)  # type: ignore[arg-type]  # it has that field
    return command


def is_allowed(command: Command) -> bool:
    """May a companion ask for that?"""
    return type(command) in ALLOWED


def is_answered(question: Question) -> bool:
    """May a companion ask that?"""
    return type(question) in ANSWERED


def retold(value: Any, names: dict[str, str]) -> Any:
    """The value with displays called as this one calls them; the same object if no name is in it."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, tuple):
        items = tuple(retold(each, names) for each in value)
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    if not hasattr(value, "__dataclass_fields__"):
        return value
    changed = {
        field.name: new
        for field in fields(value)
        if (new := retold(old := getattr(value, field.name), names)) is not old
    }
    return replace(value, **changed) if changed else value
