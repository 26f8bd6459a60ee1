"""What the drawing of the network map shows."""

from dataclasses import dataclass

from ui.views.meaning import Tone


@dataclass(frozen=True, slots=True)
class MapNodeView:
    """A dot, below the node at place `parent` (-1: nobody told); hollow where nothing is heard any more."""

    name: str
    parent: int
    tone: Tone
    is_hollow: bool = False
    is_named: bool = False
    is_on_way: bool = False


@dataclass(frozen=True, slots=True)
class MapView:
    """The display first, then each device after the one above it; `sentence` says what the drawing is."""

    nodes: tuple[MapNodeView, ...]
    sentence: str = ""
