"""Sample tariffs, preprogrammed (C1FR34b): each names its source and date, and none is current."""

from importlib.resources import files

DEFAULT = "tiers-and-times"


def names() -> list[str]:
    """The names of the sample tariffs."""
    return sorted(
        each.name.removesuffix(".toml") for each in files(__package__).iterdir() if each.name.endswith(".toml")
    )


def read(name: str = DEFAULT) -> str:
    """The TOML text of a sample tariff; raises FileNotFoundError."""
    return files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
