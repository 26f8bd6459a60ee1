"""New firmware, settings and credentials of the meter (X-REMOTE-DOWNLOAD): fetched by it, tried, kept or rolled back.

It asks for a block, writes it to the ledger, and asks for the next; whatever is lost, or loses power, it goes on from
there. It is quiet around events, and goes over when the hour begins or the order says. New firmware runs on trial: if
the head end has not answered within a quarter of an hour, or it does not start at all, the image before runs again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from devices.firmware.choice import Installed, unfit
from devices.firmware.image import Listing
from devices.firmware.quiet import quiet_until
from devices.names import Eui64
from devices.sim.device import MANUFACTURER_CODE
from devices.sim.meter.download_log import DownloadLog, Phase, UnderWay, Version
from devices.sim.meter.event_duties import EventDuties
from devices.sim.meter.image import METER_TYPE, Behaviour, behaviour_of
from devices.sim.meter.meter_log import OWED, MeterLog
from devices.sim.meter.requests import Requests
from devices.wan.codec import Undecodable, decode_record
from devices.wan.download_words import (
    Block,
    BlockWanted,
    DownloadCancel,
    DownloadKind,
    DownloadOrder,
    DownloadStage,
    DownloadTold,
    Parcel,
)
from devices.wan.journal import Noted
from devices.wan.keys import KeysRefused
from devices.wan.parcels import MOST_OCTETS, is_whole, objection
from devices.wan.words import Dispatch, MeterConfig, Noun, Reply, SecurityClass, Verb

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec

AGAIN: Final = (timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""How long a block is waited for, the last one again and again."""
BIDDEN: Final = timedelta(minutes=1)
"""So long the meter waits when the head end says: not now."""
TRIAL: Final = timedelta(minutes=15)
HOUR: Final = timedelta(hours=1)
AHEAD: Final = timedelta(days=31)
BLOCK_S: Final = (1, 3600)
ROLLED_BACK: Final = "firmware rolled back"
"""The `kind` of the alarm."""
_NOTED: Final = {
    DownloadStage.RECEIVED: Noted.DOWNLOAD_RECEIVED,
    DownloadStage.RUNS: Noted.DOWNLOAD_RUNS,
    DownloadStage.REFUSED: Noted.DOWNLOAD_REFUSED,
    DownloadStage.ROLLED_BACK: Noted.DOWNLOAD_ROLLED_BACK,
    DownloadStage.CANCELLED: Noted.DOWNLOAD_CANCELLED,
    DownloadStage.STARTED: Noted.DOWNLOAD_STARTED,
}


