"""Wishes about other displays are passed on to who tends them; what is told of them is shown, and audited."""

from typing import TYPE_CHECKING

from devices.moment import Moment
from hemsapp import displaying
from hemsapp.domain.facts import Fact, Happened, Happening
from hemsapp.domain.home import Home
from hemsapp.effects import Effect, TendDisplays
from hemsapp.saying import say
from hemsapp.snapshot import DisplaysTold

if TYPE_CHECKING:
    from hemsapp.domain.wishes import Taker

_ONE_HOME = say("This display has its home. Another one is connected to it.")


class DisplayWishes:
    """Takes wishes about displays; `effects` are performed after the facts are kept."""

    def __init__(self, home: Home) -> None:
        self.effects: list[Effect] = []
        self._home = home
        self.takers: dict[type, Taker] = {
            displaying.InviteDisplay: self._pass_on,
            displaying.StopInviting: self._pass_on,
            displaying.RemoveDisplay: self._pass_on,
            displaying.JoinHome: self._refuse,
            displaying.LeaveHome: self._refuse,
        }
        self.reports: dict[type, Taker] = {DisplaysTold: self._told}

    def _pass_on(self, wish: displaying.Displaying, _: Moment) -> None:
        self.effects.append(TendDisplays(wish))

    def _refuse(self, _: displaying.Displaying, at: Moment) -> list[Fact]:
        self._home.refuse(_ONE_HOME, at)
        return [Happening(at.utc, Happened.COMMAND_REFUSED, _ONE_HOME)]

    def _told(self, told: DisplaysTold, at: Moment) -> list[Fact]:
        self._home.displays = told.displays
        return [Happening(at.utc, Happened.DISPLAYS_CHANGED, told.deed)] if told.deed else []
