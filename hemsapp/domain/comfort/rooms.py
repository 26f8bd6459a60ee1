"""All thermostats and load switches of the home: who governs each, what the customer wishes, and the steering."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from devices.messages import DeviceLeft, DeviceReady, SwitchRead, TemperatureRead
from devices.moment import Moment
from devices.names import Eui64
from hemsapp import commands
from hemsapp.domain.comfort.facts import ComfortFact
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.steps import Steering, Steps, Taken
from hemsapp.domain.days import HomeZone
from hemsapp.snapshot.comfort import Comfort
from hemsapp.snapshot.events import Participation
from hemsapp.snapshot.home import PriceLevel

RECOVERY_MINUTES = 40

Heard = DeviceReady | DeviceLeft | TemperatureRead | SwitchRead
Wish = (
    commands.Ease
    | commands.TakeBreak
    | commands.OptOut
    | commands.OptIn
    | commands.UndoOverride
    | commands.SaveMore
    | commands.ReturnNow
    | commands.SetRoomTemperature
    | commands.HoldTemperature
    | commands.SavePlan
    | commands.SaveProgramme
)


class Rooms:
    """The rooms; `recovery_minutes` at most after an event (0: at once), `name_of` a device for the screen."""

    def __init__(
        self,
        zone: HomeZone,
        *,
        speed: float = 1.0,
        recovery_minutes: int = RECOVERY_MINUTES,
        name_of: Callable[[Eui64], str] = str,
    ) -> None:
        raise NotImplementedError

    def restore(self, facts: Iterable[ComfortFact]) -> None:
        """Take back what was kept, before anything else; govern each governed device again before the first wake."""
        raise NotImplementedError

    def govern(self, device: Eui64, governance: Governance | None, at: Moment) -> Steps:
        """From now on that event governs the device, or (None) none; the same again changes nothing."""
        raise NotImplementedError

    def charge(self, level: PriceLevel | None, at: Moment) -> Steps:
        """What the price means now; None: not known, and nothing is moved for it (X-PRICE-RESPONSE)."""
        raise NotImplementedError

    def hear(self, message: Heard, at: Moment) -> Steps:
        """A device told something."""
        raise NotImplementedError

    def delivered(self, purpose: Steering, at: Moment) -> Steps:
        """An order of ours was accepted and its read-back came before."""
        raise NotImplementedError

    def failed(self, purpose: Steering, why: str, at: Moment) -> Steps:
        """An order of ours did not reach its device, or was refused."""
        raise NotImplementedError

    def wake(self, at: Moment) -> Steps:
        """Do what is due; harmless when nothing is."""
        raise NotImplementedError

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which `wake` is next needed, None: not."""
        raise NotImplementedError

    def wish(self, wish: Wish, at: Moment, cost: Decimal | None = None) -> Steps:
        """The person wishes; a `Refused` outcome says why not. `cost` was shown, and is shown again with the undo."""
        raise NotImplementedError

    @property
    def undo(self) -> Taken | None:
        """The override that can still be taken back (look at its `until_s`)."""
        raise NotImplementedError

    def participation(self, device: Eui64, governance: Governance, at: Moment) -> Participation | None:
        """What the device does, or before the start will do, in that event; None: not a device of the rooms."""
        raise NotImplementedError

    def takes_part(self, device: Eui64, governance: Governance) -> bool:
        """Does the customer's plan let the device take part in that program (X-CHOICE)?"""
        raise NotImplementedError

    def devices(self) -> tuple[Eui64, ...]:
        """All thermostats and load switches that can be steered, or carry out events themselves."""
        raise NotImplementedError

    def view(self, at: Moment) -> Comfort:
        """What may be seen."""
        raise NotImplementedError
