"""A load control device (0x0504) in the wire of the house's pool pump: it carries load control events out by itself.

`PlugNode` is the same contact without any idea of demand response.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from zigpy.profiles import zha
from zigpy.zcl.clusters.general import OnOff
from zigpy.zcl.foundation import Status

from devices.demand_response import DeviceClass
from devices.moment import Moment
from devices.se.profile import PROFILE_ID, DeviceId
from devices.se.time import Time
from devices.sim.chance import seeded
from devices.sim.cluster import ClusterInstance, CommandTable, attributes
from devices.sim.common_clusters import basic, identify
from devices.sim.device import DeviceVerb, HomeNode, Label
from devices.sim.device_journal import DeviceJournal
from devices.sim.drlc_client import DrlcClient
from devices.sim.event_client import Applied, ClientEvent
from devices.sim.house.appliances import Switch
from devices.sim.house.home import Home
from devices.sim.house.house import INVERTER
from devices.sim.node import ApsFrame
from devices.sim.upgrading import keyed
from devices.sim.zcl import EndpointInstance
from devices.wan.journal import Noted

ENDPOINT: Final = 1
MANUFACTURER: Final = "Sierra Control"
MODEL: Final = "LCD-10"
IMAGE_TYPE: Final = 0x0103
PLUG_MODEL: Final = "PLUG-1"
APPLIANCE: Final = "pool pump"
PLUG_APPLIANCE: Final = "electric vehicle"
DUTY_S: Final = 1_800
"""A duty cycle's period: three minutes for each ten percent."""
FULL: Final = 100


class Contact:
    """A contact in the wire of an appliance: on lets it follow its day, off keeps it off."""

    def __init__(self, home: Home, journal: DeviceJournal, appliance: str) -> None:
        self._home, self._journal, self._appliance = home, journal, appliance

    @property
    def is_on(self) -> bool:
        """Does it let current through?"""
        return self._home.house.settings.held.get(self._appliance) is not Switch.OFF

    def put(self, *, is_on: bool) -> None:
        """Close or open it."""
        self._home.house.settings.held[self._appliance] = Switch.AUTO if is_on else Switch.OFF
        self._home.house.refresh()
        self._home.save()

    def switch(self, *, is_on: bool, issuer_event_id: int | None) -> Status:
        """Somebody switches it from outside."""
        self._journal.note(Noted.WRITTEN, issuer_event_id, "on" if is_on else "off")
        self.put(is_on=is_on)
        return Status.SUCCESS


class Shedding:
    """Opens a contact for an event, all the time or in cycles, and closes it again if it was closed before."""

    def __init__(self, contact: Contact, journal: DeviceJournal) -> None:
        self._contact, self._journal = contact, journal
        self.was_on: bool | None = None

    def begin(self, event: ClientEvent, now_s: int) -> Applied:
        """Off; with a duty cycle, off first and then on, period by period."""
        if self.was_on is None:
            self.was_on = self._contact.is_on
        duty = event.duty_cycle_percent or 0
        off_s = DUTY_S * (FULL - duty) // FULL
        into_s = (now_s - event.start_s) % DUTY_S
        is_on = self.was_on and into_s >= off_s
        self._contact.put(is_on=is_on)
        detail = "on" if is_on else "off"
        self._journal.note(Noted.DEVICE_ACTIVE, event.issuer_event_id, detail)
        again_s = now_s - into_s + (DUTY_S if into_s >= off_s else off_s)
        return Applied(detail, again_s=again_s if 0 < duty < FULL else None)

    def end(self, issuer_event_id: int) -> None:
        """As it was."""
        if self.was_on is not None:
            self._contact.put(is_on=self.was_on)
            self._journal.note(Noted.DEVICE_RESTORED, issuer_event_id, "on" if self.was_on else "off")
        self.was_on = None


