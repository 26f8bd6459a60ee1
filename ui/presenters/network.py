"""The home network: is it good enough for events, and how is each device heard (users.md 19, users.md 21)."""

from dataclasses import dataclass

from devices.messages import DeviceKind, Eui64, RadioState
from devices.moment import Moment
from hemsapp.commands import Command, NameDevice, RunCheck
from hemsapp.commissioning import RemoveDevice
from hemsapp.snapshot import Check, Device, Signal, Snapshot, is_lost, signal
from ui import i18n
from ui.i18n import said, words
from ui.place import Place
from ui.presenters import battery_words
from ui.presenters.device_care import Care, Face, care_for, care_rows, care_sheet, cares
from ui.presenters.device_rows import device_rows, is_doubtful
from ui.presenters.device_sheet import device_sheet
from ui.presenters.frame import header
from ui.presenters.notices import check_button, radio_sentence
from ui.presenters.typing import Typing
from ui.views import ButtonKind, ButtonState, ButtonView, HeaderView, ListRowView, SheetView, Tone
from ui.views.controls import DeviceFactsView, DeviceRowView

_HEARD_S = 60
_TOLD_S = 120
"""So long the result of a check stands in place of the usual sentence."""


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
    sheet: tuple[SheetView, DeviceFactsView] | None
    cares: tuple[ListRowView, ...] = ()
    can_care: bool = False


class NetworkPresenter:
    """Snapshot to NetworkView; remembers when a check was asked for, and which device is looked at."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self.is_narrow = False
        self._is_demo = is_demo
        self.place = Place()
        self._checked: Moment | None = None
        self._seen: tuple[Snapshot, Moment] | None = None
        self._device: Eui64 | None = None
        self._face = Face.FACTS

    def present(self, snapshot: Snapshot, now: Moment) -> NetworkView:
        """The page at that moment."""
        self._seen = snapshot, now
        verdict, body, icon, tone = _verdict(snapshot, now)
        shown = next((each for each in snapshot.devices if each.device == self._device), None)
        return NetworkView(
            header(
                snapshot,
                now,
                words("network.title"),
                subtitle=self.place.home or _standing(snapshot),
                has_back=True,
                is_demo=self._is_demo,
            ),
            verdict,
            body,
            icon,
            tone,
            self._check_button(snapshot, now),
            self._add(snapshot),
            device_rows(snapshot, now, is_narrow=self.is_narrow),
            self._contact(),
            *self._sheet(snapshot, shown, now),
        )

    def _sheet(
        self, snapshot: Snapshot, device: Device | None, now: Moment
    ) -> tuple[tuple[SheetView, DeviceFactsView] | None, tuple[ListRowView, ...], bool]:
        """The sheet of the device that is looked at, the rows on it, and whether more can be done than is shown."""
        if device is None:
            return None, (), False
        if self._face is Face.FACTS:
            return device_sheet(snapshot, device, now), (), device.device not in snapshot.network.removing
        rows = care_rows(snapshot, device) if self._face is Face.MORE else ()
        return care_sheet(device, self._face), rows, False

    def show_more(self) -> None:
        """What can be done with the device that is looked at."""
        self._face = Face.MORE

    def press_primary(self) -> Command | None:
        """Check it; or, asked whether it shall go, let it go."""
        if self._face is Face.REMOVE:
            self._face = Face.FACTS
            return RemoveDevice(self._looked_at().device)
        return self.check_device()

    def press_secondary(self) -> bool:
        """Back to its facts; True when the sheet is to be put away."""
        is_over, self._face = self._face is Face.FACTS, Face.FACTS
        return is_over

    def care(self, row: int) -> tuple[Command | None, str | None]:
        """Do what that row says; letting it go is asked once more."""
        assert self._seen is not None
        device = self._looked_at()
        care = cares(self._seen[0], device)[row]
        if care is Care.REMOVE:
            self._face = Face.REMOVE
            return None, None
        if care is Care.FIRMWARE:
            self._face = Face.FACTS  # how it goes is said there
        return care_for(care, self._seen[0], device)

    def _check_button(self, snapshot: Snapshot, now: Moment) -> ButtonView:
        """Busy from the press until everybody answered, or did not."""
        check = snapshot.check
        is_begun = check is not None and self._checked is not None and not _is_before(check.begun, self._checked)
        is_running = check is not None and check.ended is None
        if is_running:
            return ButtonView(words("notice.checking"), ButtonKind.SECONDARY, ButtonState.BUSY)
        return check_button(now, None if is_begun else self._checked, ButtonKind.SECONDARY)

    def _add(self, snapshot: Snapshot) -> ButtonView | None:
        if snapshot.link.radio is not RadioState.READY:
            return None
        word, sentence = words("network.add_short" if self.is_narrow else "network.add"), words("network.add")
        return ButtonView(word, ButtonKind.PRIMARY, icon="plus", sentence=sentence)

    def _contact(self) -> str:
        """Whom to call when a check does not help."""
        place = self.place
        if not place.phone:
            return ""
        if not place.utility:
            return words("network.call_number", phone=place.phone)
        return words("network.call", name=place.utility, phone=place.phone)

    def check(self) -> RunCheck:
        """Ask every device, now."""
        self._checked = None if self._seen is None else self._seen[1]
        return RunCheck()

    def look_at(self, index: int) -> None:
        """Open the device of that row; one that is no device opens nothing."""
        devices = () if self._seen is None else self._seen[0].devices
        self._device = devices[index].device if index < len(devices) else None
        self._face = Face.FACTS

    def look_away(self) -> None:
        """Close it again."""
        self._device = None

    def check_device(self) -> RunCheck | None:
        """Ask the device that is looked at."""
        return None if self._device is None else RunCheck(self._device)

    def naming(self) -> Typing:
        """What is typed to name the device that is looked at."""
        device, others = self._looked_at(), self._others()

        def problem(name: str) -> str:
            return words("typing.name_taken") if name.casefold() in others else ""

        return Typing(words("typing.name_device"), words("typing.name_hint"), device.name, problem=problem)

    def name_device(self, name: str) -> NameDevice:
        """It is called that from now on."""
        return NameDevice(self._looked_at().device, name)

    def _looked_at(self) -> Device:
        assert self._seen is not None
        return next(each for each in self._seen[0].devices if each.device == self._device)

    def _others(self) -> set[str]:
        assert self._seen is not None
        return {each.name.casefold() for each in self._seen[0].devices if each.device != self._device}


def heard_sentence(snapshot: Snapshot, now: Moment, *, is_short: bool = False) -> str:
    """How many devices answered in the last minute; short, as a tile's second line."""
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


