"""Events on the air: DRLC, critical peaks and tunnels, read with the dictionary (C1FR25)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from devices.demand_response import CppAuth, EventStatus, MeterEventStatus, Receipt
from devices.names import Eui64
from devices.se.drlc import NO_SIGNATURE, Drlc
from devices.se.price import Price
from devices.se.tunneling import TransferDataStatus, Tunneling, TunnelStatus
from devices.sim.node import ApsFrame
from devices.wan.journal import Noted
from devices.wan.receipts import ReceiptKey, signed
from devices.wan.tunnel import (
    CHUNK,
    PROTOCOL_ID,
    PracticeWanted,
    ReceiptReached,
    ReceiptSubmitted,
    ReceiptTaken,
    StatusNotice,
    StatusWanted,
    TunnelWord,
)
from devices.wan.tunnel_codec import Stream, chunks, encode
from devices.wan.words import (
    DeviceReceipt,
    EventCancel,
    MeterConfig,
    Noun,
    PracticeRequest,
    ReceiptStage,
    Reply,
    SecurityClass,
    Verb,
)
from tests.devices.sim.meter.bench import NOON
from tests.devices.sim.meter.event_bench import DRLC, PRICE, START, EventBench, of_cluster, peak

PCT = "00:0d:6f:00:00:00:00:09"
DISPLAY = "00:0d:6f:00:00:00:00:0a"
KIOSK = Eui64("00:0d:6f:00:00:00:00:01")
KEY = ReceiptKey.generate(KIOSK)
SETTLED = NOON + timedelta(seconds=1)
"""When a display that opens its tunnel at noon is spoken to."""

EVENTS: dict[str, Any] = {"noun": Noun.END_DEVICE_EVENTS, "security": SecurityClass.PRIVATE}


def zcl(at: datetime) -> int:
    return int(at.timestamp()) - 946_684_800


def report(status: EventStatus, at: datetime = NOON, event_id: int = 7) -> dict[str, Any]:
    return {
        "issuer_event_id": event_id,
        "event_status": int(status),
        "event_status_time": zcl(at),
        "criticality_level_applied": 2,
        "cooling_temperature_set_point_applied": 0x8000,
        "heating_temperature_set_point_applied": 0x8000,
        "average_load_adjustment_percentage_applied": -128,
        "duty_cycle_applied": 0xFF,
        "event_control": 0,
        "signature_type": 0,
        "signature": list(NO_SIGNATURE),
    }


def test_an_event_is_on_the_air_in_the_same_second() -> None:
    """C1NFR12, UC96.1.6: as LoadControlEvent, PublishCPPEvent and the price of its hours."""
    bench = EventBench()
    bench.bind()
    bench.frames()
    bench.reply(peak(heating_set_point_centi_c=-50, is_start_randomised=True))
    assert bench.node.next_wake_s is not None
    assert bench.node.next_wake_s <= bench.now.monotonic_s
    frames = bench.frames()
    (event,) = of_cluster(Drlc, frames, "load_control_event")
    assert event.serialize().hex() == (
        "07000000" + "0100" + "00" + zcl(START).to_bytes(4, "little").hex() + "f000" + "02"
        "16ff" + "0080" + "ceff" + "80" + "ff" + "01"
    )
    (critical,) = of_cluster(Price, frames, "publish_cpp_event")
    assert (critical.issuer_event_id, critical.start_time, critical.cpp_auth) == (7, zcl(START), CppAuth.PENDING)
    assert [one.price for one in of_cluster(Price, frames, "publish_price") if one.start_time == zcl(START)] == [62_000]
    assert all(frame.is_encrypted for frame in frames)
    (entry,) = bench.noted(Noted.EVENT_FORWARDED)
    assert entry.at == NOON


def test_what_nobody_is_bound_to_hear_is_not_noted_as_forwarded() -> None:
    bench = EventBench()
    bench.reply(peak())
    assert bench.frames() == []
    assert bench.noted(Noted.EVENT_FORWARDED) == []


def test_an_enrolled_thermostat_hears_the_meter_itself() -> None:
    """One device, one commander: a binding sends it load control events, no prices."""
    bench = EventBench()
    bench.bind(DRLC)
    bench.bind(DRLC, to=PCT)
    bench.reply(peak())
    heard = [frame.peer for frame in bench.frames() if frame.cluster_id == DRLC]
    assert heard == [None, PCT]


def test_a_mandatory_event_asks_nobody() -> None:
    bench = EventBench()
    bench.bind(PRICE)
    bench.reply(peak(criticality=7))
    (critical,) = of_cluster(Price, bench.frames(), "publish_cpp_event")
    assert critical.cpp_auth == CppAuth.FORCED


def test_the_price_of_the_critical_peak_is_an_attribute_while_there_is_one() -> None:
    bench = EventBench()
    before = bench.read(Price, "cpp1_price")["cpp1_price"]
    bench.reply(peak())
    assert bench.read(Price, "cpp1_price")["cpp1_price"] == 62_000
    bench.reply(EventCancel(7))
    assert bench.read(Price, "cpp1_price")["cpp1_price"] == before


def test_a_cancellation_is_on_the_air_with_its_randomisation() -> None:
    bench = EventBench()
    bench.bind(DRLC)
    bench.reply(peak())
    bench.frames()
    bench.reply(EventCancel(7, is_randomised=True))
    (cancel,) = of_cluster(Drlc, bench.frames(), "cancel_load_control_event")
    assert cancel.serialize().hex() == "07000000" + "0100" + "00" + "01" + "00000000"


def test_a_reschedule_keeps_the_identifier_and_moves_the_window() -> None:
    bench = EventBench()
    bench.bind(DRLC)
    bench.reply(peak())
    bench.frames()
    bench.reply(peak(revision=2, start=START + timedelta(hours=1)), Verb.CHANGE)
    (event,) = of_cluster(Drlc, bench.frames(), "load_control_event")
    assert (event.issuer_event_id, event.start_time) == (7, zcl(START + timedelta(hours=1)))


def test_scheduled_events_are_told_to_whoever_asks() -> None:
    """DR10: after a silence a client asks; NOT_FOUND where there are none."""
    bench = EventBench()
    (none,) = bench.ask(Drlc, "get_scheduled_events", start_time=0, number_of_events=0)
    assert none.status == 0x8B
    bench.reply(peak())
    bench.reply(peak(issuer_event_id=8, start=START + timedelta(hours=9)))
    asked: dict[str, Any] = {"start_time": 0, "number_of_events": 0}
    assert [one.issuer_event_id for one in bench.ask(Drlc, "get_scheduled_events", **asked)] == [7, 8]
    newest = bench.ask(Drlc, "get_scheduled_events", **asked, issuer_event_id=8)
    assert [one.issuer_event_id for one in newest] == [8]
    after = bench.ask(Drlc, "get_scheduled_events", start_time=zcl(START + timedelta(hours=5)), number_of_events=1)
    assert [one.issuer_event_id for one in after] == [8]


def test_a_thermostats_report_is_logged_and_owed_until_the_head_end_has_it() -> None:
    """UC96.1.9, UC96.1.10, C1FR23: again each minute, and after a power failure; once in the log."""
    bench = EventBench()
    bench.reply(peak())
    bench.ask(Drlc, "report_event_status", peer=PCT, **report(EventStatus.RECEIVED))
    bench.ask(Drlc, "report_event_status", peer=PCT, **report(EventStatus.RECEIVED))
    bench.pass_time(130)
    receipts = bench.sent(DeviceReceipt)
    assert len(receipts) == 3
    assert set(receipts) == {DeviceReceipt(1, PCT, 7, EventStatus.RECEIVED, NOON, NOON)}
    assert [entry.detail for entry in bench.noted(Noted.RECEIPT_LOGGED)] == [f"received {PCT}"]
    assert len(bench.noted(Noted.RECEIPT_SENT)) == 1
    bench.node.reset(bench.now)
    bench.dispatches = bench.duties.wake(bench.now.utc)
    assert len(bench.sent(DeviceReceipt)) == 1
    bench.send(ReceiptStage(PCT, 0, 1, "MS", bench.now.utc), Verb.REPLY, **EVENTS)
    bench.dispatches.clear()
    bench.pass_time(600)
    assert bench.sent(DeviceReceipt) == []


def test_receipts_leave_at_once_or_as_late_as_the_utility_sets() -> None:
    """C1FR23: timeliness is configurable, within a minute where that is wanted."""
    bench = EventBench()
    bench.reply(peak())
    for delay_s, status in ((0, EventStatus.RECEIVED), (60, EventStatus.STARTED), (900, EventStatus.COMPLETED)):
        config = MeterConfig(receipt_delay_s=delay_s)
        assert bench.reply(config, Verb.CHANGE, noun=Noun.END_DEVICE_CONFIG).is_ok
        bench.dispatches.clear()
        bench.ask(Drlc, "report_event_status", peer=PCT, **report(status))
        asked = bench.now.utc
        while not bench.sent(DeviceReceipt):
            bench.pass_time(1)
        assert delay_s <= (bench.now.utc - asked).total_seconds() <= delay_s + 1
        (sent,) = bench.sent(DeviceReceipt)
        bench.send(ReceiptStage(PCT, 0, sent.log_number, "MS", bench.now.utc), Verb.REPLY, **EVENTS)
    refused = bench.reply(MeterConfig(receipt_delay_s=3601), Verb.CHANGE, noun=Noun.END_DEVICE_CONFIG)
    assert refused.error == "a receipt goes out 0 to 3600 seconds after it was logged"


def test_the_customers_answer_to_a_critical_peak_is_logged() -> None:
    bench = EventBench()
    bench.reply(peak())
    (status,) = bench.ask(Price, "cpp_event_response", issuer_event_id=7, cpp_auth=CppAuth.REJECTED)
    assert status.status == 0
    (unknown,) = bench.ask(Price, "cpp_event_response", issuer_event_id=8, cpp_auth=CppAuth.ACCEPTED)
    assert unknown.status == 0x8B
    assert [entry.detail for entry in bench.noted(Noted.RECEIPT_LOGGED)] == ["critical peak rejected coordinator"]


# The tunnel


class Display:
    """The other end of a tunnel. `peer` None is the kiosk."""

    def __init__(self, bench: EventBench, peer: str | None = None) -> None:
        self.bench, self.peer, self.stream = bench, peer, Stream()
        self.opened = self.open()
        self.told = self.hear(bench.pass_time(1))

    def open(self, protocol_id: int = PROTOCOL_ID) -> Any:
        (response,) = self.bench.ask(
            Tunneling,
            "request_tunnel",
            peer=self.peer,
            protocol_id=protocol_id,
            manufacturer_code=0x1166,
            flow_control_support=False,
            maximum_incoming_transfer_size=1500,
        )
        return response

    def transfer(self, data: bytes, tunnel_id: int | None = None) -> Any:
        number = int(self.opened.tunnel_id) if tunnel_id is None else tunnel_id
        (answer,) = self.bench.ask(Tunneling, "transfer_data", peer=self.peer, tunnel_id=number, data=data)
        return answer

    def say(self, word: TunnelWord) -> list[TunnelWord]:
        for part in chunks(encode(word)):
            assert self.transfer(part).status == 0
        return self.hear(self.bench.frames())

    def hear(self, frames: list[ApsFrame]) -> list[TunnelWord]:
        mine = [frame for frame in frames if frame.peer == self.peer]
        told = of_cluster(Tunneling, mine, "transfer_data")
        assert all(len(one.data) <= CHUNK for one in told)
        return [word for one in told for word in self.stream.feed(bytes(one.data))]


def receipt(sequence: int, status: EventStatus = EventStatus.RECEIVED) -> Receipt:
    return Receipt(sequence, 7, Eui64(PCT), status, NOON, NOON, "cooling to 78 F", "America/Los_Angeles")


def statuses(words: list[TunnelWord]) -> list[MeterEventStatus]:
    return [word.status for word in words if isinstance(word, StatusNotice)]


def test_the_kiosk_is_told_pending_active_and_ended_through_its_tunnel() -> None:
    """UC96.1.6, UC96.1.15, UC96.1.23"""
    bench = EventBench()
    kiosk = Display(bench)
    assert kiosk.opened.tunnel_status == TunnelStatus.Success
    bench.reply(peak())
    (pending,) = kiosk.hear(bench.frames())
    end = START + timedelta(hours=4)
    said = ("critical peak", peak().price, "Very hot", False)
    assert pending == StatusNotice(7, MeterEventStatus.PENDING, SETTLED, START, end, *said)
    told = kiosk.hear(bench.pass_time(10 * 3600))
    assert statuses(told) == [MeterEventStatus.ACTIVE, MeterEventStatus.ENDED]
    assert [entry.at for entry in bench.noted(Noted.START_TOLD)] == [START]
    assert [entry.at for entry in bench.noted(Noted.END_TOLD)] == [START + timedelta(hours=4)]


def test_a_cancellation_is_told_through_the_tunnel() -> None:
    bench = EventBench()
    kiosk = Display(bench)
    bench.reply(peak())
    bench.reply(EventCancel(7))
    assert statuses(kiosk.hear(bench.frames())) == [MeterEventStatus.PENDING, MeterEventStatus.CANCELLED]


def test_every_display_with_a_tunnel_is_told() -> None:
    bench = EventBench()
    kiosk, second = Display(bench), Display(bench, DISPLAY)
    bench.reply(peak())
    frames = bench.frames()
    assert statuses(kiosk.hear(frames)) == statuses(second.hear(frames)) == [MeterEventStatus.PENDING]


def test_a_start_that_nobody_could_hear_is_told_when_a_tunnel_opens() -> None:
    bench = EventBench()
    bench.reply(peak())
    bench.pass_time(5 * 3600 + 60)
    assert bench.noted(Noted.START_TOLD) == []
    kiosk = Display(bench)
    assert statuses(kiosk.told) == [MeterEventStatus.ACTIVE]
    assert len(bench.noted(Noted.START_TOLD)) == 1
    assert statuses(kiosk.say(StatusWanted())) == [MeterEventStatus.ACTIVE]
    assert len(bench.noted(Noted.START_TOLD)) == 1


def test_a_display_is_not_spoken_to_before_it_can_know_its_tunnel() -> None:
    """Its answer is on the way; what is said at once would be the middle of a stream that it does not know."""
    bench = EventBench()
    bench.reply(peak())
    kiosk = Display(bench)
    kiosk.opened = kiosk.open()
    assert bench.wait(0.9) == []
    assert statuses(kiosk.hear(bench.wait(1.2))) == [MeterEventStatus.PENDING]


def test_a_signed_receipt_is_taken_once_and_passed_on_untouched() -> None:
    """UC96.1.8, UC96.1.9, UC96.1.10"""
    bench = EventBench()
    kiosk = Display(bench)
    bench.reply(peak())
    bench.frames()
    word = ReceiptSubmitted(1, signed(receipt(1), KEY))
    assert kiosk.say(word) == [ReceiptTaken(1, SETTLED)]
    bench.pass_time(30)
    assert kiosk.say(word) == [ReceiptTaken(1, SETTLED)]
    (sent,) = bench.sent(DeviceReceipt)
    assert sent == DeviceReceipt(1, KIOSK, 7, EventStatus.RECEIVED, NOON, SETTLED, 1, word.signed)
    assert [entry.detail for entry in bench.noted(Noted.RECEIPT_LOGGED)] == [f"received {PCT} 1"]
    assert [entry.detail for entry in bench.noted(Noted.RECEIPT_SENT)] == [f"received {PCT} 1"]


def test_the_kiosk_hears_how_far_its_receipt_came() -> None:
    bench = EventBench()
    kiosk = Display(bench)
    bench.reply(peak())
    kiosk.say(ReceiptSubmitted(1, signed(receipt(1), KEY)))
    later = NOON + timedelta(seconds=3)
    bench.send(ReceiptStage(KIOSK, 1, 1, "MS", later), Verb.REPLY, **EVENTS)
    assert kiosk.hear(bench.frames()) == [ReceiptReached(1, "MS", later)]
    bench.node.reset(bench.now)
    answers = bench.send(ReceiptStage(KIOSK, 1, 1, "MDMS", later), Verb.REPLY, **EVENTS)
    assert [one for one in answers if one.verb is Verb.REPLY] == []  # an answer is not answered
    bench.frames()
    again = Display(bench)
    assert ReceiptReached(1, "MDMS", later) in again.told


def test_a_kiosks_standard_report_is_logged_but_only_the_signed_one_is_sent() -> None:
    bench = EventBench()
    kiosk = Display(bench)
    bench.reply(peak())
    bench.ask(Drlc, "report_event_status", **report(EventStatus.RECEIVED))
    kiosk.say(ReceiptSubmitted(1, signed(receipt(1), KEY)))
    bench.pass_time(5)
    assert [one.sequence for one in bench.sent(DeviceReceipt)] == [1]
    assert len(bench.noted(Noted.RECEIPT_LOGGED)) == 2


def test_a_display_with_a_tunnel_that_signs_nothing_is_heard_after_ten_seconds() -> None:
    bench = EventBench()
    Display(bench)
    bench.reply(peak())
    bench.ask(Drlc, "report_event_status", **report(EventStatus.RECEIVED))
    bench.pass_time(9)
    assert bench.sent(DeviceReceipt) == []
    bench.pass_time(2)
    assert [(one.sequence, one.signed) for one in bench.sent(DeviceReceipt)] == [(0, b"")]


def test_another_device_takes_no_number_from_the_kiosk() -> None:
    """A receipt that a stranger submits under the kiosk's number keeps none of the kiosk's from the utility."""
    bench = EventBench()
    kiosk, stranger = Display(bench), Display(bench, DISPLAY)
    bench.reply(peak())
    stranger.say(ReceiptSubmitted(1, signed(receipt(1), ReceiptKey.generate(KIOSK))))
    mine = ReceiptSubmitted(1, signed(receipt(1), KEY))
    kiosk.say(mine)
    bench.pass_time(5)
    assert mine.signed in [one.signed for one in bench.sent(DeviceReceipt)]


def test_a_receipt_that_the_head_end_refuses_is_sent_no_more() -> None:
    bench = EventBench()
    kiosk = Display(bench)
    bench.reply(peak())
    kiosk.say(ReceiptSubmitted(1, signed(receipt(1), KEY)))
    bench.pass_time(1)
    (owed,) = [one for one in bench.dispatches if isinstance(one.body, DeviceReceipt)]
    refusal = Reply(is_ok=False, meter_time=NOON, error="the signature is not that of its sender")
    bench.send(refusal, Verb.REPLY, **EVENTS, correlation_id=owed.message_id)
    bench.dispatches.clear()
    bench.pass_time(600)
    assert bench.sent(DeviceReceipt) == []
    assert bench.noted(Noted.MESSAGE_REFUSED)[0].detail == f"receipt 1: {refusal.error}"


@pytest.mark.parametrize(
    "word",
    [
        ReceiptSubmitted(2, signed(receipt(1), KEY)),
        ReceiptSubmitted(1, b"no COSE"),
        ReceiptSubmitted(0, signed(receipt(1), KEY)),
        PracticeWanted(0),
        PracticeWanted(90),
        ReceiptTaken(1, NOON),
    ],
    ids=["another number", "unsigned", "no number", "no length", "too long", "the meter's own word"],
)
def test_a_word_that_no_display_may_say_is_refused_and_counted(word: TunnelWord) -> None:
    """C1FR43"""
    bench = EventBench()
    kiosk = Display(bench)
    assert kiosk.say(word) == []
    assert [entry.detail.split(",")[0] for entry in bench.noted(Noted.ATTEMPT_REFUSED)] == ["outbound"]


def test_a_wish_to_practise_goes_to_the_utility() -> None:
    bench = EventBench()
    Display(bench).say(PracticeWanted(10))
    bench.pass_time(1)
    assert bench.sent(PracticeRequest) == [PracticeRequest(10)]


def test_octets_that_are_no_word_close_the_tunnel() -> None:
    bench = EventBench()
    kiosk = Display(bench)
    assert kiosk.transfer(b"\xff\xff" + bytes(40)).transfer_data_status == TransferDataStatus.Data_Overflow
    assert kiosk.transfer(b"\x00").transfer_data_status == TransferDataStatus.No_Such_Tunnel
    assert len(bench.noted(Noted.ATTEMPT_REFUSED)) == 1


def test_nobody_speaks_in_anothers_tunnel() -> None:
    bench = EventBench()
    kiosk, stranger = Display(bench), Display(bench, DISPLAY)
    answer = stranger.transfer(encode(PracticeWanted(10)), int(kiosk.opened.tunnel_id))
    assert answer.transfer_data_status == TransferDataStatus.Wrong_Device
    assert bench.noted(Noted.ATTEMPT_REFUSED)[0].who == DISPLAY


def test_a_tunnel_is_gone_after_a_power_failure_and_may_be_opened_again() -> None:
    bench = EventBench()
    kiosk = Display(bench)
    bench.node.reset(bench.now)
    assert kiosk.transfer(b"\x00").transfer_data_status == TransferDataStatus.No_Such_Tunnel
    kiosk.opened = kiosk.open()
    assert kiosk.say(StatusWanted()) == []


def test_a_tunnel_for_another_protocol_is_refused() -> None:
    bench = EventBench()
    kiosk = Display(bench)
    assert kiosk.open(protocol_id=1).tunnel_status == TunnelStatus.Protocol_Not_Supported
    (listed,) = bench.ask(Tunneling, "get_supported_tunnel_protocols", protocol_offset=0)
    assert [int(one.protocol_id) for one in listed.protocol_list] == [PROTOCOL_ID]


def test_a_closed_tunnel_hears_nothing() -> None:
    bench = EventBench()
    kiosk = Display(bench)
    (status,) = bench.ask(Tunneling, "close_tunnel", tunnel_id=int(kiosk.opened.tunnel_id))
    assert status.status == 0
    bench.reply(peak())
    assert kiosk.hear(bench.frames()) == []


def test_a_tunnel_that_nobody_uses_is_closed_with_a_word() -> None:
    bench = EventBench()
    Display(bench)
    frames = bench.wait(0x10000 + 5)
    assert len(of_cluster(Tunneling, frames, "tunnel_closure_notification")) == 1
