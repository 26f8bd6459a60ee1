"""Firmware on the air: the upgrade cluster's (0x0019) server, which every device of the network may ask."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice
from zigpy.exceptions import DeliveryError
from zigpy.zcl import foundation
from zigpy.zcl.clusters.general import Ota
from zigpy.zcl.foundation import CommandSchema, Direction, GeneralCommand, Status, ZCLHeader

from devices.drivers.exchange import find_client_cluster
from devices.firmware.giving import CHECK_S, Giving
from devices.firmware.server import notified
from devices.firmware.words import FirmwareOrder, GiveFirmware
from devices.messages import Delivered, Message, Undelivered
from devices.moment import Moment
from devices.names import Eui64
from devices.radio.application import HA_ENDPOINT, SE_ENDPOINT, eui64_of
from devices.radio.trouble import DONGLE_TROUBLE
from devices.se.profile import OTA, PROFILE_ID

LOGGER = logging.getLogger(__name__)

_REQUESTS: Final = {int(each.id): each.schema for each in Ota.ServerCommandDefs}
_UNSENT: Final = (*DONGLE_TROUBLE, DeliveryError)


class Upgrading:
    """Answers the devices of one connection; `spawn` runs what sends."""

    def __init__(
        self,
        deliver: Callable[[Message], None],
        spawn: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._deliver = deliver
        self._spawn = spawn
        self._giving = Giving(deliver)
        self._is_watching = False
        self._sequence = 0

    def order(self, order_id: int, device: ZigbeeDevice | None, order: FirmwareOrder) -> None:
        """Carry an order out; one that cannot be is answered `Undelivered`."""
        cluster = None if device is None else find_client_cluster(device, OTA)
        if device is None or cluster is None:
            self._deliver(Undelivered(order_id, "the device takes no firmware over the air"))
            return
        said = self._giving.order(order, _now())
        if isinstance(order, GiveFirmware) and not self._is_watching:
            self._is_watching = True
            self._spawn(self._watch())
        if said is None:
            self._deliver(Delivered(order_id))
        else:
            self._spawn(self._ordered(order_id, device, int(cluster.endpoint.endpoint_id), said))

    def ask(self, device: ZigbeeDevice) -> None:
        """Have a device that can be upgraded say what it runs."""
        cluster = find_client_cluster(device, OTA)
        if cluster is not None:
            self._spawn(self._asked(device, int(cluster.endpoint.endpoint_id)))

    def heard(self, device: ZigbeeDevice, packet: t.ZigbeePacket) -> bool:
        """Take a frame of the cluster; False: it answers a question of zigpy's."""
        try:
            header, payload = ZCLHeader.deserialize(packet.data.serialize())
        except ValueError:
            return False
        is_asked = header.frame_control.direction == Direction.Client_to_Server
        schema = _REQUESTS.get(int(header.command_id))
        if header.frame_control.is_general or not is_asked or schema is None:
            return False
        endpoint = int(packet.src_ep or 0)
        try:
            request, _ = schema.deserialize(payload)
        except (ValueError, KeyError, AssertionError):
            self._spawn(self._answer(device, endpoint, header, _refusal(header, Status.MALFORMED_COMMAND)))
            return True
        answer = self._giving.receive(eui64_of(device.ieee), request, _now())
        if answer is not None:
            self._spawn(self._answer(device, endpoint, header, answer))
        elif not header.frame_control.disable_default_response:
            self._spawn(self._answer(device, endpoint, header, _refusal(header, _default(header))))
        return True

    def forget(self, device: Eui64) -> None:
        """It left."""
        self._giving.forget(device)

    async def _ordered(self, order_id: int, device: ZigbeeDevice, endpoint: int, said: CommandSchema) -> None:
        why = await self._notify(device, endpoint, said)
        self._deliver(Delivered(order_id) if why is None else Undelivered(order_id, why))

    async def _asked(self, device: ZigbeeDevice, endpoint: int) -> None:
        await self._notify(device, endpoint, notified())

    async def _notify(self, device: ZigbeeDevice, endpoint: int, said: CommandSchema) -> str | None:
        """Why it was not reached, None: it was."""
        self._sequence = (self._sequence + 1) & 0xFF
        header = ZCLHeader.cluster(self._sequence, said.command.id, direction=Direction.Server_to_Client)
        return await _sent(device, endpoint, header, said)

    async def _answer(self, device: ZigbeeDevice, endpoint: int, asked: ZCLHeader, answer: CommandSchema) -> None:
        is_general = type(answer) is foundation.GENERAL_COMMANDS[GeneralCommand.Default_Response].schema
        make = ZCLHeader.general if is_general else ZCLHeader.cluster
        header = make(asked.tsn, answer.command.id, direction=Direction.Server_to_Client)
        await _sent(device, endpoint, header, answer)  # one that is lost is asked for again

    async def _watch(self) -> None:
        while self._giving.is_busy:
            await asyncio.sleep(CHECK_S)
            self._giving.wake(_now())
        self._is_watching = False


async def _sent(device: ZigbeeDevice, endpoint: int, header: ZCLHeader, said: CommandSchema) -> str | None:
    """To the endpoint with the cluster's client, a Smart Energy one under the link key (C1FR44); why not, if not."""
    control: Any = header.frame_control
    header.frame_control = control.replace(disable_default_response=True)
    profile_id = device.endpoints[endpoint].profile_id
    own = SE_ENDPOINT if profile_id == PROFILE_ID else HA_ENDPOINT
    data = header.serialize() + said.serialize()
    try:
        await device.request(profile_id, OTA, own, endpoint, int(header.tsn), data, expect_reply=False, retries=1)
    except _UNSENT as error:
        LOGGER.info("a word about firmware was lost: %s", error, extra={"device": eui64_of(device.ieee)})
        return f"the device was not reached: {error}"
    return None


def _refusal(asked: ZCLHeader, status: Status) -> CommandSchema:
    schema = foundation.GENERAL_COMMANDS[GeneralCommand.Default_Response].schema
    made: CommandSchema = schema(command_id=asked.command_id, status=status)
    return made


def _default(asked: ZCLHeader) -> Status:
    is_end = asked.command_id == Ota.ServerCommandDefs.upgrade_end.id
    return Status.SUCCESS if is_end else Status.UNSUP_CLUSTER_COMMAND


def _now() -> Moment:
    return Moment(datetime.now(UTC), asyncio.get_running_loop().time())
