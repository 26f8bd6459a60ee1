"""The text of a scenario, by the name of one that ships or from a file."""

from pathlib import Path

from devices.sim.scenario import Scenario, ScenarioError, parse
from devices.sim.website_phrases import Browses
from resources import scenarios

__all__ = ["Scenario", "Unreadable", "read", "said"]


class Unreadable(Exception):
    """There is no such scenario, or it is not in the language; the text is a sentence."""


def read(wanted: str) -> tuple[str, str, Scenario]:
    """Its short name, its text, and what that says. Raises Unreadable."""
    try:
        text = scenarios.read(wanted) if wanted in scenarios.names() else Path(wanted).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(scenarios.names())
        raise Unreadable(f"{wanted} is no scenario of ours and no file to read ({error}). Ours: {known}.") from error
    return Path(wanted).stem, text, said(text, wanted)


def said(text: str, name: str) -> Scenario:
    """What a scenario's text says; `name` is what a person knows it by. Raises Unreadable."""
    try:
        return parse(text)
    except ScenarioError as error:
        raise Unreadable(f"{name}: {error}") from error


def is_at_website(scenario: Scenario) -> bool:
    """Does somebody look at the utility's website in it? It plays on the wire then."""
    return any(isinstance(step.action, Browses) for step in scenario.steps)
