"""The network as far as a person changes it: devices that are let go, a new key, and who does not hold it yet."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from devices.moment import Moment
from devices.names import Eui64
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import Preference
from hemsapp.snapshot import KeyRenewal, NetworkCare
from hemsapp.units import DAY_S

WAITED_S = 7 * DAY_S
"""A device that did not ask for the new key by then must be let in anew: the network is not left ajar for it."""
_ABSENT = "network_key_absent"
_CHANGED = "network_key_changed"


class Network:
    """What is under way; `view` shows it, `removing` has the names of those who are let go."""

    def __init__(self, restored: Iterable[Preference] = ()) -> None:
        kept = {each.name: each.value for each in restored}
        self.removing: dict[Eui64, str] = {}
        self.renewal: KeyRenewal | None = None
        self.is_renewing = False
        if kept.get(_CHANGED):
            changed = Moment(datetime.fromisoformat(kept[_CHANGED]), 0.0)
            absent = tuple(Eui64(each) for each in kept.get(_ABSENT, "").split())
            self.renewal = KeyRenewal(changed, changed, absent=absent)

    @property
    def view(self) -> NetworkCare:
        """As it may be seen."""
        return NetworkCare(tuple(self.removing), self.renewal)

    @property
    def absent(self) -> tuple[Eui64, ...]:
        """Who has not been heard under the network's key since it changed."""
        return () if self.renewal is None else self.renewal.absent

    def begin_renewal(self, at: Moment) -> None:
        """The dongle is asked for a new key."""
        self.is_renewing = True
        self.renewal = KeyRenewal(at)

    def renewed(self, devices: Iterable[Eui64], at: Moment) -> list[Preference]:
        """The new key holds, and none of these was heard under it yet; what is to be recorded."""
        self.is_renewing = False
        self.renewal = KeyRenewal(at if self.renewal is None else self.renewal.begun, at, absent=tuple(devices))
        return [Preference(_CHANGED, at.utc.isoformat()), self._kept()]

    def renewal_failed(self, at: Moment) -> None:
        """The old key holds."""
        self.is_renewing = False
        self.renewal = KeyRenewal(at if self.renewal is None else self.renewal.begun, failed=at)

    def holds_key(self, device: Eui64) -> list[Preference]:
        """It was heard under the new key, or is of this home no more; what is to be recorded."""
        if device not in self.absent or self.renewal is None:
            return []
        self.renewal = replace(self.renewal, absent=tuple(each for each in self.absent if each != device))
        return [self._kept()]

    def waited_long_enough(self, at: Moment) -> list[Preference]:
        """Nobody is waited for any longer than `WAITED_S`; what is to be recorded."""
        renewal = self.renewal
        if renewal is None or renewal.changed is None or not renewal.absent:
            return []
        if seconds(at.utc) - seconds(renewal.changed.utc) < WAITED_S:
            return []
        self.renewal = replace(renewal, absent=())
        return [self._kept()]

    def _kept(self) -> Preference:
        return Preference(_ABSENT, " ".join(self.absent))
