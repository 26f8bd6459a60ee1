"""An interview that survives bad air: zigpy waits 28 s for an answer that was lost, and gives up after three."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from zigpy.device import ZigbeeDevice
from zigpy.zcl.clusters.general import Basic, Identify

from devices.drivers import recognise
from devices.drivers.conformance import Shortcoming, why_unfit
from devices.drivers.exchange import OrderFailed, command, find_server, read, server
from devices.drivers.patience import Patience, patient
from devices.errors import JoinFault
from devices.messages import Delivered, DeviceIdentified, JoinFailed, Undelivered
from devices.outbox import REPLY_S
from devices.radio.application import eui64_of

FIRST_SILENCE_S: Final = 2.0
"""A device that listens answers within a tenth of a second; one that sleeps asks its parent each few seconds."""
LONGEST_SILENCE_S: Final = 8.0
_GROWTH: Final = 1.25
_FIRMWARE: Final = (Basic.AttributeDefs.sw_build_id.id, Basic.AttributeDefs.app_version.id)
_LABEL: Final = (Basic.AttributeDefs.manufacturer.id, Basic.AttributeDefs.model.id)
_IDENTITY: Final = Patience(tries=6, reply_s=2.0)
_PRESENCE: Final = Patience(tries=2, reply_s=1.0)


async def see_through(
    find: Callable[[], ZigbeeDevice | None], is_over: Callable[[], bool], told: Callable[[bool], None]
) -> None:
    """Ask on from where the interview stands whenever nothing came of it for a while; `told`: was there an answer?

    `find` gives the device as soon as zigpy knows it; it ends when `is_over` says so.
    """
    silence_s, progress = FIRST_SILENCE_S, -1
    while not is_over():
        await asyncio.sleep(silence_s)
        device = find()
        if device is None or is_over():
            continue
        now = _progress(device)
        told(now > progress)
        if now > progress:
            silence_s = FIRST_SILENCE_S
        else:
            silence_s = min(_GROWTH * silence_s, LONGEST_SILENCE_S)
            device.cancel_initialization()  # zigpy asks on for a model, and would not begin anew meanwhile
            device.schedule_initialize()
        progress = now


async def firmware_of(device: ZigbeeDevice, told: Callable[[bool], None]) -> str:
    """How the device spells its firmware (Basic 0x4000), else its application version; empty if it tells neither.

    What the interview did not hear of manufacturer and model is asked along.
    """
    basic = find_server(device, Basic.cluster_id)
    if basic is None:
        return ""
    try:
        with patient(replace(_IDENTITY, told=lambda why: told(why is None))):
            values = await read(basic, _FIRMWARE)
            if device.model is None or device.manufacturer is None:
                values |= await read(basic, _LABEL)
    except OrderFailed:
        return ""
    manufacturer, model = (_text(values.get(each)) for each in _LABEL)
    device.manufacturer, device.model = device.manufacturer or manufacturer, device.model or model
    build, version = (values.get(each) for each in _FIRMWARE)
    return _text(build) or _text(version)


def _text(value: object) -> str:
    return "" if value is None else str(value).strip("\0 ")


async def identify(order_id: int, device: ZigbeeDevice, seconds: int) -> Delivered | Undelivered:
    """Have it blink or beep; how the order ended: it may have nothing to show, or not answer."""
    try:
        await command(server(device, Identify.cluster_id), "identify", identify_time=seconds)
    except OrderFailed as why:
        return Undelivered(order_id, str(why))
    return Delivered(order_id)


async def is_there(device: ZigbeeDevice) -> bool:
    """Does a device that is known answer under the network key, now?"""
    basic = find_server(device, Basic.cluster_id)
    if basic is None:
        return False
    try:
        with patient(_PRESENCE):
            await read(basic, (Basic.AttributeDefs.zcl_version.id,))
    except OrderFailed:
        return False
    return True


def seen_as(device: ZigbeeDevice, firmware: str) -> tuple[DeviceIdentified, JoinFailed | None]:
    """What a device is that was interviewed, and why it may not stay if it does not conform (X-ENROL)."""
    name, kind = eui64_of(device.ieee), recognise(device)
    told = DeviceIdentified(name, kind, device.manufacturer or "", device.model or "", firmware)
    lack = why_unfit(device)
    if lack is None:
        return told, None
    fault = JoinFault.WRONG_KIND if lack is Shortcoming.UNKNOWN_KIND else JoinFault.REFUSED
    return told, JoinFailed(name, fault, lack.value)


def reply_s_of(device: ZigbeeDevice) -> float:
    """How long an answer may take before the question is put again: who sleeps asks its parent each few seconds."""
    is_listening = device.node_desc is None or device.node_desc.is_receiver_on_when_idle
    return REPLY_S if is_listening else LONGEST_SILENCE_S


def _progress(device: ZigbeeDevice) -> int:
    """How many of the interview's questions were answered."""
    endpoints = device.non_zdo_endpoints
    described = sum(endpoint.profile_id is not None for endpoint in endpoints)
    known = (device.node_desc is not None, bool(endpoints), device.model is not None, device.is_initialized)
    return described + sum(known)
