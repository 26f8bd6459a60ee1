"""What is done with one device: it blinks, its events are chosen, another takes its place, or it is let go."""

from enum import Enum

from devices.messages import DeviceKind
from hemsapp.commands import Command
from hemsapp.commissioning import Identify
from hemsapp.firmware import StopUpdate, UpdateFirmware
from hemsapp.snapshot import Device, Snapshot
from ui.i18n import words
from ui.presenters.device_rows import plan_of
from ui.presenters.firmware_words import firmware_of, order_words
from ui.presenters.frame import Page
from ui.views import ButtonKind, ButtonView, ListRowView, SheetView
from ui.views.controls import DeviceFactsView


class Face(Enum):
    """What the sheet of a device shows: its facts, what can be done, or the question before it is let go."""

    FACTS, MORE, REMOVE = range(3)


class Care(Enum):
    """What can be done."""

    BLINK, PART, FIRMWARE, REPLACE, REMOVE = "blink", "part", "firmware", "replace", "remove"


_ICONS = {
    Care.BLINK: "sun-medium",
    Care.PART: "calendar-check",
    Care.FIRMWARE: "arrow-big-up",
    Care.REPLACE: "rotate-cw",
    Care.REMOVE: "x",
}


def cares(snapshot: Snapshot, device: Device) -> tuple[Care, ...]:
    """Whatever makes sense for it: the meter is changed with its readings, elsewhere."""
    if device.kind is DeviceKind.METER_GATEWAY:
        return (Care.REMOVE,)
    part = (Care.PART,) if plan_of(snapshot, device) is not None else ()
    firmware = firmware_of(snapshot, device)
    update = (Care.FIRMWARE,) if firmware is not None and order_words(firmware) is not None else ()
    return (Care.BLINK, *part, *update, Care.REPLACE, Care.REMOVE)


def care_rows(snapshot: Snapshot, device: Device) -> tuple[ListRowView, ...]:
    """A row for each."""
    return tuple(
        ListRowView(
            *_row_words(snapshot, device, care),
            _ICONS[care],
            has_chevron=True,
            has_rule=index > 0,
        )
        for index, care in enumerate(cares(snapshot, device))
    )


def _row_words(snapshot: Snapshot, device: Device, care: Care) -> tuple[str, str]:
    firmware = firmware_of(snapshot, device)
    if care is Care.FIRMWARE and firmware is not None:
        return order_words(firmware) or ("", "")
    body = "network.remove_row" if care is Care.REMOVE else f"network.{care.value}_body"
    return words(f"network.{care.value}"), words(body)


def care_sheet(device: Device, face: Face) -> tuple[SheetView, DeviceFactsView]:
    """The sheet while something is to be done, or before the device is let go."""
    if face is Face.MORE:
        back = ButtonView(words("kit.back"), ButtonKind.OUTLINE)
        return SheetView(device.name, words("network.more_subtitle"), secondary=back), DeviceFactsView("", ())
    frame = SheetView(
        words("network.remove_title", name=device.name),
        "",
        ButtonView(words("network.remove"), ButtonKind.PRIMARY),
        ButtonView(words("network.keep"), ButtonKind.OUTLINE),
    )
    told = " ".join((words("network.remove_body"), words("network.remove_last")))
    return frame, DeviceFactsView(told, ())


def care_for(care: Care, snapshot: Snapshot, device: Device) -> tuple[Command | None, str | None]:
    """What it asks for at once, and the page that it opens."""
    if care is Care.BLINK:
        return Identify(device.device), None
    if care is Care.FIRMWARE:
        firmware = firmware_of(snapshot, device)
        is_running = firmware is not None and firmware.update is not None
        return StopUpdate(device.device) if is_running else UpdateFirmware(device.device), None
    page = {Care.PART: Page.RULES, Care.REPLACE: Page.CONNECT}.get(care)
    return None, None if page is None else f"{page}/{device.device}"
