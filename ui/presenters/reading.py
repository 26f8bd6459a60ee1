"""A page as it is read aloud: sentences once each, signs as words; and how often an event is said."""

from collections.abc import Iterable

from devices.moment import Moment
from ui.i18n import UNKNOWN, words

_SIGNS = ("¢/kWh", "$/kWh", "/kWh", "/h", "kWh", "kW", "¢", "°", "%")
_AGAIN_S, _THEN_EVERY_S = 60, 600


def read(sentences: Iterable[str]) -> str:
    """What is said: nothing twice, nothing that another sentence says as well."""
    said: list[str] = []
    for sentence in (" ".join(each.split()) for each in sentences):
        if sentence and not any(sentence in each for each in said):
            said = [each for each in said if each not in sentence] + [sentence]
    return " ".join(_spoken(each) for each in said)


def _spoken(sentence: str) -> str:
    """Signs that a voice stumbles over as the language's words; a stop at the end."""
    for sign in _SIGNS:
        if sign in sentence:
            sentence = sentence.replace(sign, f" {words('reading.' + _key(sign))}")
    sentence = sentence.replace(UNKNOWN, words("reading.unknown")).replace(" · ", ", ")
    sentence = " ".join(sentence.split())
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _key(sign: str) -> str:
    names = {"¢/kWh": "cents_per_kwh", "$/kWh": "dollars_per_kwh", "/kWh": "per_kwh", "/h": "per_hour", "kWh": "kwh"}
    return {**names, "kW": "kw", "¢": "cents", "°": "degrees", "%": "percent"}[sign]


class Cadence:
    """When a running event is said: at once, after a minute, then every ten minutes (users.md, Trio Accessible)."""

    def __init__(self) -> None:
        self._title = ""
        self._next_s = 0.0
        self._wait_s = _AGAIN_S

    def is_due(self, title: str, now: Moment) -> bool:
        """Is the event to be said now? An empty title: there is none."""
        if title != self._title:
            self._title, self._next_s, self._wait_s = title, now.monotonic_s, _AGAIN_S
        if not title or now.monotonic_s < self._next_s:
            return False
        self._next_s, self._wait_s = now.monotonic_s + self._wait_s, _THEN_EVERY_S
        return True
