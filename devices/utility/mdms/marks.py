"""What is said of an interval beside its value: whether it is known, and what speaks against it. Nothing is invented.

An octet for each interval: the lowest two bits are its state, the others are findings of `validation`.
"""

from enum import IntFlag

MISSING, VALID, INVALID, WITHHELD = 0, 1, 2, 3
"""WITHHELD: it is not available to who asks; that is never stored."""
STATE = 0b11
"""The bits of the state; a value counts where they say VALID, whatever was found against it."""


class Finding(IntFlag):
    """What a check found; the value stays what the meter said."""

    SPIKE = 4
    SUM = 8  # the day's intervals and the register do not say the same
    NEGATIVE = 16
    ROLLOVER = 32  # the register went past its end in it
    CLOCK = 64  # the meter's clock was out of tolerance, or was set


TO_COME = "to come"
_STATES = {MISSING: "missing", VALID: "", INVALID: "invalid", WITHHELD: "not available"}
_FINDINGS = {
    Finding.SPIKE: "spike",
    Finding.SUM: "sum differs from register",
    Finding.NEGATIVE: "negative",
    Finding.ROLLOVER: "register rolled over",
    Finding.CLOCK: "clock in doubt",
}


def in_words(mark: int) -> str:
    """What a person reads of it; nothing for a value that nothing speaks against."""
    found = [words for finding, words in _FINDINGS.items() if mark & finding]
    state = _STATES.get(mark & STATE, "invalid")
    return ", ".join(filter(None, [state, *found]))
