"""What people call the devices of their home, kept as preferences."""

from collections.abc import Iterable

from devices.names import Eui64
from hemsapp.domain.facts import Preference
from hemsapp.manners import Refused

MOST_SIGNS = 32
PREFIX = "name."
"""Preferences of that beginning hold what a person calls the device that follows."""


class Names:
    """A name for each device that was given one."""

    def __init__(self, restored: Iterable[Preference] = ()) -> None:
        self._names = {
            Eui64(each.name.removeprefix(PREFIX)): each.value
            for each in restored
            if each.name.startswith(PREFIX) and each.value
        }

    def of(self, device: Eui64, otherwise: str) -> str:
        """What it is called, else the other word."""
        return self._names.get(device, otherwise)

    def given(self, device: Eui64, name: str) -> Preference:
        """It is called that from now on, nothing special if empty; what is to be recorded. Raises Refused."""
        clean = " ".join(name.split())
        if len(clean) > MOST_SIGNS or not clean.isprintable():
            raise Refused(f"a name has at most {MOST_SIGNS} signs, all of which can be seen")
        self._names.pop(device, None)
        if clean:
            self._names[device] = clean
        return Preference(f"{PREFIX}{device}", clean)
