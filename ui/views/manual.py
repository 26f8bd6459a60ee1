"""What stands on the page of the manual."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChapterRowView:
    """A chapter in the list."""

    number: str
    title: str
    is_selected: bool = False

    @property
    def sentence(self) -> str:
        """Both."""
        return f"{self.number}. {self.title}"


@dataclass(frozen=True, slots=True)
class TextSizeView:
    """A key that makes text smaller or larger; without a further size it is off."""

    letter: str
    is_larger: bool
    is_enabled: bool
    sentence: str
