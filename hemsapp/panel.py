"""The screen's hardware as the display sees it: how much light it gives, and how light the room is."""

from typing import Protocol


class Panel(Protocol):
    """A back-light. No method raises: what cannot be done is logged once, and told by `fault`."""

    @property
    def name(self) -> str:
        """What dims the screen, for a person who looks after it."""

    @property
    def fault(self) -> str:
        """Why the light cannot be set, with what to do; empty when it can."""

    def show(self, percent: int) -> int:
        """Give that much light, 0 is dark; gives back the percent of light that the panel now truly has.

        What is missing between the two is painted: a panel that knows only on and off answers 0 or 100.
        """

    def restore(self) -> None:
        """Leave the screen as it was found: the display ends."""

    def ambient_lux(self) -> float | None:
        """How light the room is; None without a sensor."""


class NoPanel:
    """A window on somebody's desk: the screen's light is not ours."""

    name = "none: dimmed by paint"
    fault = ""

    def show(self, percent: int) -> int:  # noqa: ARG002 - a panel is told
        """All of the light stays on."""
        return 100

    def restore(self) -> None:
        """Nothing was changed."""

    def ambient_lux(self) -> float | None:
        """Nobody measures."""
        return None
