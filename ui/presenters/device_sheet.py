"""One device, larger: what it is, how it is heard, its battery, what it takes part in; numbers for an installer."""

from devices.messages import DeviceKind
from devices.moment import Moment
from hemsapp.commands import Role
from hemsapp.snapshot import Device, Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters import battery_words, device_counts, device_rows, firmware_words
from ui.views import ButtonKind, ButtonState, ButtonView, SheetView
from ui.views.controls import DeviceFactsView


def device_sheet(snapshot: Snapshot, device: Device, now: Moment) -> tuple[SheetView, DeviceFactsView]:
    """The sheet's frame, and what stands in it."""
    check = ButtonView(words("notice.check"), ButtonKind.PRIMARY, icon="activity")
    if is_checked(snapshot, device):
        check = ButtonView(words("notice.checking"), ButtonKind.PRIMARY, ButtonState.BUSY)
    frame = SheetView(
        device.name,
        i18n.capital(device_rows.kind(device)),
        check,
        ButtonView(words("kit.close"), ButtonKind.OUTLINE),
    )
    return frame, DeviceFactsView(_advice(snapshot, device, now), tuple(_facts(snapshot, device, now)))


def is_checked(snapshot: Snapshot, device: Device) -> bool:
    """Is a check waiting for it?"""
    check = snapshot.check
    if check is None or check.ended is not None or device.device not in check.asked:
        return False
    return device.device not in (*check.answered, *check.silent)


def _advice(snapshot: Snapshot, device: Device, now: Moment) -> str:
    """How a check of this device ended, and what helps."""
    check, told = snapshot.check, ""
    if check is not None and check.ended is not None and check.asked == (device.device,):
        time = i18n.clock_time(check.ended.utc, snapshot.preferences.zone)
        told = words("network.one_answered" if check.answered else "network.one_silent", time=time)
    parts = (told, device_rows.advice(device, now), firmware_words.advice(snapshot, device))
    return " ".join(part for part in parts if part)


def _facts(snapshot: Snapshot, device: Device, now: Moment) -> list[tuple[str, str]]:
    count = device_rows.counted(device, is_long=True)
    word = device_rows.signal_word(device, now)
    facts = [
        (words("network.fact_signal"), words("frame.join", first=word, second=count) if count else word),
        (words("network.fact_heard"), device_rows.heard_age(device, now)),
    ]
    facts += device_counts.facts(device, now)
    if device.battery is not None:
        facts.append((words("network.fact_battery"), battery_words.charge(device.battery)))
    if device.kind is DeviceKind.METER_GATEWAY:
        facts.append((words("network.fact_part"), i18n.capital(words("network.meter_gateway"))))
    elif (part := device_rows.takes_part(snapshot, device)) is not None:
        key = "network.part_yes" if part else "network.part_no"
        facts.append((words("network.fact_part"), words("network.part_itself" if device.is_event_client else key)))
    if (firmware := firmware_words.fact(snapshot, device)) is not None:
        facts.append(firmware)
    if snapshot.preferences.role is Role.INSTALLER:
        facts += _numbers(snapshot, device)
    return facts


def _numbers(snapshot: Snapshot, device: Device) -> list[tuple[str, str]]:
    """What only an installer reads."""
    lqi = "" if device.lqi is None else words("network.lqi", lqi=i18n.whole(device.lqi))
    dbm = device.rssi_dbm
    rssi = "" if dbm is None else words("network.rssi", rssi=f"\N{MINUS SIGN}{abs(dbm)}")
    hop = words("frame.join", first=lqi, second=rssi) if lqi and rssi else lqi or rssi
    channel, pan_id, mesh = snapshot.link.channel, snapshot.link.pan_id, snapshot.mesh
    parent = mesh.parent(device.device)
    names = {each.device: each.name for each in snapshot.devices}
    through = words("map.direct") if parent == mesh.own else names.get(parent, parent) if parent else ""
    both = [each for each in (mesh.lqi(parent, device.device), mesh.lqi(device.device, parent)) if each is not None]
    return [
        *([(words("network.fact_hop"), hop)] if hop else []),
        *([(words("network.fact_through"), through)] if through else []),
        *([(words("network.fact_both"), " / ".join(map(i18n.whole, both)))] if len(both) > 1 else []),
        (words("network.fact_address"), device.device),
        *([(words("network.fact_channel"), str(channel))] if channel is not None else []),
        *([(words("network.fact_pan"), f"0x{pan_id:04x}")] if pan_id is not None else []),
    ]
