"""What may leave the home of a text that was not written for a report: the rest is taken out."""

import re
from collections.abc import Iterable
from typing import Any

from hemsapp.bundle.pseudonyms import Pseudonyms
from hemsapp.logs import Redaction

GONE = "[removed]"
_LEAST = 3
"""What is shorter than that is no name that could be looked for."""

_EUI64 = r"(?:[0-9a-fA-F]{2}[:-]){7}[0-9a-fA-F]{2}"
_ADDRESS = re.compile(rf"\b(?:{_EUI64}|(?:0x)?[0-9a-fA-F]{{16}})\b")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_ONLY_ADDRESS = re.compile(rf"['\"]{_EUI64}['\"]")
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # electronic mail
    r"|\+\d{8,15}\b|(?<!\d)(?:\+?\d{1,3}[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)|\b\d{3}-\d{4}\b"  # telephones
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"  # hosts
    r"|(?<=/home/)[^/\s]+|(?<=/media/)[^/\s]+|(?<=/run/media/)[^/\s]+|(?<=/Users/)[^/\s]+"  # a person's own folders
    r"|\b\d{1,5} (?:[A-Z][\w.]+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Court|Ct|Way|Blvd)\b"
)


class Redactor:
    """Takes out of texts: key material, whatever is quoted, the `private` words, addresses, telephones, hosts.

    EUI64s become pseudonyms.
    """

    def __init__(self, pseudonyms: Pseudonyms, private: Iterable[str]) -> None:
        self._pseudonyms = pseudonyms
        self._keys = Redaction()
        words = sorted({word.strip() for word in private if len(word.strip()) >= _LEAST}, key=len, reverse=True)
        self._private = re.compile("|".join(map(re.escape, words)), re.IGNORECASE) if words else None

    def text(self, text: str) -> str:
        """The text as it may be read by a stranger."""
        if self._private is not None:
            text = self._private.sub(GONE, text)
        text = self._keys.clean(text)
        text = _QUOTED.sub(self._unquoted, text)
        return _PERSONAL.sub(GONE, _ADDRESS.sub(lambda found: self._pseudonyms.of(found[0].removeprefix("0x")), text))

    def value(self, value: Any) -> Any:
        """The same for every text in plain values of JSON; a text that is an EUI64 stays one."""
        match value:
            case str():
                return self.text(value)
            case list() | tuple():
                return [self.value(each) for each in value]
            case dict():
                return {name: self.value(each) for name, each in value.items()}
            case _:
                return value

    @staticmethod
    def _unquoted(found: re.Match[str]) -> str:
        return found[0] if _ONLY_ADDRESS.fullmatch(found[0]) else "'...'"
