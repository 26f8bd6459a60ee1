"""What happened to the PIN goes into the audit log; whether there is one, into the preferences that are shown."""

from dataclasses import replace
from typing import TYPE_CHECKING

from devices.moment import Moment
from hemsapp.domain.facts import Fact, Happened, Happening
from hemsapp.domain.home import Home
from hemsapp.pin import PinDeed, PinTold

if TYPE_CHECKING:
    from hemsapp.domain.wishes import Taker

_KINDS = {PinDeed.WRONG: Happened.PIN_WRONG, PinDeed.OPENED: Happened.PIN_OPENED}
_IS_SET = {PinDeed.SET: True, PinDeed.CHANGED: True, PinDeed.REMOVED: False, PinDeed.RESET: False}


class PinReports:
    """Takes what the vault tells."""

    def __init__(self, home: Home, *, is_set: bool) -> None:
        self._home = home
        self._show(is_set=is_set)
        self.takers: dict[type, Taker] = {PinTold: self._told}

    def _told(self, told: PinTold, at: Moment) -> list[Fact]:
        if told.deed in _IS_SET:
            self._show(is_set=_IS_SET[told.deed])
        detail = f"the PIN was {told.deed.value}"
        if told.deed is PinDeed.WRONG:
            detail = f"a wrong PIN, {told.wrong_tries} in a row"
        elif told.deed is PinDeed.OPENED:
            detail = "what an installer sets was opened with the PIN"
        return [Happening(at.utc, _KINDS.get(told.deed, Happened.PIN_CHANGED), detail)]

    def _show(self, *, is_set: bool) -> None:
        self._home.preferences = replace(self._home.preferences, is_pin_set=is_set)
