"""Firmware updates of devices: one at a time, never into an event, each kept with who, when and how it ended.

The transfer is the network's (`devices.firmware`): here is decided when it may run, and what became of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from devices.firmware.choice import Installed, newest
from devices.firmware.image import Listing
from devices.firmware.words import EndFirmware, FirmwareEnded, FirmwareGiven, FirmwareTold, HoldFirmware, Outcome
from devices.messages import Delivered, DeviceLeft, RadioChanged, RadioState, Undelivered
from devices.moment import Moment
from devices.names import Eui64
from hemsapp.domain.comfort.wishes import HERE
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.facts import Fact, Happened, Happening, Restored
from hemsapp.domain.firmware import held_until, is_held, spelled
from hemsapp.domain.firmware_facts import KeptFirmware, KeptUpdate
from hemsapp.domain.home import Home
from hemsapp.domain.orders import Orders
from hemsapp.effects import Effect, GiveImage, ReadShelf, SendOrder
from hemsapp.firmware import FirmwareListed, LookForFirmware, StopUpdate, UpdateFirmware
from hemsapp.saying import say
from hemsapp.snapshot.firmware import Firmware, PastUpdate, Update, UpdateOutcome, UpdateState

if TYPE_CHECKING:
    from hemsapp.domain.wishes import Taker

LOOK_S: Final = 30.0
"""While anything is ordered, it is looked so often whether it may begin, must wait, or is late."""
BACK_S: Final = 900.0
"""So long a device that starts anew may be away before it counts as one that kept what it had."""
AGAIN_S: Final = 120.0
PATIENCE: Final = timedelta(days=1)
"""So long a device that falls silent half-way is waited for; what it has received, it keeps."""
SHELF_S: Final = 3_600.0
_ENDS: Final = {
    Outcome.REFUSED: UpdateOutcome.REFUSED,
    Outcome.INVALID: UpdateOutcome.INVALID,
    Outcome.ABORTED: UpdateOutcome.ABORTED,
    Outcome.LOST: UpdateOutcome.LOST,
}


@dataclass(slots=True)
class _Ordered:
    """An update that is not over; `since_s` when it began to be given or applied, `not_before_s` when tried again."""

    kept: KeptUpdate
    state: UpdateState = UpdateState.FOR_RADIO
    percent: int = 0
    since_s: float = 0.0
    not_before_s: float = 0.0
    order_id: int | None = None
    is_held: bool = False
    until: datetime | None = None

    @property
    def is_running(self) -> bool:
        """Is the device being given it, or does it start anew with it?"""
        return self.state in {UpdateState.GIVEN, UpdateState.APPLIED}


class Updates:
    """Takes wishes and what devices tell; `effects` are performed after the facts are kept.

    `live` tells which events are to come, run, or have devices that are not back. What may be seen is `Home.firmware`.
    """

    def __init__(
        self, home: Home, orders: Orders, live: Callable[[], Iterable[KeptEvent]], restored: Restored, *, speed: float
    ) -> None:
        self.effects: list[Effect] = []
        self._home, self._orders, self._live, self._speed = home, orders, live, speed
        self._images: tuple[Listing, ...] = ()
        self._refused: tuple[tuple[str, str], ...] = ()
        self._installed = {each.device: each for each in restored.firmware}
        self._last = {each.device: each for each in restored.updates if each.outcome is not None}
        self._queue = [_Ordered(each) for each in restored.updates if each.outcome is None]
        self._look_s: float | None = None
        self._shelf_s = 0.0
        self.wishes: dict[type, Taker] = {
            UpdateFirmware: self._update,
            StopUpdate: self._stop,
            LookForFirmware: self._look,
        }
        self.reports: dict[type, Taker] = {FirmwareListed: self._listed}
        self._show()

    # In

    def hear(self, thing: object, at: Moment) -> list[Fact]:
        """Take what concerns firmware; the rest of the home has heard it already."""
        match thing:
            case FirmwareTold():
                return self._told(thing, at)
            case FirmwareGiven():
                self._given(thing)
            case FirmwareEnded():
                return self._transfer_ended(thing, at)
            case Undelivered():
                self._undelivered(thing, at)
            case Delivered():
                self._delivered(thing)
            case RadioChanged() if thing.state is not RadioState.READY:
                self._radio_lost()
            case DeviceLeft():
                return self._left(thing, at)
        return []

    def wake(self, at: Moment) -> list[Fact]:
        """Begin what may begin, hold what must wait, give up what is late; what is to be kept."""
        if at.monotonic_s >= self._shelf_s:
            self._shelf_s = at.monotonic_s + SHELF_S
            self.effects.append(ReadShelf())
        if not self._queue:
            self._look_s = None
            return []
        self._look_s = at.monotonic_s + max(1.0, LOOK_S / self._speed)
        facts = [fact for each in list(self._queue) for fact in self._late(each, at)]
        running = next((each for each in self._queue if each.is_running), None)
        if running is not None and running.state is UpdateState.GIVEN:
            self._hold(running, at)
        if running is None:
            facts += self._begin(at)
        self._place(at)
        self._show()
        return facts

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which `wake` is next needed."""
        return self._shelf_s if self._look_s is None else min(self._shelf_s, self._look_s)

    # Wishes

    def _update(self, command: UpdateFirmware, at: Moment) -> list[Fact]:
        device, name = command.device, self._home.household.name_of(command.device)
        known = self._installed.get(device)
        if known is None or self._home.household.known(device) is None:
            return self._refuse(say("{name} cannot be updated from here", name=name), at)
        if self._ordered(device) is not None:
            return []
        image = self._newest(known)
        if image is None:
            return self._refuse(say("{name} has the newest firmware that is known here", name=name), at)
        whom = command.by_whom or HERE
        kept = KeptUpdate(device, at.utc, whom, known.version, image.version, image.label, image.digest)
        self._queue.append(_Ordered(kept))
        self._look_s = at.monotonic_s
        self._place(at)
        self._show()
        versions = f"{self._spelled(device, known.version)} -> {self._spelled(device, image.version)}"
        return [kept, Happening(at.utc, Happened.FIRMWARE_ORDERED, f"{name}: {versions}{_by(whom)}")]

    def _stop(self, command: StopUpdate, at: Moment) -> list[Fact]:
        ordered = self._ordered(command.device)
        if ordered is None:
            return []
        if ordered.state is UpdateState.APPLIED:
            name = self._home.household.name_of(command.device)
            return self._refuse(say("{name} has all of it already, and starts anew with it", name=name), at)
        if ordered.is_running:
            self._send(EndFirmware(command.device))
        return self._end(ordered, UpdateOutcome.STOPPED, at, _by(command.by_whom or HERE))

    def _look(self, _: LookForFirmware, at: Moment) -> None:
        self._shelf_s = at.monotonic_s

    def _listed(self, listed: FirmwareListed, at: Moment) -> list[Fact]:
        new = [each for each in listed.refused if each not in self._refused]
        self._images, self._refused = listed.images, listed.refused
        self._show()
        return [Happening(at.utc, Happened.FIRMWARE_REFUSED, f"{name}: {why}") for name, why in new]

    # What devices tell

    def _told(self, told: FirmwareTold, at: Moment) -> list[Fact]:
        if self._home.household.known(told.device) is None:
            return []
        before = self._installed.get(told.device)
        kind = told.manufacturer_id, told.image_type, told.version, told.hardware
        kept = KeptFirmware(told.device, *kind, at.utc, self._label(told))
        is_news = before is None or replace(before, told=at.utc) != kept
        facts: list[Fact] = []
        if is_news:
            self._installed[told.device] = kept
            facts.append(kept)
        ordered = self._ordered(told.device)
        if ordered is not None and told.version == ordered.kept.version:
            facts += self._end(ordered, UpdateOutcome.UPDATED, at)
        elif ordered is not None and ordered.state is UpdateState.APPLIED:
            facts += self._end(ordered, UpdateOutcome.KEPT_OLD, at)
        self._show()
        return facts

    def _given(self, given: FirmwareGiven) -> None:
        ordered = self._ordered(given.device)
        if ordered is not None and ordered.state is UpdateState.GIVEN and given.total:
            ordered.percent = 100 * given.done // given.total
            self._show()

    def _transfer_ended(self, ended: FirmwareEnded, at: Moment) -> list[Fact]:
        ordered = self._ordered(ended.device)
        if ordered is None or not ordered.is_running:
            return []
        if ended.outcome is Outcome.DONE:
            ordered.state, ordered.percent, ordered.since_s = UpdateState.APPLIED, 100, at.monotonic_s
            self._show()
            return []
        if ended.outcome is Outcome.STALLED:
            self._put_back(ordered, at)
            return []
        return self._end(ordered, _ENDS[ended.outcome], at)

    def _undelivered(self, message: Undelivered, at: Moment) -> None:
        ordered = next((each for each in self._queue if each.order_id == message.order_id), None)
        if ordered is not None:
            ordered.order_id = None
            if ordered.state is UpdateState.GIVEN:
                self._put_back(ordered, at)

    def _delivered(self, message: Delivered) -> None:
        for each in self._queue:
            if each.order_id == message.order_id:
                each.order_id = None

    def _radio_lost(self) -> None:
        """Whatever was under way is offered anew when the radio is back: the device goes on from where it is."""
        for each in self._queue:
            if each.state is UpdateState.GIVEN:
                each.state = UpdateState.FOR_RADIO
        self._show()

    def _left(self, left: DeviceLeft, at: Moment) -> list[Fact]:
        ordered = self._ordered(left.device)
        self._installed.pop(left.device, None)
        self._last.pop(left.device, None)
        facts = [] if ordered is None else self._end(ordered, UpdateOutcome.ABORTED, at)
        self._show()
        return facts

    # One at a time

    def _begin(self, at: Moment) -> list[Fact]:
        """Offer the first one that may be offered now."""
        for ordered in self._queue:
            kept = ordered.kept
            if self._obstacle(ordered, at) is not None or at.monotonic_s < ordered.not_before_s:
                continue
            ordered.order_id = self._orders.number()
            ordered.state, ordered.since_s, ordered.is_held = UpdateState.GIVEN, at.monotonic_s, False
            self.effects.append(GiveImage(ordered.order_id, kept.device, kept.digest))
            if kept.began is not None:
                return []
            ordered.kept = replace(kept, began=at.utc)
            return [ordered.kept]
        return []

    def _obstacle(self, ordered: _Ordered, at: Moment) -> UpdateState | None:
        """Why it may not begin now, None: it may."""
        size = next((each.size_octets for each in self._images if each.digest == ordered.kept.digest), 0)
        ordered.until = held_until(self._live(), at.utc, size, speed=self._speed)
        if ordered.until is not None:
            return UpdateState.FOR_EVENT
        if self._home.radio.state is not RadioState.READY:
            return UpdateState.FOR_RADIO
        known = self._home.household.known(ordered.kept.device)
        return None if known is not None and known.is_ready else UpdateState.FOR_DEVICE

    def _place(self, at: Moment) -> None:
        """Say of each that waits what it waits for."""
        is_taken = any(each.is_running for each in self._queue)
        for ordered in self._queue:
            if not ordered.is_running:
                found = self._obstacle(ordered, at) or UpdateState.FOR_DEVICE
                ordered.state = UpdateState.BEHIND_ANOTHER if is_taken and ordered.until is None else found

    def _hold(self, ordered: _Ordered, at: Moment) -> None:
        """Bid the device wait while an event is near, and go on when it is over."""
        live = list(self._live())
        held = is_held(live, at.utc)
        ordered.until = held_until(live, at.utc)
        if held is not ordered.is_held:
            ordered.is_held = held
            self._send(HoldFirmware(ordered.kept.device, is_held=held))

    def _late(self, ordered: _Ordered, at: Moment) -> list[Fact]:
        if ordered.state is UpdateState.APPLIED and at.monotonic_s - ordered.since_s >= BACK_S:
            return self._end(ordered, UpdateOutcome.KEPT_OLD, at)
        begun = ordered.kept.began
        if begun is not None and not ordered.is_running and at.utc - begun >= PATIENCE:
            return self._end(ordered, UpdateOutcome.STALLED, at)
        return []

    def _put_back(self, ordered: _Ordered, at: Moment) -> None:
        """It is tried again, behind the others."""
        ordered.state, ordered.not_before_s = UpdateState.FOR_DEVICE, at.monotonic_s + AGAIN_S
        self._queue.remove(ordered)
        self._queue.append(ordered)
        self._place(at)
        self._show()

    def _end(self, ordered: _Ordered, outcome: UpdateOutcome, at: Moment, by: str = "") -> list[Fact]:
        self._queue.remove(ordered)
        kept = replace(ordered.kept, ended=at.utc, outcome=outcome)
        self._last[kept.device] = kept
        self._look_s = at.monotonic_s
        self._show()
        is_done = outcome is UpdateOutcome.UPDATED
        name, to = self._home.household.name_of(kept.device), self._spelled(kept.device, kept.version)
        detail = f"{name} runs {to}" if is_done else f"{name}, {to}: {outcome.value}{by}"
        happened = Happened.FIRMWARE_UPDATED if is_done else Happened.FIRMWARE_NOT_UPDATED
        return [kept, Happening(at.utc, happened, detail)]

    # Inside

    def _send(self, order: Any) -> None:
        self.effects.append(SendOrder(self._orders.number(), order))

    def _ordered(self, device: Eui64) -> _Ordered | None:
        return next((each for each in self._queue if each.kept.device == device), None)

    def _newest(self, known: KeptFirmware) -> Listing | None:
        installed = Installed(known.device, known.manufacturer_id, known.image_type, known.version, known.hardware)
        return newest(installed, self._images)

    def _label(self, told: FirmwareTold) -> str:
        """What people call what it runs: as the folder has it, or had it when it was given."""
        of = told.manufacturer_id, told.image_type, told.version
        listed = (each.label for each in self._images if (each.manufacturer_id, each.image_type, each.version) == of)
        before = self._installed.get(told.device)
        known = before.label if before is not None and before.version == told.version else ""
        ordered = self._ordered(told.device)
        given = [ordered.kept.label] if ordered is not None and ordered.kept.version == told.version else []
        return next((label for label in (*listed, *given, known) if label), "")

    def _spelled(self, device: Eui64, version: int) -> str:
        known, ordered, last = self._installed.get(device), self._ordered(device), self._last.get(device)
        labels = [known.label] if known is not None and known.version == version else []
        labels += [each.label for each in self._images if each.version == version]
        for kept in (None if ordered is None else ordered.kept, last):
            labels += [kept.label] if kept is not None and kept.version == version else []
        return spelled(version, next((label for label in labels if label), ""))

    def _refuse(self, why: str, at: Moment) -> list[Fact]:
        self._home.refuse(why, at)
        return [Happening(at.utc, Happened.COMMAND_REFUSED, why)]

    def _show(self) -> None:
        self._home.firmware = tuple(self._seen(each) for each in self._installed.values())

    def _seen(self, known: KeptFirmware) -> Firmware:
        device = known.device
        image, ordered, last = self._newest(known), self._ordered(device), self._last.get(device)
        update = past = None
        if ordered is not None:
            to = self._spelled(device, ordered.kept.version)
            is_waiting = ordered.state is UpdateState.FOR_EVENT or ordered.is_held
            state = UpdateState.FOR_EVENT if is_waiting else ordered.state
            until = ordered.until if is_waiting else None
            update = Update(to, state, ordered.kept.ordered, ordered.percent, until, ordered.kept.by_whom)
        if last is not None and last.outcome is not None and last.ended is not None:
            versions = self._spelled(device, last.before), self._spelled(device, last.version)
            past = PastUpdate(*versions, last.ended, last.outcome, last.by_whom)
        available = "" if image is None else self._spelled(device, image.version)
        return Firmware(device, self._spelled(device, known.version), available, update, past)


def _by(whom: str) -> str:
    return f", by {whom}"
