"""A second display of the home (0x0502): it hears events and prices from the meter, and a person can opt out at it."""

from collections.abc import Mapping
from typing import Any, Final

from zigpy.zcl.foundation import Status

from devices.demand_response import DeviceClass
from devices.moment import Moment
from devices.se.messaging import Messaging
from devices.se.price import Price
from devices.se.profile import LINK_KEY_CLUSTERS, PROFILE_ID, DeviceId
from devices.se.time import Time
from devices.se.values import high_nibble, scale_by_trailing_digit
from devices.sim.arguments import Arguments
from devices.sim.chance import seeded
from devices.sim.cluster import Answer, ClusterInstance
from devices.sim.common_clusters import basic, identify
from devices.sim.device import DeviceVerb, HomeNode, Label
from devices.sim.device_journal import DeviceJournal
from devices.sim.drlc_client import DrlcClient
from devices.sim.event_client import Applied, ClientEvent
from devices.sim.house.home import Home
from devices.sim.node import ApsFrame
from devices.sim.zcl import EndpointInstance
from devices.wan.journal import Noted

ENDPOINT: Final = 1
MANUFACTURER: Final = "Sierra Display"
MODEL: Final = "IHD-7"
EVERY_CLASS: Final = sum(DeviceClass)


class Notice:
    """A display has no load: it shows that an event runs, and that it is over."""

    def __init__(self, journal: DeviceJournal) -> None:
        self._journal = journal

    def begin(self, event: ClientEvent, _now_s: int) -> Applied:
        """Show it."""
        self._journal.note(Noted.DEVICE_ACTIVE, event.issuer_event_id, "shown")
        return Applied("shown")

    def end(self, issuer_event_id: int) -> None:
        """Show it no longer."""
        self._journal.note(Noted.DEVICE_RESTORED, issuer_event_id, "no longer shown")


class DisplayNode(HomeNode):
    """The display's face on the air."""

    model: Final = MODEL

    def __init__(self, label: Label, home: Home, seed: int, profile_id: int) -> None:
        super().__init__(label, home, [], LINK_KEY_CLUSTERS if profile_id == PROFILE_ID else frozenset())
        self.journal = DeviceJournal(label.eui64, lambda: home.house.at_us)
        chance = seeded(seed, "event client", label.eui64)
        self.drlc = DrlcClient(self, self.journal, EVERY_CLASS, Notice(self.journal), chance)
        self._price: str | None = None
        home.parts[f"{label.eui64}/device"] = self._save
        instances = [
            basic(MANUFACTURER, MODEL),
            identify(self.identify),
            self.drlc.instance(),
            ClusterInstance(Price, is_server=False, commands={0x00: self._hear_price}),
            ClusterInstance(Messaging, is_server=False),
            ClusterInstance(Time, is_server=False),
            *(self.offer_key_establishment(seed) if profile_id == PROFILE_ID else ()),
        ]
        device_id = DeviceId.IN_HOME_DISPLAY
        self.server.endpoints[ENDPOINT] = EndpointInstance.of(ENDPOINT, profile_id, device_id, instances)

    def publications(self, _at: Moment) -> list[ApsFrame]:
        """Reports of what a person does about events."""
        return self.drlc.frames()

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """Verbs of a display."""
        return {"shown": self._shown, "journal": self.journal.verb, **self.drlc.verbs}

    def _shown(self, arguments: Arguments) -> object:
        """Tell what it shows: {}."""
        arguments.refuse_others()
        running = self.drlc.client.running
        return {"price": self._price, "event": None if running is None else running.issuer_event_id}

    def _hear_price(self, request: Any, _at: Moment) -> Answer:
        trailing_digit = high_nibble(request.price_trailing_digit_and_price_tier)
        self._price = str(scale_by_trailing_digit(request.price, trailing_digit))
        return Status.SUCCESS

    def _save(self) -> dict[str, object]:
        return {"journal": self.journal.save(), "drlc": self.drlc.client.save(), "price": self._price}

    def load_device(self, saved: Mapping[str, Any]) -> None:
        """Take up what the device keeps."""
        self.journal.load(saved["journal"])
        self.drlc.client.load(saved["drlc"])
        self._price = saved["price"]
