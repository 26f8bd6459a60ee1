"""What stands in the bar of the page that lets devices in, at each of its steps."""

from dataclasses import dataclass
from enum import Enum

from ui.i18n import words


class At(Enum):
    """Where the wizard is, while nobody waits for a device."""

    AIR, WHAT, WHERE, LABEL, BATCH = range(5)


_SUBTITLES = {At.WHAT: "what", At.WHERE: "place", At.AIR: "air", At.BATCH: "batch"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The step, the word for what is let in, and whose place it takes; `at` None: a device is waited for."""

    at: At | None
    word: str
    is_meter: bool = False
    is_code: bool = False
    is_empty: bool = True
    replaced: str = ""


def title(here: Standing) -> str:
    """`Add a thermostat`, `Install code`, `Radio check`."""
    if here.at in {At.AIR, At.BATCH}:
        return words("connect.air_title" if here.at is At.AIR else "connect.batch_title")
    if here.at is At.LABEL and here.is_code:
        return words("connect.code_title")
    if here.replaced:
        return words("connect.title_replace", name=here.replaced)
    if here.is_meter and here.at is not At.WHAT:
        return words("connect.title_meter")
    return words("connect.title_device", device=words("connect.device") if here.at is At.WHAT else here.word)


def subtitle(here: Standing) -> str:
    """`Where is it?`, `36 characters, printed on the thermostat's label`."""
    if here.at is None:
        return ""
    is_replacing = bool(here.replaced) and here.is_empty
    label = "code" if here.is_code else "replace" if is_replacing else "address"
    return words(f"connect.{_SUBTITLES.get(here.at, label)}_subtitle", device=here.word)