class Downloads:
    """One at a time; each call is within the caller's transaction. `restart` lets the meter begin anew."""

    def __init__(self, log: MeterLog, events: EventDuties, requests: Requests, restart: Callable[[], None]) -> None:
        self._log, self._events, self._requests, self._restart = log, events, requests, restart
        self.kept = DownloadLog(log.ledger)
        self.maker: ec.EllipticCurvePublicKey | None = None
        """Whose firmware is believed; None: nobody's."""
        self.believe: Callable[[bytes], str] | None = None
        """Takes a renewal or a list of revocations into the meter's keys; what changed. Raises KeysRefused."""
        self.under_way: UnderWay | None = None
        self.is_mute = False
        """Does what runs say nothing to the utility?"""
        self.load()

    # What the head end says

    def take(self, order: DownloadOrder) -> Reply:
        """Begin to fetch; or why not."""
        now, run = self._log.now, self.under_way
        if (run is not None and run.number == order.number) or order.number <= self.kept.last_ended:
            return Reply(is_ok=True, meter_time=now)  # a twin of what is under way, or over
        what = f"{order.number}: {spelled(order.parcel)}"
        if why := self._objection(order):
            self._log.note(Noted.DOWNLOAD_REFUSED, detail=f"{what}: {why}")
            return Reply(is_ok=False, meter_time=now, error=why)
        self.under_way = UnderWay(order.number, order.parcel, order.block_s, order.activate_at, now)
        self.kept.keep(self.under_way)
        reason = f", because {order.reason}" if order.reason else ""
        self._log.note(Noted.DOWNLOAD_BEGUN, detail=f"{what}, by {self._log.head_end}{reason}")
        return Reply(is_ok=True, meter_time=now)

    def cancel(self, order: DownloadCancel) -> Reply:
        """Fetch no more of it; what runs already, on trial, is not taken back so."""
        run, now = self.under_way, self._log.now
        if run is not None and run.number == order.number:
            if run.phase is Phase.TRIAL:
                return Reply(is_ok=False, meter_time=now, error="it runs already, on trial")
            self._finish(run, DownloadStage.CANCELLED, order.reason)
        return Reply(is_ok=True, meter_time=now)

    def take_block(self, block: Block) -> None:
        """Octets that were asked for; a twin changes nothing, an empty one bids the meter wait."""
        run, now = self.under_way, self._log.now
        have = self.kept.received
        if run is None or run.phase is not Phase.FETCHING or (block.number, block.offset) != (run.number, have):
            return
        run.tries, run.due = 0, now + (timedelta(seconds=run.block_s) if block.octets else BIDDEN)
        if have + len(block.octets) > run.parcel.size_octets:
            self._finish(run, DownloadStage.REFUSED, "more octets came than it has")
            return
        if block.octets:
            self.kept.add(block.offset, block.octets)
        if have + len(block.octets) == run.parcel.size_octets:
            self._came_whole(run)
        if self.under_way is not None:
            self.kept.keep(run)

    def heard(self, answered_id: str) -> None:
        """The head end has answered a message of ours: new firmware that it answers is kept."""
        run = self.under_way
        if run is not None and run.told and self._log.number_of(answered_id, OWED) == run.told:
            self._finish(run, DownloadStage.RUNS)

    # The meter's own clock

    @property
    def next_due(self) -> datetime | None:
        """When a block is asked for, or a phase ends."""
        return None if self.under_way is None else self.under_way.due

    def due(self) -> list[Dispatch]:
        """The next block that is wanted, if it is time and no event is near."""
        run, now = self.under_way, self._log.now
        if run is None or run.phase is not Phase.FETCHING or not _has_come(run.due, now):
            return []
        if until := self._quiet_until(now):
            run.due = until
            self.kept.keep(run)
            return []
        run.due = now + AGAIN[min(run.tries, len(AGAIN) - 1)]
        run.tries += 1
        self.kept.keep(run)
        wanted = BlockWanted(run.number, self.kept.received)
        asked = (Verb.GET, Noun.END_DEVICE_CONFIG, wanted, SecurityClass.PRIVATE)
        return [Dispatch(self._log.head_end, *asked, lifetime_s=AGAIN[-1].total_seconds())]

    def follow_clock(self) -> None:
        """Go over to what has come whole, when its time is there; end a trial that nobody answered."""
        run, now = self.under_way, self._log.now
        if run is None or run.phase is Phase.FETCHING or not _has_come(run.due, now):
            return
        if run.phase is Phase.TRIAL:
            self._roll_back(run, "the head end did not answer it within 15 minutes")
        elif until := self._quiet_until(now):
            run.due = until
            self.kept.keep(run)
        else:
            self._go_over(run)

    def load(self) -> None:
        """Take up what the ledger holds."""
        self.under_way = self.kept.under_way()
        self.is_mute = behaviour_of(self.kept.image()) is Behaviour.SAYS_NOTHING

    def start(self) -> None:
        """The meter starts: new firmware says so, or does not start at all."""
        run = self.under_way
        if run is None or run.phase is not Phase.TRIAL or run.told:
            return
        if behaviour_of(self.kept.image()) is Behaviour.DOES_NOT_START:
            self._roll_back(run, "it did not start")
            return
        run.told = self._tell(run, DownloadStage.STARTED, "on trial")
        self.kept.keep(run)

    # How it ends

    def _came_whole(self, run: UnderWay) -> None:
        if not is_whole(run.parcel, self.kept.octets()):
            self._finish(run, DownloadStage.REFUSED, "its octets are not the ones that were signed")
            return
        now = self._log.now
        next_hour = now.replace(minute=0, second=0, microsecond=0) + HOUR
        run.phase, run.due = Phase.WAITING, max(now, run.activate_at or next_hour)
        self._tell(run, DownloadStage.RECEIVED, f"from {run.due.isoformat(timespec='seconds')} on")

    def _go_over(self, run: UnderWay) -> None:
        octets, version = self.kept.octets(), _version(run.parcel)
        match run.parcel.kind:
            case DownloadKind.FIRMWARE:
                self.kept.swap_in(octets, version)
                run.phase, run.due = Phase.TRIAL, self._log.now + TRIAL
                self.kept.keep(run)
                self._restart()
            case DownloadKind.SETTINGS:
                self._end(run, self._configure(octets))
            case DownloadKind.CREDENTIALS:
                self._end(run, self._take_credentials(octets))

    def _end(self, run: UnderWay, why: str) -> None:
        """Settings and credentials hold at once, or not at all."""
        if not why:
            self.kept.install(run.parcel.kind, _version(run.parcel))
        self._finish(run, DownloadStage.REFUSED if why else DownloadStage.RUNS, why)

    def _configure(self, octets: bytes) -> str:
        try:
            config: MeterConfig = decode_record(octets, MeterConfig)
        except Undecodable as error:
            return f"these are no settings: {error}"
        return self._requests.configure(config).error

    def _take_credentials(self, octets: bytes) -> str:
        assert self.believe is not None  # refused otherwise when it was ordered
        try:
            line = self.believe(octets)
        except KeysRefused as refused:
            return str(refused)
        self._log.note(Noted.CONFIGURED, detail=f"{line} by {self._log.head_end}")
        return ""

    def _roll_back(self, run: UnderWay, why: str) -> None:
        _, label = self.kept.swap_back()
        self._finish(run, DownloadStage.ROLLED_BACK, f"{why}; {label} runs again")
        self._log.alarm(ROLLED_BACK, f"{spelled(run.parcel)}: {why}")
        self._restart()

    def _finish(self, run: UnderWay, stage: DownloadStage, why: str = "") -> None:
        self._tell(run, stage, why)
        self.kept.end(run.number)
        self.under_way = None

    def _tell(self, run: UnderWay, stage: DownloadStage, why: str) -> int:
        """Log it, and owe the utility word of it; the number of the debt."""
        parcel = run.parcel
        detail = f"{run.number}: {spelled(parcel)}"
        self._log.note(_NOTED[stage], detail=f"{detail}: {why}" if why else detail)
        told = (parcel.kind, parcel.version, parcel.label, why)
        return self._log.owe(DownloadTold(self._log.name, run.number, self._log.now, stage, *told))

    # Whether it may be

    def _quiet_until(self, now: datetime) -> datetime | None:
        return quiet_until(((one.start, one.end) for one in self._events.book.live()), now)

    def _objection(self, order: DownloadOrder) -> str:
        parcel, now = order.parcel, self._log.now
        number, _ = self.kept.installed(parcel.kind)
        installed = Installed(Eui64(self._log.name), MANUFACTURER_CODE, METER_TYPE, number)
        listing = Listing(
            *(parcel.manufacturer_id, parcel.meter_type, parcel.version, None, None, parcel.label),
            *(parcel.size_octets, parcel.digest.hex()),
        )
        why = unfit(installed, listing, is_older_allowed=order.is_older_allowed and bool(order.reason))
        is_soon = order.activate_at is None or order.activate_at <= now + AHEAD
        busy = "" if self.under_way is None else f"download {self.under_way.number} is not over"
        keyless = parcel.kind is DownloadKind.CREDENTIALS and self.believe is None
        sentences = (
            busy,
            "" if why is None else f"it is not for this meter as it is: {why.value}",
            "" if 0 < parcel.size_octets <= MOST_OCTETS else f"a parcel has 1 to {MOST_OCTETS} octets",
            "" if BLOCK_S[0] <= order.block_s <= BLOCK_S[1] else f"a block comes each {BLOCK_S[0]} to {BLOCK_S[1]} s",
            "" if is_soon else f"it is for later than {AHEAD.days} days",
            "this meter's keys are kept elsewhere" if keyless else "",
            objection(parcel, order.signature, self.maker),
        )
        return next(filter(None, sentences), "")


def spelled(parcel: Parcel) -> str:
    """What a parcel is, in a log."""
    return f"{parcel.kind.value} {parcel.label} ({parcel.version})"


def _version(parcel: Parcel) -> Version:
    return parcel.version, parcel.label


def _has_come(due: datetime, now: datetime) -> bool:
    """One that is farther ahead than anything is planned: the clock was set back."""
    return now >= due or due - now > AHEAD
