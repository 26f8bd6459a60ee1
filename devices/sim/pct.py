"""A programmable communicating thermostat (0x0503): it carries load control events out by itself."""

from collections.abc import Mapping
from typing import Any, Final

from devices.demand_response import ChangeSource, DeviceClass
from devices.moment import Moment
from devices.se.profile import PROFILE_ID, DeviceId
from devices.se.time import Time
from devices.sim.chance import seeded
from devices.sim.cluster import ClusterInstance
from devices.sim.common_clusters import basic, identify
from devices.sim.device import DeviceVerb, HomeNode, Label
from devices.sim.device_journal import DeviceJournal
from devices.sim.drlc_client import DrlcClient
from devices.sim.event_client import Applied, ClientEvent
from devices.sim.house.home import Home
from devices.sim.node import ApsFrame
from devices.sim.thermostat import Thermostat
from devices.sim.upgrading import keyed
from devices.sim.zcl import EndpointInstance
from devices.wan.journal import Noted

ENDPOINT: Final = 1
MANUFACTURER: Final = "Sierra Comfort"
MODEL: Final = "PCT-20"
IMAGE_TYPE: Final = 0x0102
DEFAULT_OFFSET_CENTI_C: Final = 222
"""Four degrees Fahrenheit, as a thermostat is shipped."""


class SetBack:
    """Moves a thermostat's set points for an event, and back; what they were is kept in flash."""

    def __init__(self, thermostat: Thermostat) -> None:
        self._thermostat = thermostat
        self._before: tuple[int, int] | None = None

    def begin(self, event: ClientEvent, _now_s: int) -> Applied:
        """Set points of the event, from those that held at its start."""
        thermostat = self._thermostat
        if self._before is None:
            self._before = thermostat.room.cooling_centi_c, thermostat.room.heating_centi_c
        cooling, heating = self._before
        asks_nothing = (event.cooling_offset_centi_c, event.heating_offset_centi_c) == (None, None)
        default = DEFAULT_OFFSET_CENTI_C if asks_nothing else 0
        cooling += default if event.cooling_offset_centi_c is None else event.cooling_offset_centi_c
        heating -= default if event.heating_offset_centi_c is None else event.heating_offset_centi_c
        if (event.cooling_centi_c, event.heating_centi_c) != (None, None):
            cooling, heating = (
                before if asked is None else asked
                for before, asked in zip(self._before, (event.cooling_centi_c, event.heating_centi_c), strict=True)
            )
        thermostat.put(cooling, heating, ChangeSource.EXTERNAL)
        room = thermostat.room
        detail = _detail(room.cooling_centi_c, room.heating_centi_c)
        thermostat.journal.note(Noted.DEVICE_ACTIVE, event.issuer_event_id, detail)
        return Applied(detail, room.cooling_centi_c, room.heating_centi_c)

    def end(self, issuer_event_id: int) -> None:
        """Back to the schedule's set points for now, or without a schedule to those from before."""
        if self._before is None:
            return
        thermostat, (cooling, heating) = self._thermostat, self._before
        self._before = None
        period = None if thermostat.is_held else thermostat.programme.at(thermostat.now_s)
        if period is not None:
            cooling, heating = period.cooling_centi_c, period.heating_centi_c
        thermostat.put(cooling, heating, ChangeSource.SCHEDULE if period else ChangeSource.EXTERNAL)
        thermostat.journal.note(Noted.DEVICE_RESTORED, issuer_event_id, _detail(cooling, heating))

    def save(self) -> tuple[int, int] | None:
        """For the state file."""
        return self._before

    def load(self, saved: list[int] | None) -> None:
        """Take up what `save` wrote."""
        self._before = None if saved is None else (saved[0], saved[1])


class PctNode(HomeNode):
    """The thermostat's face on the air."""

    model: Final = MODEL

    def __init__(self, label: Label, home: Home, seed: int, profile_id: int) -> None:
        super().__init__(label, home, [], keyed(profile_id))
        self.journal = DeviceJournal(label.eui64, lambda: home.house.at_us)
        self.thermostat = Thermostat(home, self.journal)
        self._set_back = SetBack(self.thermostat)
        self.drlc = DrlcClient(
            self, self.journal, DeviceClass.HVAC, self._set_back, seeded(seed, "event client", label.eui64)
        )
        self.thermostat.running_event = self._running_event
        self.thermostat.before_change = self._before_change
        home.parts[f"{label.eui64}/device"] = self._save
        instances = [
            basic(MANUFACTURER, MODEL),
            identify(self.identify),
            self.thermostat.instance(),
            self.drlc.instance(),
            ClusterInstance(Time, is_server=False),
            self.offer_upgrades(IMAGE_TYPE),
            *(self.offer_key_establishment(seed) if profile_id == PROFILE_ID else ()),
        ]
        device_id = DeviceId.PROGRAMMABLE_COMMUNICATING_THERMOSTAT
        self.server.endpoints[ENDPOINT] = EndpointInstance.of(ENDPOINT, profile_id, device_id, instances)

    def publications(self, _at: Moment) -> list[ApsFrame]:
        """Reports of what it does with events."""
        return self.drlc.frames()

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """Verbs of a thermostat, and of an event client."""
        return {**self.thermostat.verbs, **self.drlc.verbs}

    def _running_event(self) -> int | None:
        running = self.drlc.client.running
        return None if running is None else running.issuer_event_id

    def _before_change(self) -> None:
        """Whoever moves a set point during an event opts out of it; nobody may while a mandatory one runs."""
        if self.drlc.client.running is not None:
            self.drlc.client.opt_out(self.drlc.now_s)

    def _save(self) -> dict[str, object]:
        return {
            "thermostat": self.thermostat.save(),
            "drlc": self.drlc.client.save(),
            "before": self._set_back.save(),
        }

    def load_device(self, saved: Mapping[str, Any]) -> None:
        """Take up what the device keeps: a power cut in the middle of an event changes nothing."""
        self.thermostat.load(saved["thermostat"])
        self.drlc.client.load(saved["drlc"])
        self._set_back.load(saved["before"])


def _detail(cooling_centi_c: int, heating_centi_c: int) -> str:
    return f"cooling {cooling_centi_c / 100:.2f} C, heating {heating_centi_c / 100:.2f} C"