def _is_before(first: Moment, second: Moment) -> bool:
    return first.monotonic_s < second.monotonic_s


def _standing(snapshot: Snapshot) -> str:
    """Beside the title: does the radio serve?"""
    if snapshot.link.radio is RadioState.READY:
        return words("network.standing_ok")
    return words("network.standing_down") if snapshot.link.fault is not None else ""


def _verdict(snapshot: Snapshot, now: Moment) -> tuple[str, str, str, Tone]:
    link = snapshot.link
    if link.radio is not RadioState.READY:
        if link.fault is None:
            return words(f"radio.{link.radio.value}_state"), heard_sentence(snapshot, now), "radio", Tone.QUIET
        title, body = radio_sentence(link.fault, link.port)
        body = f"{title} {body}"
        if link.retry_s is not None:
            body = f"{body} {words('network.retry', seconds=i18n.whole(max(1, round(link.retry_s))))}"
        return words("network.down"), body, "radio-off", Tone.ATTENTION
    if not snapshot.devices:
        return words("network.waiting"), words("network.waiting_body"), "radio", Tone.QUIET
    doubt = snapshot.health.meter_scale_doubt
    if doubt is not None:
        return words("network.scale"), words("network.scale_body", doubt=said(doubt)), "triangle-alert", Tone.ATTENTION
    return _of_devices(snapshot, now)


def _of_devices(snapshot: Snapshot, now: Moment) -> tuple[str, str, str, Tone]:
    devices = snapshot.devices
    told = _checked_sentence(snapshot, now) or heard_sentence(snapshot, now)
    sentence = " ".join(part for part in (told, _weakest(snapshot, now)) if part)
    ready = [device for device in devices if device.is_ready]
    new = [device.name for device in devices if not device.is_ready]
    if all(is_lost(device, now) for device in devices):
        return words("network.down"), words("network.all_lost", count=len(devices)), "radio-off", Tone.ATTENTION
    if any(is_doubtful(device, now) for device in ready):
        return words("network.partly"), sentence, "triangle-alert", Tone.ATTENTION
    if new:
        return words("network.someone_new", name=new[0]), sentence, "radio", Tone.QUIET
    if not any(device.kind is DeviceKind.METER_GATEWAY for device in devices):
        return words("network.waiting"), words("network.waiting_body"), "radio", Tone.QUIET
    return words("network.good"), sentence, "check", Tone.DONE


def _weakest(snapshot: Snapshot, now: Moment) -> str:
    """Who is heard worst, and whose battery is low; one sentence each."""
    found = []
    for wanted, key in ((Signal.LOST, "network.is_lost"), (Signal.WEAK, "network.is_weak")):
        names = [device.name for device in snapshot.devices if device.is_ready and signal(device, now) is wanted]
        if names:
            found.append(words(key, name=names[0]) if len(names) == 1 else words(f"{key}_more", name=names[0],
                         others=i18n.whole(len(names) - 1)))  # fmt: skip
    low = battery_words.low_devices(snapshot)
    if low and len(found) < 2:
        found.append(words("battery.is_low", name=low[0].name))
    return " ".join(found[:2])


def _checked_sentence(snapshot: Snapshot, now: Moment) -> str:
    """How far a check has come, or how it ended, for a while."""
    check = snapshot.check
    if check is None:
        return ""
    if check.ended is None:
        answered, asked = i18n.whole(len(check.answered)), i18n.whole(len(check.asked))
        return words("network.check_runs", answered=answered, asked=asked)
    return _ended(snapshot, check) if now.seconds_since(check.ended) <= _TOLD_S and len(check.asked) > 1 else ""


def _ended(snapshot: Snapshot, check: Check) -> str:
    assert check.ended is not None
    time = i18n.clock_time(check.ended.utc, snapshot.preferences.zone)
    if not check.silent:
        return words("network.check_all", time=time, count=len(check.asked))
    answered = i18n.whole(len(check.answered))
    return words("network.check_some", time=time, answered=answered, asked=i18n.whole(len(check.asked)))
