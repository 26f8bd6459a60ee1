"""A device takes the place of another: its name, its plan, its programme and choices; the old one is let go."""

from collections.abc import Callable, Iterable

from devices.messages import DeviceKind, Eui64
from devices.moment import Moment
from hemsapp.commissioning import RemoveDevice, ReplaceDevice
from hemsapp.domain.facts import Fact, Happened, Happening
from hemsapp.domain.home import Home
from hemsapp.manners import Refused
from hemsapp.saying import say

Remove = Callable[[RemoveDevice, Moment], Iterable[Fact] | None]
Inherit = Callable[[Eui64, Eui64, Moment], list[Fact]]


class Succession:
    """Takes `ReplaceDevice`; `remove` lets a device go, `inherit` hands over how it was steered."""

    def __init__(self, home: Home, remove: Remove, inherit: Inherit) -> None:
        self._home, self._remove, self._inherit = home, remove, inherit

    def replace(self, command: ReplaceDevice, at: Moment) -> list[Fact]:
        """Nothing is handed over if the old one cannot be let go; a meter is changed with its registers."""
        household = self._home.household
        old, new = household.known(command.old), household.known(command.new)
        if old is None or new is None or command.old == command.new:
            return self._refuse(at, say("that device is not of this home"))
        if old.kind is not new.kind:
            return self._refuse(at, say("{new} is no device of the same kind as {old}", new=new.name, old=old.name))
        if old.kind is DeviceKind.METER_GATEWAY:
            return self._refuse(at, say("a meter is changed with its registers: tell that the meter was changed"))
        facts = list(self._remove(RemoveDevice(command.old), at) or ())
        if self._home.refusal is not None:
            return facts
        facts += self._inherit(command.old, command.new, at)
        try:
            facts += self._pass_name(command.old, command.new, old.name)
        except Refused as why:
            return [*facts, *self._refuse(at, str(why))]
        detail = f"{command.new} takes the place of {old.name} ({command.old})"
        return [*facts, Happening(at.utc, Happened.DEVICE_REPLACED, detail)]

    def _pass_name(self, old: Eui64, new: Eui64, name: str) -> list[Fact]:
        household = self._home.household
        if not household.is_named(old):
            return []
        return [fact for fact in (household.call(old, ""), household.call(new, name)) if fact is not None]

    def _refuse(self, at: Moment, why: str) -> list[Fact]:
        self._home.refuse(why, at)
        return [Happening(at.utc, Happened.COMMAND_REFUSED, why)]
