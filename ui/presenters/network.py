"""The home network: how the dongle stands, and when each device was heard."""

from dataclasses import dataclass

from devices.messages import DeviceKind, RadioState
from devices.moment import Moment
from hemsapp.commands import RunCheck
from hemsapp.snapshot import Device, Freshness, Snapshot, freshness
from ui import i18n
from ui.i18n import words
from ui.place import Place
from ui.presenters.frame import header
from ui.presenters.notices import check_button, radio_sentence
from ui.views import ButtonKind, ButtonView, HeaderView, Tone
from ui.views.controls import DeviceRowView

_LQI_STRONG, _LQI_OK = 180, 90
_HEARD_S = 60
_ICONS = {
    DeviceKind.METER_GATEWAY: "gauge",
    DeviceKind.THERMOSTAT: "thermometer",
    DeviceKind.LOAD_SWITCH: "plug",
    DeviceKind.DISPLAY: "tablet",
    DeviceKind.UNKNOWN: "circle-help",
}


@dataclass(frozen=True, slots=True)
class NetworkView:
    """The verdict at the top, and a row for each device; nothing can be added while the dongle does not serve."""

    header: HeaderView
    verdict: str
    body: str
    icon: str
    tone: Tone
    check: ButtonView
    add: ButtonView | None
    rows: tuple[DeviceRowView, ...]
    contact: str


class NetworkPresenter:
    """Snapshot to NetworkView; remembers when a check was asked for."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self.is_narrow = False
        self._is_demo = is_demo
        self.place = Place()
        self._checked: Moment | None = None
        self._now: Moment | None = None

    def present(self, snapshot: Snapshot, now: Moment) -> NetworkView:
        """The page at that moment."""
        self._now = now
        verdict, body, icon, tone = _verdict(snapshot, now)
        return NetworkView(
            header(
                snapshot,
                now,
                words("network.title"),
                subtitle=self.place.home,
                has_back=True,
                is_demo=self._is_demo,
            ),
            verdict,
            body,
            icon,
            tone,
            check_button(now, self._checked, ButtonKind.PRIMARY if snapshot.devices else ButtonKind.OUTLINE),
            self._add(snapshot),
            (
                *(_row(device, now, has_rule=index > 0) for index, device in enumerate(snapshot.devices)),
                _radio_row(snapshot, has_rule=bool(snapshot.devices)),
            ),
            self._contact(),
        )

    def _add(self, snapshot: Snapshot) -> ButtonView | None:
        if snapshot.link.radio is not RadioState.READY:
            return None
        word, sentence = words("network.add_short" if self.is_narrow else "network.add"), words("network.add")
        kind = ButtonKind.OUTLINE if snapshot.devices else ButtonKind.PRIMARY
        return ButtonView(word, kind, icon="plus", sentence=sentence)

    def _contact(self) -> str:
        """Whom to call when a check does not help."""
        place = self.place
        if not place.phone:
            return ""
        if not place.utility:
            return words("network.call_number", phone=place.phone)
        return words("network.call", name=place.utility, phone=place.phone)

    def check(self) -> RunCheck:
        """Ask every question again, now."""
        self._checked = self._now
        return RunCheck()


def heard_sentence(snapshot: Snapshot, now: Moment, *, is_short: bool = False) -> str:
    """How many devices were heard in the last minute; short, as a tile's second line."""
    devices = snapshot.devices
    if not devices:
        return words("network.none_short" if is_short else "network.none")
    heard = sum(_is_heard(device, now) for device in devices)
    if is_short:
        return words("network.heard_short", heard=i18n.whole(heard), count=len(devices))
    if heard == len(devices):
        return words("network.all_heard", count=heard)
    return words("network.some_heard", heard=i18n.whole(heard), all=i18n.whole(len(devices)))


def _is_heard(device: Device, now: Moment) -> bool:
    return device.heard is not None and now.seconds_since(device.heard) <= _HEARD_S


