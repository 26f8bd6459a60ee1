"""The devices of the home, as far as we know them."""

from collections.abc import Iterable
from dataclasses import replace

from devices.messages import (
    Awaited,
    DeviceKind,
    DeviceReady,
    Eui64,
    LoadMeasured,
    SignalHeard,
    SwitchRead,
    TemperatureRead,
)
from devices.moment import Moment
from hemsapp.domain.answers import Answers
from hemsapp.domain.batteries import Batteries
from hemsapp.domain.facts import Fact, KeptAnswers, KeptBattery, KeptDevice, KeptVolume, Preference
from hemsapp.domain.names import Names
from hemsapp.domain.volumes import Volumes
from hemsapp.manners import Refused
from hemsapp.snapshot import Device

_NAMES = {
    DeviceKind.METER_GATEWAY: "Meter",
    DeviceKind.THERMOSTAT: "Thermostat",
    DeviceKind.LOAD_SWITCH: "Load switch",
    DeviceKind.SMART_PLUG: "Smart plug",
    DeviceKind.WATER_HEATER: "Water heater",
    DeviceKind.EV_CHARGER: "Car charger",
    DeviceKind.GAS_METER: "Gas meter",
    DeviceKind.WATER_METER: "Water meter",
    DeviceKind.DISPLAY: "Display",
    DeviceKind.UNKNOWN: "Device",
}
_ASKABLE = set(DeviceKind) - {DeviceKind.DISPLAY, DeviceKind.UNKNOWN}


