"""Messaging (0x0703), server: the utility's sentences."""

from typing import Any, Final

from zigpy.zcl.foundation import CommandSchema, Status

from devices.moment import Moment
from devices.se.messaging import CONFIRMATION_REQUIRED, IMPORTANCE_SHIFT, Messaging
from devices.sim.cluster import Answer, ClusterInstance
from devices.sim.common_clusters import ZCL_EPOCH_S
from devices.sim.meter.meter import Meter
from devices.sim.meter.texts import Confirmation, TextCancellation, UtilityText

NORMAL_TRANSMISSION: Final = 0


def display_message(text: UtilityText) -> CommandSchema:
    """DisplayMessage of a text."""
    control = NORMAL_TRANSMISSION | text.importance << IMPORTANCE_SHIFT
    if text.is_confirmation_required:
        control |= CONFIRMATION_REQUIRED
    command: CommandSchema = Messaging.ClientCommandDefs.display_message.schema(
        message_id=text.message_id,
        message_control=control,
        start_time=text.start_s - ZCL_EPOCH_S,
        duration_in_minutes=text.minutes,
        message=text.text.encode(),
    )
    return command


def cancel_message(cancellation: TextCancellation) -> CommandSchema:
    """CancelMessage; its control is always 0."""
    command: CommandSchema = Messaging.ClientCommandDefs.cancel_message.schema(
        message_id=cancellation.message_id, message_control=0
    )
    return command


def messaging(meter: Meter) -> ClusterInstance:
    """The cluster instance of a meter."""

    def get_last_message(_request: Any, _at: Moment) -> Answer:
        meter.forget_old_text()
        return Status.NOT_FOUND if meter.text is None else display_message(meter.text)

    def message_confirmation(request: Any, _at: Moment) -> Answer:
        meter.confirmations.append(Confirmation(int(request.message_id), int(request.confirmation_time) + ZCL_EPOCH_S))
        return Status.SUCCESS

    return ClusterInstance(Messaging, commands={0x00: get_last_message, 0x01: message_confirmation})
