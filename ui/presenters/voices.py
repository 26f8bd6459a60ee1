"""Programs that read aloud, and how each is told what to say; no program, no voice."""

import shutil
from dataclasses import dataclass

_TONGUES = {"en": ("en-US", "en-us"), "es": ("es", "es-419"), "fr": ("fr", "fr-fr")}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A program's full path and its arguments; `stopping` are the arguments that silence it, if it needs any."""

    program: str
    arguments: tuple[str, ...]
    stopping: tuple[str, ...] = ()


def spoken(words: str, tag: str, path: str | None = None) -> Spoken | None:
    """How these words are said in that language; None: nothing on this machine speaks. `path` is as in PATH."""
    tongue, voice = _TONGUES.get(tag[:2], _TONGUES["en"])
    if program := shutil.which("spd-say", path=path):
        return Spoken(program, ("--wait", "--language", tongue, "--", words), ("--cancel",))
    for name in ("espeak-ng", "espeak"):
        if program := shutil.which(name, path=path):
            return Spoken(program, ("-v", voice, "-s", "155", "--", words))
    return None


def is_there(path: str | None = None) -> bool:
    """Can anything on this machine speak?"""
    return spoken("", "en", path) is not None