class Household:
    """Every device that is of this home now, in the order in which they came."""

    def __init__(
        self,
        devices: Iterable[KeptDevice] = (),
        answers: Iterable[KeptAnswers] = (),
        batteries: Iterable[KeptBattery] = (),
        names: Names | None = None,
        volumes: Iterable[KeptVolume] = (),
    ) -> None:
        self._names = names or Names()
        self.answers = Answers(answers)
        self.batteries = Batteries(batteries)
        self.volumes = Volumes(volumes)
        self._devices: dict[Eui64, Device] = {}
        self._heard: dict[Eui64, Moment] = {}
        for each in devices:
            if not each.is_gone:
                self._devices[each.device] = Device(
                    each.device,
                    each.kind,
                    self._names.of(each.device, _name(each)),
                    is_ready=False,
                    heard=None,
                    lqi=None,
                    is_event_client=each.is_event_client,
                )

    def joined(self, device: Eui64, at: Moment) -> None:
        """It holds the network key; who it is will be known when it is ready."""
        known = self._devices.get(device)
        self._heard.pop(device, None)
        self._devices[device] = (
            replace(known, heard=at)
            if known
            else Device(device, DeviceKind.UNKNOWN, _NAMES[DeviceKind.UNKNOWN], is_ready=False, heard=at, lqi=None)
        )

    def ready(self, message: DeviceReady, at: Moment) -> KeptDevice:
        """It is recognised and set up; what is to be recorded."""
        kept = KeptDevice(
            message.device,
            message.kind,
            message.manufacturer,
            message.model,
            is_gone=False,
            is_event_client=message.is_event_client,
        )
        known = self._devices.get(message.device)
        self._heard.pop(message.device, None)
        fresh = Device(
            message.device,
            message.kind,
            self._names.of(message.device, _name(kept)),
            is_ready=True,
            heard=at,
            lqi=None,
            is_event_client=message.is_event_client,
        )
        self._devices[message.device] = (
            replace(
                known,
                kind=message.kind,
                name=fresh.name,
                is_ready=True,
                heard=at,
                is_event_client=message.is_event_client,
            )
            if known
            else fresh
        )
        return kept

    def call(self, device: Eui64, name: str) -> Preference | None:
        """A person names it; what is to be recorded, None for a device that is not of this home. Raises Refused."""
        known = self._devices.get(device)
        if known is None:
            return None
        others = (each for key, each in self._devices.items() if key != device)
        if " ".join(name.split()).casefold() in {each.name.casefold() for each in others}:
            raise Refused(f"another device is already called {name}")
        fact = self._names.given(device, name)
        self._devices[device] = replace(known, name=fact.value or _NAMES[known.kind])
        return fact

    def is_named(self, device: Eui64) -> bool:
        """Did a person give it a name?"""
        return bool(self._names.of(device, ""))

    def never_came(self, device: Eui64) -> None:
        """It joined and could not be set up: what it is was never known."""
        known = self._devices.get(device)
        if known is not None and known.kind is DeviceKind.UNKNOWN and not known.is_ready:
            del self._devices[device]

    def left(self, device: Eui64) -> list[Fact]:
        """It is of this home no more; what is to be recorded, nothing if it never was."""
        known = self._devices.pop(device, None)
        self._heard.pop(device, None)
        answers = self.answers.forget(device)
        battery = self.batteries.forget(device)
        gone = [] if known is None else [KeptDevice(device, known.kind, "", "", is_gone=True)]
        return [*gone, *([] if answers is None else [answers]), *battery]

    def askable(self) -> list[Eui64]:
        """Whom a check can ask: those that we drive."""
        return [key for key, device in self._devices.items() if device.kind in _ASKABLE]

    def heard(self, device: Eui64, at: Moment) -> None:
        """Anything came from it."""
        self._heard[device] = at

    def signal(self, message: SignalHeard) -> None:
        """The last hop's link quality; None is no news."""
        known = self._devices.get(message.device)
        if known is not None:
            lqi = known.lqi if message.lqi is None else message.lqi
            rssi_dbm = known.rssi_dbm if message.rssi_dbm is None else message.rssi_dbm
            self._devices[message.device] = replace(known, lqi=lqi, rssi_dbm=rssi_dbm)

    def temperature(self, message: TemperatureRead) -> None:
        """A thermostat told; what it did not tell stays."""
        known = self._devices.get(message.device)
        if known is None:
            return
        set_point = message.cooling_set_point_centi_c
        if set_point is None:
            set_point = message.heating_set_point_centi_c
        self._devices[message.device] = replace(
            known,
            temperature_centi_c=known.temperature_centi_c if message.local_centi_c is None else message.local_centi_c,
            set_point_centi_c=known.set_point_centi_c if set_point is None else set_point,
        )

    def switched(self, message: SwitchRead) -> None:
        """A load switch told."""
        known = self._devices.get(message.device)
        if known is not None:
            self._devices[message.device] = replace(known, is_on=message.is_on)

    def awaited(self, message: Awaited) -> None:
        """What was ordered waits until it wakes, or waits no more."""
        known = self._devices.get(message.device)
        if known is not None:
            self._devices[message.device] = replace(known, is_awaited=message.is_awaited)

    def measured(self, message: LoadMeasured) -> None:
        """A smart plug told of its load; what it did not tell stays."""
        known = self._devices.get(message.device)
        if known is not None:
            self._devices[message.device] = replace(
                known,
                power_w=known.power_w if message.power_w is None else message.power_w,
                energy_wh=known.energy_wh if message.delivered_wh is None else message.delivered_wh,
            )

    def radio_lost(self) -> None:
        """Nobody is known to be set up until heard of again."""
        self._devices = {key: replace(device, is_ready=False) for key, device in self._devices.items()}

    def known(self, device: Eui64) -> Device | None:
        """What is known of one device, None: it is not of this home."""
        return self._devices.get(device)

    def name_of(self, device: Eui64) -> str:
        """What a device is called on the screen."""
        known = self._devices.get(device)
        return device if known is None else known.name

    def meters(self) -> list[Eui64]:
        """The meter gateways of the home."""
        return [key for key, device in self._devices.items() if device.kind is DeviceKind.METER_GATEWAY]

    def view(self) -> tuple[Device, ...]:
        """All of them."""
        for device, at in self._heard.items():
            if (known := self._devices.get(device)) is not None:
                self._devices[device] = replace(known, heard=at)
        self._heard.clear()
        return tuple(self._healthy(device) for device in self._devices.values())

    def _healthy(self, device: Device) -> Device:
        answered, asked = self.answers.of(device.device)
        battery, volumes = self.batteries.of(device.device), self.volumes.of(device.device)
        now = answered, asked, battery, volumes
        if now == (device.answered, device.asked, device.battery, device.volumes):
            return device
        return replace(device, answered=answered, asked=asked, battery=battery, volumes=volumes)


def _name(device: KeptDevice) -> str:
    return _NAMES[device.kind]