def _verdict(snapshot: Snapshot, now: Moment) -> tuple[str, str, str, Tone]:
    link = snapshot.link
    if link.radio is not RadioState.READY:
        if link.fault is None:
            return words(f"radio.{link.radio.value}_state"), heard_sentence(snapshot, now), "radio", Tone.QUIET
        title, body = radio_sentence(link.fault, link.port)
        if link.retry_s is not None:
            body = f"{body} {words('network.retry', seconds=i18n.whole(max(1, round(link.retry_s))))}"
        return title, body, "radio-off", Tone.ATTENTION
    if not snapshot.devices:
        return words("network.waiting"), words("network.waiting_body"), "radio", Tone.QUIET
    doubt = snapshot.health.meter_scale_doubt
    if doubt is not None:
        return words("network.scale"), words("network.scale_body", doubt=doubt), "triangle-alert", Tone.ATTENTION
    return _of_devices(snapshot, now)


def _of_devices(snapshot: Snapshot, now: Moment) -> tuple[str, str, str, Tone]:
    sentence = heard_sentence(snapshot, now)
    new = [device.name for device in snapshot.devices if not device.is_ready]
    is_all = all(_is_heard(device, now) for device in snapshot.devices)
    weak = [d.name for d in snapshot.devices if _is_heard(d, now) and d.lqi is not None and d.lqi < _LQI_OK]
    if weak:
        sentence = f"{sentence} {words('network.is_weak', name=weak[0])}"
    if new and all(_is_heard(device, now) for device in snapshot.devices if device.is_ready):
        return words("network.someone_new", name=new[0]), sentence, "radio", Tone.QUIET
    if is_all:
        return words("network.good"), sentence, "check", Tone.DONE
    return words("network.partly"), sentence, "triangle-alert", Tone.ATTENTION


def _row(device: Device, now: Moment, *, has_rule: bool) -> DeviceRowView:
    age = i18n.age(None if device.heard is None else now.seconds_since(device.heard))
    state = freshness(device.heard, now)
    if state is Freshness.SILENT and device.heard is not None:
        age = words("network.silent", silence=i18n.silence(now.seconds_since(device.heard)))
    if not device.is_ready:
        return DeviceRowView(
            device.name, _kind(device), _ICONS[device.kind], words("network.setting_up"), age, has_rule=has_rule
        )
    word, bars, tone = _strength(device, state)
    return DeviceRowView(device.name, _role(device), _ICONS[device.kind], word, age, bars, tone, has_rule)


def _radio_row(snapshot: Snapshot, *, has_rule: bool) -> DeviceRowView:
    """Our own radio stick, the root of the home network."""
    link = snapshot.link
    is_ready = link.radio is RadioState.READY
    word = words(f"network.radio_{link.radio.value}")
    tone = Tone.ATTENTION if link.fault is not None and not is_ready else Tone.QUIET
    return DeviceRowView(words("network.radio"), link.port, "radio-tower", word, "", tone=tone, has_rule=has_rule)


def _kind(device: Device) -> str:
    return words(f"network.kind_{device.kind.name.lower()}")


def _strength(device: Device, state: Freshness) -> tuple[str, int | None, Tone]:
    if state is Freshness.SILENT:
        return words("network.lost"), 0, Tone.ATTENTION
    if device.lqi is None:
        return words("network.no_signal"), None, Tone.QUIET
    if device.lqi >= _LQI_STRONG:
        return words("network.strong"), 4, Tone.QUIET
    if device.lqi >= _LQI_OK:
        return words("network.ok"), 3, Tone.QUIET
    return words("network.weak"), 1, Tone.ATTENTION


def _role(device: Device) -> str:
    match device.kind:
        case DeviceKind.METER_GATEWAY:
            return words("network.meter_gateway")
        case DeviceKind.THERMOSTAT:
            return _thermostat_role(device)
        case DeviceKind.LOAD_SWITCH:
            states = {None: "network.switch_unknown", True: "network.switch_on", False: "network.switch_off"}
            return words(states[device.is_on])
        case DeviceKind.DISPLAY:
            return words("network.display")
        case DeviceKind.UNKNOWN:
            return words("network.unknown")


def _thermostat_role(device: Device) -> str:
    if device.temperature_centi_c is None:
        return words("network.thermostat_unknown")
    inside = i18n.temperature(device.temperature_centi_c)
    if device.set_point_centi_c is None:
        return words("network.thermostat_inside", inside=inside)
    return words("network.thermostat", inside=inside, set_point=i18n.temperature(device.set_point_centi_c))
