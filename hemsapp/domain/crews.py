"""Which devices of the home an event is for, and how each of them stands: what events ask of household and rooms."""

from devices.demand_response import DeviceClass
from devices.messages import DeviceKind
from devices.moment import Moment
from devices.names import Eui64
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.rooms import Rooms
from hemsapp.domain.household import Household
from hemsapp.snapshot.events import Part

_CLASSES = {
    DeviceKind.THERMOSTAT: DeviceClass.HVAC | DeviceClass.STRIP_HEATER,
    DeviceKind.LOAD_SWITCH: DeviceClass.WATER_HEATER | DeviceClass.POOL_PUMP | DeviceClass.SIMPLE_ON_OFF,
    DeviceKind.SMART_PLUG: DeviceClass.SIMPLE_ON_OFF,
    DeviceKind.WATER_HEATER: DeviceClass.WATER_HEATER,
    DeviceKind.EV_CHARGER: DeviceClass.ELECTRIC_VEHICLE,
}
_AT_HOME = frozenset({Part.PLANNED, Part.NOT_ENROLLED, Part.OPTED_OUT, Part.DONE, Part.EXEMPT, Part.OFF})


class Crews:
    """The devices of one home, as events see them."""

    def __init__(self, household: Household, rooms: Rooms) -> None:
        self._household = household
        self._rooms = rooms

    def of(self, device_class: int, governance: Governance) -> tuple[Eui64, ...]:
        """The devices that we command for an event: its class, and the customer's plan (X-CHOICE, S10)."""
        return tuple(
            device
            for device in self.meant(device_class)
            if not self.is_event_client(device) and self._rooms.takes_part(device, governance)
        )

    def meant(self, device_class: int) -> tuple[Eui64, ...]:
        """The devices of that class, whoever commands them."""
        return tuple(device for device in self._rooms.devices() if self._class_of(device) & device_class)

    def _class_of(self, device: Eui64) -> int:
        known = self._household.known(device)
        return 0 if known is None else int(_CLASSES.get(known.kind, 0))

    def is_event_client(self, device: Eui64) -> bool:
        """Does it carry events out by itself?"""
        known = self._household.known(device)
        return known is not None and known.is_event_client

    def event_clients(self) -> tuple[Eui64, ...]:
        """Devices that carry events out by themselves."""
        return tuple(device for device in self._rooms.devices() if self.is_event_client(device))

    def may_take_part(self, device: Eui64) -> bool:
        """Does the customer's plan let it take part in any program? One without a plan only shows events."""
        plan = self._rooms.plan(device)
        return plan is None or bool(plan.takes_part)

    def lead_minutes(self, device: Eui64) -> int:
        """How long before a start the customer wants it pre-cooled."""
        plan = self._rooms.plan(device)
        return 0 if plan is None or plan.pre_cool_centi_c <= 0 else plan.pre_cool_minutes

    def is_home(self, device: Eui64, governance: Governance, at: Moment) -> bool:
        """Is nothing of the event left on the device? One that left the home is nobody's any more."""
        if self._household.known(device) is None:
            return True
        part = self._rooms.participation(device, governance, at)
        return part is None or part.part in _AT_HOME
