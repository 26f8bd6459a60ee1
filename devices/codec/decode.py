"""A frame that nobody asked for to messages: which cluster's words they are."""

from collections.abc import Callable
from typing import Any, Final

from zigpy.zcl.foundation import Direction as ZclDirection
from zigpy.zcl.foundation import GeneralCommand, ZCLHeader

from devices.codec.battery import battery_read
from devices.codec.comfort import THERMOSTAT_STATE, switch_read, temperature_read
from devices.codec.events import all_load_control_cancelled, load_control, load_control_cancelled
from devices.codec.frames import Records, Unintelligible, malformed, reported
from devices.codec.metering import READ_TOGETHER, MeterScale, reading
from devices.codec.prices import critical_peak_published, price_published
from devices.codec.texts import text_published
from devices.messages import Eui64, Message, TextCancelled
from devices.se import CLUSTERS, profile

_DICTIONARY: Final = {int(cluster.cluster_id): cluster for cluster in CLUSTERS}
_THERMOSTAT_STATE: Final = frozenset(THERMOSTAT_STATE)


def decode_frame(device: Eui64, cluster_id: int, data: bytes, scale: MeterScale | None) -> tuple[Message, ...]:
    """Messages of one frame from a server that nobody asked for; a reading needs the meter's `scale`, else it is left.

    Answers to requests are not here: what they mean depends on what was asked. Never raises.
    """
    try:
        header, payload = ZCLHeader.deserialize(data)
        if header.frame_control.is_manufacturer_specific or header.direction != ZclDirection.Server_to_Client:
            return ()
        if header.frame_control.is_general:
            if header.command_id != GeneralCommand.Report_Attributes:
                return ()
            return _from_records(device, cluster_id, reported(payload), scale)
        return _from_command(device, cluster_id, header.command_id, payload)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError) as why:
        return (malformed(device, cluster_id, data, why),)


def _from_records(device: Eui64, cluster_id: int, records: Records, scale: MeterScale | None) -> tuple[Message, ...]:
    message: Message | None = None
    if cluster_id == profile.METERING:
        if scale is not None and READ_TOGETHER & records.keys():
            message = reading(device, records, scale)
    elif cluster_id == profile.THERMOSTAT:
        if _THERMOSTAT_STATE & records.keys():
            message = temperature_read(device, records)
    elif cluster_id == profile.ON_OFF:
        message = switch_read(device, records)
    elif cluster_id == profile.POWER_CONFIGURATION:
        message = battery_read(device, records)
    return () if message is None else (message,)


def _from_command(device: Eui64, cluster_id: int, command_id: int, payload: bytes) -> tuple[Message, ...]:
    cluster = _DICTIONARY.get(cluster_id)
    if cluster is None:
        return ()
    definition = cluster.client_commands.get(command_id)
    if definition is None:
        raise Unintelligible(f"{cluster.__name__} has no command 0x{command_id:02x} from the server")
    command, rest = definition.schema.deserialize(payload)
    if rest:
        raise Unintelligible(f"{len(rest)} octets after the end of {definition.name}")
    translate = _COMMANDS.get((cluster_id, definition.name))
    message = None if translate is None else translate(device, command)
    return () if message is None else (message,)


_COMMANDS: Final[dict[tuple[int, str], Callable[[Eui64, Any], Message | None]]] = {
    (profile.PRICE, "publish_price"): price_published,
    (profile.PRICE, "publish_cpp_event"): critical_peak_published,
    (profile.DRLC, "load_control_event"): load_control,
    (profile.DRLC, "cancel_load_control_event"): load_control_cancelled,
    (profile.DRLC, "cancel_all_load_control_events"): all_load_control_cancelled,
    (profile.MESSAGING, "display_message"): text_published,
    (profile.MESSAGING, "display_protected_message"): text_published,
    (profile.MESSAGING, "cancel_message"): lambda device, command: TextCancelled(device, int(command.message_id)),
    (profile.MESSAGING, "cancel_all_messages"): lambda device, _: TextCancelled(device, None),
}
