"""What a meter brings in objects: answers to orders, and what it sends to event clients by itself."""

from collections.abc import Callable, Iterator
from typing import Final

from devices.demand_response import (
    AnswerCriticalPeak,
    AskForPractice,
    CppAuth,
    EventsListed,
    ReadEvents,
    Receipt,
    ReceiptLogged,
    SendReceipt,
)
from devices.han import ConfirmText, Order, PollFast, ReadIntervals, ReadMeter, ReadPrices, ReadText, ReadTime
from devices.messages import Message
from devices.se.profile import DRLC, PRICE
from devices.self_report import SelfReport, SendReport
from devices.sim.device import HomeNode
from devices.sim.house.house import microseconds
from devices.sim.meter import event_words, words
from devices.sim.meter.drlc_cluster import cancel_load_control_event, load_control_event
from devices.sim.meter.event_words import COORDINATOR
from devices.sim.meter.forwarding import DeviceAsked, LoadControlForwarded, LoadControlWithdrawn
from devices.sim.meter.meter import Announcement
from devices.sim.meter.node import MeterNode, ask_device
from devices.sim.meter.price_cluster import publish_price
from devices.sim.meter.prices import PriceEvent
from devices.sim.meter.receipt_log import Said
from devices.sim.meter.texts import Confirmation
from devices.sim.node import ApsFrame
from devices.wan.tunnel import PracticeWanted, ReceiptSubmitted, ReportSubmitted, StatusWanted

Sign = Callable[[Receipt | SelfReport], bytes]
CANNOT: Final = "a meter gateway cannot do that"


def to_event_clients(node: MeterNode, announcement: Announcement) -> list[ApsFrame]:
    """Frames to the devices to which the meter was bound; the kiosk is told in words."""
    match announcement:
        case LoadControlForwarded():
            return node.server.unsolicited(DRLC, load_control_event(announcement.control))
        case LoadControlWithdrawn():
            cancel = cancel_load_control_event(announcement.control, is_randomised=announcement.is_randomised)
            return node.server.unsolicited(DRLC, cancel)
        case DeviceAsked():
            return ask_device(node, announcement)
        case PriceEvent():
            return node.server.unsolicited(PRICE, publish_price(node.meter, announcement))
    return []


def ask_meter(node: MeterNode, order: Order, sign: Sign | None) -> Iterator[Message]:
    """What an order brings; ValueError says why it is not delivered."""
    meter, device = node.meter, order.device
    match order:
        case ReadMeter() | ReadIntervals() if meter.scale.told_divisor == 0:
            raise ValueError("the meter has not said yet how it counts")
        case ReadMeter():
            yield words.read(meter, device)
        case ReadIntervals():
            yield words.intervals(meter, device, order.channel, order.end, order.periods)
        case ReadPrices():
            yield from words.prices(meter, device)
        case ReadTime():
            yield words.time(meter, device)
        case ReadText():
            meter.forget_old_text()
            if meter.text:
                yield words.text(meter.text, device)
        case ConfirmText():
            meter.confirmations.append(Confirmation(order.message_id, int(order.at.timestamp())))
        case PollFast():
            pass  # readings already come as often as this network was told
        case _:
            yield from _ask_of_events(node, order, sign)


def _ask_of_events(node: MeterNode, order: Order, sign: Sign | None) -> Iterator[Message]:
    device = order.device
    match order:
        case ReadEvents():
            controls = node.duties.scheduled(COORDINATOR)
            for control in controls:
                yield event_words.load_control(control, device)
            yield EventsListed(device, tuple(control.issuer_event_id for control in controls))
            node.duties.hear(COORDINATOR, StatusWanted())
        case SendReceipt():
            yield from _send_receipt(node, order, sign)
        case SendReport():
            if sign is None:
                raise ValueError("this meter passes no reports on")
            node.duties.hear(COORDINATOR, ReportSubmitted(order.report.sequence, sign(order.report)))
        case AnswerCriticalPeak():
            answer = CppAuth.ACCEPTED if order.is_accepted else CppAuth.REJECTED
            node.duties.answer_critical_peak(COORDINATOR, order.issuer_event_id, answer)
        case AskForPractice():
            node.duties.hear(COORDINATOR, PracticeWanted(order.minutes))
        case _:
            raise ValueError(CANNOT)


def _send_receipt(node: MeterNode, order: SendReceipt, sign: Sign | None) -> Iterator[Message]:
    """The plain report, then the same, signed; without a key the meter's answer pays."""
    receipt = order.receipt
    acted = receipt.acted.replace(microsecond=0)
    said = Said(COORDINATOR, COORDINATOR, COORDINATOR, receipt.issuer_event_id, int(receipt.status), acted)
    node.duties.report_status(said, is_signed_too=sign is not None)
    if sign is None:
        yield ReceiptLogged(order.device, receipt.sequence, words.time(node.meter, order.device).utc)
    else:
        node.duties.hear(COORDINATOR, ReceiptSubmitted(receipt.sequence, sign(receipt)))


def event_due_us(node: HomeNode) -> int | None:
    """When a meter launches or ends an event next, in true time; None for another device, and where none is known."""
    if not isinstance(node, MeterNode) or (due := node.duties.events.next_due) is None:
        return None
    return microseconds(node.duties.log.true_time(due))
