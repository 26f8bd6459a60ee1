"""The meter on the air: a Smart Energy energy services interface."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from devices.messages import Importance, IntervalChannel, MeterStatus
from devices.moment import Moment
from devices.se.metering import DIVISOR, MULTIPLIER, SUMMATION_FORMATTING, UNIT_OF_MEASURE
from devices.se.profile import DRLC, LINK_KEY_CLUSTERS, MESSAGING, METERING, PRICE, PROFILE_ID, DeviceId
from devices.sim.arguments import Arguments
from devices.sim.common_clusters import basic, identify, time_server
from devices.sim.device import WAKE_S, DeviceVerb, HomeNode, Label
from devices.sim.house.home import Home
from devices.sim.house.house import SECOND_US
from devices.sim.meter.blocks import BlockTariff
from devices.sim.meter.drlc_cluster import (
    cancel_load_control_event,
    cpp1_price,
    cpp_event_response,
    drlc,
    load_control_event,
    publish_cpp_event,
)
from devices.sim.meter.duties import Duties
from devices.sim.meter.event_verbs import event_verbs
from devices.sim.meter.event_words import COORDINATOR
from devices.sim.meter.face import Face
from devices.sim.meter.forwarding import (
    CriticalPeakForwarded,
    DeviceAsked,
    Forwarding,
    LoadControlForwarded,
    LoadControlWithdrawn,
    TunnelSaid,
    TunnelsReopened,
)
from devices.sim.meter.ledger import Ledger
from devices.sim.meter.messaging_cluster import cancel_message, display_message, messaging
from devices.sim.meter.meter import Announcement, Identity, Meter, Rescaled
from devices.sim.meter.metering_cluster import metering
from devices.sim.meter.price_cluster import price, publish_block_period, publish_price
from devices.sim.meter.prices import PriceEvent, TimeOfUse
from devices.sim.meter.texts import UNTIL_CHANGED, TextCancellation, UtilityText
from devices.sim.meter.tunnel_cluster import Tunnels
from devices.sim.node import ApsFrame, Peer
from devices.sim.zcl import EndpointInstance
from devices.wan.download_words import DownloadKind

if TYPE_CHECKING:
    from devices.sim.other_meter import Register

ENDPOINT: Final = 1
SCALE: Final = (UNIT_OF_MEASURE, MULTIPLIER, DIVISOR, SUMMATION_FORMATTING)
CHANNELS: Final = {"delivered": IntervalChannel.DELIVERED, "received": IntervalChannel.RECEIVED}
IMPORTANCES: Final = {one.name.lower(): one for one in Importance}
CRITICAL_TIER: Final = 4
BASIC, ZCL_VERSION = 0x0000, 0x0000
MONTH_MINUTES: Final = 30 * 1440


def name_of(peer: Peer) -> str:
    """How the ledger calls a device: its EUI64; the coordinator, which is the kiosk, has none on this air."""
    return peer.eui64 or COORDINATOR


def ask_device(node: "MeterNode", asked: DeviceAsked) -> list[ApsFrame]:
    """The frame that asks a device for a sign of life."""
    peer = Peer(None if asked.device == COORDINATOR else asked.device, asked.endpoint)
    return node.server.ask(BASIC, (ZCL_VERSION,), peer)


class MeterNode(HomeNode):
    """A meter on the air: frames in and out, verbs. `duties` is the system that it is on the utility link."""

    def __init__(
        self, label: Label, home: Home, meter: Meter, profile_id: int, ledger: Ledger | None = None, seed: int = 1
    ) -> None:
        self.meter = meter
        self.duties = Duties(meter, ledger or Ledger(), label.eui64, self._live_on)
        self.duties.on_home_news = self.hurry
        self.duties.on_changed = home.save
        self.face = Face(self.duties)
        self.is_powered = True
        self.mirrors: dict[int, Register] = {}
        """Gas and water meters that it shows beside its own, by endpoint."""
        super().__init__(label, home, [], LINK_KEY_CLUSTERS if profile_id == PROFILE_ID else frozenset())
        self.tunnels = Tunnels(self.duties, self.server, name_of)
        self.duties.on_restart = self._forget_volatile
        instances = [
            basic(lambda: meter.identity.manufacturer, lambda: meter.identity.model),
            identify(self.identify),
            time_server(lambda: meter.now_s, home.house.zone, lambda: meter.clock.since_us // SECOND_US),
            price(meter, cpp1_price(self.duties), cpp_event_response(self.duties, self._asker)),
            metering(meter, site_id="Hillside 12"),
            messaging(meter),
            drlc(self.duties, self._asker, self.tunnels.is_open),
            self.tunnels.cluster(),
            *(self.offer_key_establishment(seed) if profile_id == PROFILE_ID else ()),
        ]
        device_id = DeviceId.ENERGY_SERVICES_INTERFACE
        self.server.endpoints[ENDPOINT] = EndpointInstance.of(ENDPOINT, profile_id, device_id, instances)

    def _live_on(self, at: datetime) -> None:
        """Come to an instant of the world, which the utility link brought."""
        self.home.advance(Moment(at, self._seen_s))

    def _asker(self) -> str:
        return name_of(self.server.asker)

    def hurry(self) -> None:
        """Wake at once: there is something to say (C1NFR12)."""
        self._seen_s -= WAKE_S

    def receive(self, frame: ApsFrame, at: Moment) -> list[ApsFrame]:
        """Frames that answer one; what else it brings is said at once."""
        radio = self.duties.home.radio
        if radio.is_silent:
            self.catch_up(at)
            return []
        radio.received += 1
        answers = super().receive(frame, at)
        who, endpoint = name_of(Peer(frame.peer, frame.source_endpoint)), frame.source_endpoint
        self.duties.home.heard(who, endpoint=endpoint, signal_dbm=frame.rssi_dbm)
        radio.sent += len(answers)
        if self.meter.announcements:
            self.hurry()
        return answers

    def catch_up(self, at: Moment) -> None:
        """Come to the present; launch and terminate events by the meter's own clock."""
        super().catch_up(at)
        if self.is_powered:
            self.duties.follow_clock()
            self.face.refresh(at.monotonic_s)

    def cut_power(self) -> None:
        """Nothing is launched, said or shown until `reset`: tunnels and contacts are gone, the ledger is not."""
        self.is_powered = False
        self.duties.cut_power()

    def _forget_volatile(self) -> None:
        """Power was cut, or new firmware starts."""
        self.tunnels.forget()
        self.face.forget()

    def reset(self, at: Moment) -> None:
        """Power came back: events and receipts are in the ledger."""
        self.cut_power()
        self.is_powered = True
        super().reset(at)

    def publications(self, at: Moment) -> list[ApsFrame]:
        """Prices, block periods, texts and events that are new."""
        frames = [*self.tunnels.close_idle(at), *self.tunnels.say_waiting(at)]
        while self.meter.announcements:
            frames += self._announce(self.meter.announcements.popleft(), at)
        return frames

    def wake(self, at: Moment) -> list[ApsFrame]:
        """Reports and publications that are due; none of a radio that hangs."""
        frames, radio = super().wake(at), self.duties.home.radio
        if radio.is_silent:
            return []
        radio.sent += len(frames)
        return frames

    def bind(
        self,
        source_endpoint: int,
        cluster_id: int,
        destination_endpoint: int,
        is_bound: bool,
        destination: str | None = None,
    ) -> None:
        """A device that is bound to the meter belongs to the home; one that is bound no more has left it."""
        super().bind(source_endpoint, cluster_id, destination_endpoint, is_bound, destination)
        if destination is not None and is_bound:
            self.duties.home.radio.heard(destination, destination_endpoint)
        elif destination is not None:
            self.duties.home.radio.forget(destination)

    def _announce(self, announcement: Announcement, at: Moment) -> list[ApsFrame]:
        match announcement:
            case PriceEvent():
                return self.server.unsolicited(PRICE, publish_price(self.meter, announcement))
            case BlockTariff():
                return self.server.unsolicited(PRICE, publish_block_period(announcement))
            case UtilityText():
                return self.server.unsolicited(MESSAGING, display_message(announcement))
            case Rescaled():
                return self.server.report(METERING, SCALE)
            case TextCancellation():
                return self.server.unsolicited(MESSAGING, cancel_message(announcement))
        return self._forward(announcement, at)

    def _forward(self, forwarding: Forwarding, at: Moment) -> list[ApsFrame]:
        """Frames to everyone to whom the cluster is bound; the ledger notes how many."""
        match forwarding:
            case LoadControlForwarded():
                frames = self.server.unsolicited(DRLC, load_control_event(forwarding.control))
            case LoadControlWithdrawn():
                cancel = cancel_load_control_event(forwarding.control, is_randomised=forwarding.is_randomised)
                frames = self.server.unsolicited(DRLC, cancel)
            case CriticalPeakForwarded():
                frames = self.server.unsolicited(PRICE, publish_cpp_event(forwarding.control))
            case TunnelSaid():
                return self.tunnels.say(forwarding, at)
            case DeviceAsked():
                return ask_device(self, forwarding)
            case TunnelsReopened():
                return self.tunnels.close_all()
        self.duties.was_said(forwarding, len(frames))
        return frames

    def was_said(self, announcement: Announcement) -> None:
        """In objects, an announcement reached the home."""
        if isinstance(announcement, Forwarding):
            self.duties.was_said(announcement, 1)

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """Verbs of a meter."""
        return {
            **event_verbs(self.duties, self.face),
            "price": self._price,
            "tariff": self._tariff,
            "blocks": self._blocks,
            "message": self._message,
            "cancel_message": self._cancel_message,
            "confirmations": self._confirmations,
            "registers": self._registers,
            "set_register": self._set_register,
            "scale": self._scale,
            "status": self._status,
            "replace": self._replace,
            "clock": self._clock,
            "interval": self._interval,
            "firmware": self._firmware,
        }

    def _price(self, arguments: Arguments) -> object:
        """Publish a price over the schedule: {price, minutes, start?, label?, tier?}."""
        arguments.refuse_others("price", "minutes", "start", "label", "tier")
        start_s = arguments.seconds("start")
        event = self.meter.publish_price(
            self.meter.now_s // 60 * 60 if start_s is None else start_s,
            arguments.integer("minutes"),
            arguments.money("price"),
            arguments.text("label", "Critical"),
            arguments.integer("tier", CRITICAL_TIER),
        )
        return {"issuer_event_id": event.issuer_event_id}

    def _tariff(self, arguments: Arguments) -> None:
        """Another time-of-use day from now on: {day: [[at, label, price], ...]}; tiers rise with the price."""
        arguments.refuse_others("day")
        entries = []
        for item in arguments.items("day"):
            if not isinstance(item, list) or len(item) != 3:
                raise ValueError(f"tariff: a day is a list of [time, label, price], not {item!r}")
            entry = Arguments("tariff", dict(zip(("time", "label", "price"), item, strict=True)))
            entries.append((time.fromisoformat(entry.text("time")), entry.text("label"), entry.money("price")))
        if not entries:
            raise ValueError("tariff: a day has one price at least")
        tiers = {price: number for number, price in enumerate(sorted({entry[2] for entry in entries}), start=1)}
        self.meter.set_day(tuple(TimeOfUse(at, label, price, tiers[price]) for at, label, price in entries))

    def _blocks(self, arguments: Arguments) -> object:
        """A block tariff from now on: {thresholds_kwh, prices, start?, minutes?}."""
        arguments.refuse_others("thresholds_kwh", "prices", "start", "minutes")
        thresholds = [
            Arguments("blocks", {"threshold": one}).number("threshold") for one in arguments.items("thresholds_kwh")
        ]
        prices = [Arguments("blocks", {"price": one}).money("price") for one in arguments.items("prices")]
        start_s = arguments.seconds("start")
        self.meter.set_blocks(
            tuple(round(threshold * 1000) for threshold in thresholds),
            tuple(prices),
            self.meter.now_s // 60 * 60 if start_s is None else start_s,
            arguments.integer("minutes", MONTH_MINUTES),
        )
        return {"issuer_event_id": self.meter.prices.last_event_id}

    def _message(self, arguments: Arguments) -> object:
        """Display a message: {text, importance?, minutes?, confirm?, start?}."""
        arguments.refuse_others("text", "importance", "minutes", "confirm", "start")
        text = self.meter.display_message(
            arguments.text("text"),
            IMPORTANCES[arguments.choice("importance", tuple(IMPORTANCES), "medium")],
            arguments.integer("minutes", UNTIL_CHANGED),
            is_confirmation_required=arguments.flag("confirm", default=False),
            start_s=arguments.seconds("start"),
        )
        return {"message_id": text.message_id}

    def _cancel_message(self, arguments: Arguments) -> object:
        """Take the last message back."""
        arguments.refuse_others()
        return {"message_id": self.meter.cancel_message().message_id}

    def _confirmations(self, arguments: Arguments) -> object:
        """Tell which messages were confirmed, and when."""
        arguments.refuse_others()
        return [{"message_id": one.message_id, "at_s": one.at_s} for one in self.meter.confirmations]

    def _registers(self, arguments: Arguments) -> object:
        """Tell the truth: watt-hours counted since installation, and what the registers show."""
        arguments.refuse_others()
        meter = self.meter
        return {
            "delivered_wh": meter.delivered.wh,
            "received_wh": meter.received.wh,
            "delivered_shown": meter.scale.shown(meter.delivered),
            "received_shown": meter.scale.shown(meter.received),
            "modulus": meter.scale.modulus,
            "power_w": meter.house.power_w,
            "clock_s": meter.now_s,
        }

    def _set_register(self, arguments: Arguments) -> None:
        """Let a register show a raw value, or watt-hours, now: {value} or {wh}, {channel?}."""
        arguments.refuse_others("value", "wh", "channel")
        channel = CHANNELS[arguments.choice("channel", tuple(CHANNELS), "delivered")]
        is_energy = arguments.has("wh")
        raw = self.meter.scale.raw(arguments.integer("wh")) if is_energy else arguments.integer("value")
        self.meter.set_register(channel, raw)

    def _scale(self, arguments: Arguments) -> None:
        """Count in other units: {multiplier?, divisor?, digits_left?, digits_right?}; divisor 0 is only told."""
        arguments.refuse_others("multiplier", "divisor", "digits_left", "digits_right")
        self.meter.rescale(
            arguments.integer("multiplier", self.meter.scale.multiplier),
            arguments.integer("divisor", self.meter.scale.divisor),
            arguments.integer("digits_left", self.meter.scale.summation.left),
            arguments.integer("digits_right", self.meter.scale.summation.right),
        )

    def _status(self, arguments: Arguments) -> None:
        """Set the meter's status bits: {bits}."""
        arguments.refuse_others("bits")
        self.meter.status = MeterStatus(arguments.integer("bits") & 0x7F)

    def _replace(self, arguments: Arguments) -> None:
        """Hang another meter on the wall, behind the same radio: {serial_number}."""
        arguments.refuse_others("serial_number")
        self.meter.replace(Identity(arguments.text("serial_number")))

    def _clock(self, arguments: Arguments) -> object:
        """Step the meter's clock, or let it drift: {step_s?, drift_ppm?}."""
        arguments.refuse_others("step_s", "drift_ppm")
        if arguments.has("step_s"):
            self.meter.step_clock(round(arguments.number("step_s") * SECOND_US))
        if arguments.has("drift_ppm"):
            self.meter.drift_clock(arguments.integer("drift_ppm"))
        return {"clock_s": self.meter.now_s}

    def _firmware(self, arguments: Arguments) -> object:
        """Tell which versions hold, and how far a download is."""
        arguments.refuse_others()
        kept, run = self.duties.downloads.kept, self.duties.downloads.under_way
        versions = {kind.value: kept.installed(kind)[1] for kind in DownloadKind}
        done = None if run is None else {"number": run.number, "phase": run.phase.value, "received": kept.received}
        return {**versions, "download": done}

    def _interval(self, arguments: Arguments) -> None:
        """Record in intervals of 5 to 60 minutes, from the next top of the hour on: {minutes}."""
        arguments.refuse_others("minutes")
        self.meter.recorder.change_length(arguments.integer("minutes") * 60)
