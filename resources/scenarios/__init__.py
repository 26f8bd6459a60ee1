"""The scenarios of UC96 and what else can happen to an event, in the language of docs/scenarios.md."""

from importlib.resources import files


def names() -> tuple[str, ...]:
    """The scenarios that ship, by name."""
    texts = (each.name for each in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".txt") for name in texts if name.endswith(".txt")))


def read(name: str) -> str:
    """The text of a scenario that ships. KeyError if there is none of that name."""
    if name not in names():
        raise KeyError(name)
    return files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