class SwitchNode(HomeNode):
    """What both kinds of switch have: On/Off (0x0006), server."""

    model = MODEL

    def __init__(self, label: Label, home: Home, link_key: frozenset[int], appliance: str) -> None:
        super().__init__(label, home, [], link_key)
        self.journal = DeviceJournal(label.eui64, lambda: home.house.at_us)
        self.contact = Contact(home, self.journal, appliance)

    @property
    def is_on(self) -> bool:
        """Does the switch let current through?"""
        return self.contact.is_on

    def switch(self, *, is_on: bool) -> Status:
        """Close or open the contact from outside."""
        return self.contact.switch(is_on=is_on, issuer_event_id=None)

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """Verbs of a switch."""
        return {"journal": self.journal.verb}

    def on_off(self) -> ClusterInstance:
        """The cluster instance."""
        commands: CommandTable = {
            0x00: lambda _request, _at: self.switch(is_on=False),
            0x01: lambda _request, _at: self.switch(is_on=True),
            0x02: lambda _request, _at: self.switch(is_on=not self.is_on),
        }
        readers = {"on_off": lambda: self.is_on}
        return ClusterInstance(OnOff, attributes=attributes(OnOff, readers), commands=commands)


@dataclass(frozen=True, slots=True)
class Use:
    """What a load control device is made for."""

    appliance: str
    device_class: DeviceClass
    model: str


POOL_PUMP: Final = Use(APPLIANCE, DeviceClass.POOL_PUMP, MODEL)
WATER_HEATER: Final = Use("water heater", DeviceClass.WATER_HEATER, "LCD-10W")
INVERTER_RELAY: Final = Use(INVERTER, DeviceClass.GENERATION, "PVR-6")
CAR_CHARGER: Final = Use(PLUG_APPLIANCE, DeviceClass.ELECTRIC_VEHICLE, "EVSE-32")


class LoadSwitchNode(SwitchNode):
    """A load control device; it sheds by its own stored copy of an event."""

    def __init__(self, label: Label, home: Home, seed: int, profile_id: int, use: Use = POOL_PUMP) -> None:
        super().__init__(label, home, keyed(profile_id), use.appliance)
        self.use, self.model = use, use.model
        self._shedding = Shedding(self.contact, self.journal)
        chance = seeded(seed, "event client", label.eui64)
        self.drlc = DrlcClient(self, self.journal, use.device_class, self._shedding, chance)
        home.parts[f"{label.eui64}/device"] = self._save
        instances = [
            basic(MANUFACTURER, use.model),
            identify(self.identify),
            self.on_off(),
            self.drlc.instance(),
            ClusterInstance(Time, is_server=False),
            self.offer_upgrades(IMAGE_TYPE),
            *(self.offer_key_establishment(seed) if profile_id == PROFILE_ID else ()),
        ]
        device_id = DeviceId.LOAD_CONTROL_DEVICE
        self.server.endpoints[ENDPOINT] = EndpointInstance.of(ENDPOINT, profile_id, device_id, instances)

    def publications(self, _at: Moment) -> list[ApsFrame]:
        """Reports of what it does with events."""
        return self.drlc.frames()

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """Verbs of a switch, and of an event client."""
        return {**super().verbs, **self.drlc.verbs}

    def switch(self, *, is_on: bool) -> Status:
        """Close or open the contact from outside; during an event that opts out of it, if anybody may."""
        running = self.drlc.client.running
        if running is not None and running.is_mandatory:
            return Status.NOT_AUTHORIZED
        status = self.contact.switch(is_on=is_on, issuer_event_id=None if running is None else running.issuer_event_id)
        if running is not None:
            self.drlc.client.opt_out(self.drlc.now_s)
            self.contact.put(is_on=is_on)
        return status

    def _save(self) -> dict[str, object]:
        return {
            "journal": self.journal.save(),
            "drlc": self.drlc.client.save(),
            "was_on": self._shedding.was_on,
        }

    def load_device(self, saved: Mapping[str, Any]) -> None:
        """Take up what the device keeps."""
        self.journal.load(saved["journal"])
        self.drlc.client.load(saved["drlc"])
        self._shedding.was_on = saved["was_on"]


class PlugNode(SwitchNode):
    """A plain plug in the wire of the car's charger."""

    model = PLUG_MODEL

    def __init__(self, label: Label, home: Home, profile_id: int) -> None:
        super().__init__(label, home, frozenset(), PLUG_APPLIANCE)
        home.parts[f"{label.eui64}/device"] = lambda: {"journal": self.journal.save()}
        instances = [basic(MANUFACTURER, PLUG_MODEL), identify(self.identify), self.on_off()]
        device_id = int(zha.DeviceType.SMART_PLUG)
        self.server.endpoints[ENDPOINT] = EndpointInstance.of(ENDPOINT, profile_id, device_id, instances)

    def load_device(self, saved: Mapping[str, Any]) -> None:
        """Take up what the device keeps."""
        self.journal.load(saved["journal"])
