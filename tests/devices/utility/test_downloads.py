"""Downloads to a meter, ordered at the head end, fetched, tried and kept or rolled back; every message sealed.

X-REMOTE-DOWNLOAD: settings, credentials and firmware; versioned, secure, auditable, little disturbance.
"""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from devices.sim.meter.downloads import ROLLED_BACK
from devices.sim.meter.image import METER_TYPE, Behaviour, image
from devices.utility.access import Principal, UserRole
from devices.utility.mdms.queries import Queries
from devices.utility.ms import operations as ms_operations
from devices.utility.ms.downloads import BLOCK_OCTETS, Terms
from devices.utility.ms.head_end import HeadEnd
from devices.utility.operations import NotAllowed, RequestRefused, ask
from devices.utility.signatures import verifier
from devices.wan.codec import encode_record
from devices.wan.credentials import Register, renewed
from devices.wan.download_words import Block, BlockWanted, DownloadKind, DownloadOrder, DownloadStage, DownloadTold
from devices.wan.journal import Noted
from devices.wan.parcels import Packed, ParcelRefused, described, read, signed, written
from devices.wan.words import Body, MeterConfig
from tests.devices.sim.meter.bench import NOON
from tests.devices.utility.test_meter_tests import Desk
from tests.devices.utility.test_with_meter import METER
from tests.devices.utility.world import ZONE

MAKER = ec.generate_private_key(ec.SECP256R1())
KIND = (0x1166, METER_TYPE)
SIZE = 20_000


def firmware(version: int, label: str, behaviour: Behaviour = Behaviour.SOUND, maker: Any = MAKER) -> Packed:
    octets = image(SIZE, behaviour)
    parcel = described(DownloadKind.FIRMWARE, KIND, version, label, octets)
    return Packed(parcel, signed(parcel, maker), octets)


def settings(version: int, **values: Any) -> Packed:
    octets = encode_record(MeterConfig(**values))
    return Packed(described(DownloadKind.SETTINGS, KIND, version, f"s{version}", octets), b"", octets)


class Yard(Desk):
    """The street, with a meter that knows the maker."""

    def __init__(self) -> None:
        super().__init__()
        self.downloads.maker = MAKER.public_key()
        self.after(60)

    @property
    def downloads(self) -> Any:
        return self.meter.downloads

    def give(self, packed: Packed, **terms: Any) -> int:
        with self.ms.links.transaction():
            number = self.ms.downloads.order(packed, [METER], Terms(**terms), "Kim", self.net.now)
        self.net.stations["MS"].wake()
        return number

    def state(self, number: int) -> str:
        return str(self.told(number)["state"])

    def told(self, number: int) -> Any:
        (one,) = self.at_head_end("downloads", download=number)
        (meter,) = one["meters"]
        return meter

    def runs(self) -> str:
        return str(self.bench.drive("firmware")["firmware"])

    def came(self, kind: type[Body]) -> list[Any]:
        return [one["body"] for one in Queries(self.mdms).arrived(None, METER) if isinstance(one["body"], kind)]


def test_firmware_is_fetched_block_by_block_and_runs_from_the_next_full_hour_on() -> None:
    """X-REMOTE-DOWNLOAD: and MS, MDMS and the meter each have it in their log."""
    yard = Yard()
    number = yard.give(firmware(2, "1.5"), reason="billing fix")
    yard.after(60)
    assert yard.state(number) == "received"
    assert yard.runs() == "1.4"
    yard.after(3600)
    assert (yard.state(number), yard.runs()) == ("runs", "1.5")
    assert yard.told(number)["done_octets"] == SIZE
    (runs,) = yard.bench.noted(Noted.DOWNLOAD_RUNS)
    assert runs.detail == f"{number}: firmware 1.5 (2)"
    assert runs.at - NOON < timedelta(hours=1, minutes=1)
    (begun,) = yard.bench.noted(Noted.DOWNLOAD_BEGUN)
    assert begun.detail.endswith("by MS, because billing fix")
    (ordered,) = yard.noted(Noted.DOWNLOAD_ORDERED)
    assert "by Kim, because billing fix" in ordered.detail
    stages = [one.stage.value for one in yard.came(DownloadTold)]
    assert stages == ["received", "started", "runs"]
    assert [one.number for one in yard.came(DownloadOrder)] == [number]  # C1FR18
    assert len([one for one in yard.noted(Noted.DOWNLOAD_TOLD) if one.system.value == "MDMS"]) == 3
    assert yard.refusals() == []


def test_what_is_downloaded_is_in_the_daily_network_report() -> None:
    """X-NETWORK-MGMT: a daily report of configuration changes."""
    yard = Yard()
    yard.give(firmware(2, "1.5"))
    yard.after(3700)
    yard.at_head_end("query-network", to=[METER])
    yard.after(3)
    (one,) = yard.at_head_end("networks", meter=METER)
    assert any("download runs 1: firmware 1.5" in line for line in one["report"].configured)


def test_it_goes_on_from_where_it_was_after_power_failures_and_a_lost_line() -> None:
    """Resumable: no block is fetched twice, whoever lost power."""
    yard = Yard()
    number = yard.give(firmware(2, "1.5"), block_s=10)
    yard.after(15)
    first = yard.downloads.kept.received
    assert 0 < first < SIZE
    yard.bench.node.reset(yard.bench.now)  # the meter's power was cut, and came back
    assert yard.downloads.kept.received == first
    yard.net.bus.faults.silent.add(METER)
    yard.after(3600)
    yard.net.bus.faults.silent.clear()
    yard.after(3600)
    assert yard.state(number) == "runs"
    sent = yard.ms.links.db.execute("SELECT body FROM messages WHERE kind = 'Block' AND way = 'sent'").fetchall()
    offsets = [json.loads(body)["offset"] for (body,) in sent]
    assert sorted(set(offsets)) == list(range(0, SIZE, BLOCK_OCTETS))
    assert [offset for offset in offsets if offset < first] == list(range(0, first, BLOCK_OCTETS))


def test_a_head_end_that_starts_again_goes_on_giving(tmp_path: Path) -> None:
    """Resumable: what it is to give, and to whom, is in its file."""
    ms = HeadEnd(tmp_path / "ms.db", verifier(lambda _: None))
    ms.enrol(METER, NOON)
    packed = firmware(2, "1.5")
    with ms.links.transaction():
        ms.downloads.order(packed, [METER], Terms(), "Kim", NOON)
    assert any(isinstance(one.body, DownloadOrder) for one in ms.wake(NOON))
    ms.downloads.block(BlockWanted(1, 0), METER, "m-1", NOON)
    ms.close()
    ms = HeadEnd(tmp_path / "ms.db", verifier(lambda _: None))
    (answer,) = ms.downloads.block(BlockWanted(1, BLOCK_OCTETS), METER, "m-2", NOON)
    assert isinstance(answer.body, Block)
    assert answer.body.octets == packed.octets[BLOCK_OCTETS : 2 * BLOCK_OCTETS]
    assert ms.downloads.listed(1)[0]["meters"][0]["state"] == "fetching"
    ms.close()


@pytest.mark.parametrize("seed", range(2))
def test_on_a_bad_line_it_comes_whole_in_the_end(seed: int) -> None:
    yard = Yard()
    yard.net.bus.faults.loss, yard.net.bus.faults.duplicate = 0.3, 0.2
    yard.net.bus._chance.seed(seed)
    number = yard.give(firmware(2, "1.5"))
    yard.after(4 * 3600)
    yard.net.bus.faults.loss = 0.0
    yard.after(2 * 3600)
    assert (yard.state(number), yard.runs()) == ("runs", "1.5")


def test_nothing_is_begun_fetched_or_started_within_half_an_hour_of_an_event_or_during_it() -> None:
    """Little disturbance: the event runs from 13:00 to 14:00."""
    yard = Yard()
    number = yard.give(firmware(2, "1.5"), block_s=600)
    yard.after(300)
    yard.order()
    yard.after(1500)
    begun = yard.downloads.kept.received
    assert begun < SIZE
    yard.after(3600 + 1500)
    assert yard.downloads.kept.received - begun <= BLOCK_OCTETS  # the one that was under way
    other = yard.give(firmware(3, "1.6"))
    assert yard.state(other) == "waiting"
    yard.after(4 * 3600)
    assert yard.state(number) == "runs"
    started = yard.bench.noted(Noted.DOWNLOAD_STARTED)[0].at
    assert started >= NOON + timedelta(hours=2)
    assert yard.state(other) == "runs"
    assert yard.bench.noted(Noted.EVENT_LAUNCHED)
    assert yard.bench.noted(Noted.EVENT_TERMINATED)


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (firmware(1, "1.4"), "same"),
        (firmware(2, "1.5", maker=ec.generate_private_key(ec.SECP256R1())), "not that of the maker"),
        (replace(firmware(2, "1.5"), signature=firmware(3, "1.6").signature), "the maker signed another one"),
        (replace(firmware(2, "1.5"), parcel=replace(firmware(2, "1.5").parcel, meter_type=7)), "other type"),
        (replace(firmware(2, "1.5"), parcel=replace(firmware(2, "1.5").parcel, manufacturer_id=7)), "other maker"),
        (settings(1, interval_minutes=15), ""),
    ],
    ids=["the same", "another signer", "another parcel", "another type", "another maker", "settings"],
)
def test_a_meter_refuses_what_is_not_for_it_and_says_why(packed: Packed, why: str) -> None:
    """Secure and auditable: each refusal, with its reason, is in the meter's log and at the head end."""
    yard = Yard()
    number = yard.give(packed)
    yard.after(5)
    refused = [one.detail for one in yard.bench.noted(Noted.DOWNLOAD_REFUSED)]
    if not why:
        assert refused == []
        return
    assert yard.state(number) == "refused"
    assert why in yard.told(number)["detail"]
    assert why in refused[0]
    assert why in yard.noted(Noted.DOWNLOAD_TOLD)[0].detail
    assert yard.downloads.under_way is None


def test_octets_that_are_not_the_ones_that_were_signed_never_run() -> None:
    yard = Yard()
    good = firmware(2, "1.5")
    number = yard.give(replace(good, octets=good.octets[:-1] + b"?"))
    yard.after(3700)
    assert (yard.state(number), yard.runs()) == ("refused", "1.4")
    assert "not the ones that were signed" in yard.told(number)["detail"]


def test_an_older_version_is_taken_only_where_the_order_says_so_with_a_reason() -> None:
    """Versioned."""
    yard = Yard()
    yard.give(firmware(3, "1.6"))
    yard.after(3700)
    number = yard.give(firmware(2, "1.5"))
    yard.after(5)
    assert "older" in yard.told(number)["detail"]
    with pytest.raises(ValueError, match="needs a reason"):
        yard.give(firmware(2, "1.5"), is_older_allowed=True)
    number = yard.give(firmware(2, "1.5"), is_older_allowed=True, reason="1.6 counts wrong")
    yard.after(3700)
    assert (yard.state(number), yard.runs()) == ("runs", "1.5")
    assert "because 1.6 counts wrong" in yard.bench.noted(Noted.DOWNLOAD_BEGUN)[-1].detail


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [(Behaviour.DOES_NOT_START, "it did not start"), (Behaviour.SAYS_NOTHING, "did not answer it within 15 minutes")],
)
def test_firmware_that_does_not_come_up_is_rolled_back_and_somebody_hears_of_it(behaviour: Behaviour, why: str) -> None:
    yard = Yard()
    number = yard.give(firmware(2, "1.5", behaviour))
    yard.after(3600 + 1200)
    assert (yard.state(number), yard.runs()) == ("rolled back", "1.4")
    assert why in yard.told(number)["detail"]
    assert [one["kind"] for one in yard.css.alarms(METER)] == [ROLLED_BACK]
    assert not yard.downloads.is_mute
    number = yard.give(firmware(3, "1.6"))
    yard.after(7300)
    assert (yard.state(number), yard.runs()) == ("runs", "1.6")


def test_what_is_cancelled_is_fetched_no_more_and_does_not_run() -> None:
    yard = Yard()
    number = yard.give(firmware(2, "1.5"), block_s=600)
    yard.after(30)
    assert yard.at_head_end("cancel-download", download=number, reason="wrong hardware")["meters"] == (METER,)
    yard.after(7200)
    assert (yard.state(number), yard.runs()) == ("cancelled", "1.4")
    assert yard.bench.noted(Noted.DOWNLOAD_CANCELLED)[0].detail.endswith("wrong hardware")


def test_a_meter_that_is_away_hears_of_a_cancellation_when_it_is_back() -> None:
    yard = Yard()
    number = yard.give(firmware(2, "1.5"), block_s=3600)
    yard.after(30)
    yard.net.bus.faults.silent.add(METER)
    yard.at_head_end("cancel-download", download=number, reason="wrong hardware")
    yard.after(3000)
    assert yard.state(number) == "cancelling"
    yard.net.bus.faults.silent.clear()
    yard.after(3600)
    assert (yard.state(number), yard.downloads.under_way) == ("cancelled", None)
    late = DownloadTold(METER, number, NOON, DownloadStage.RECEIVED, DownloadKind.FIRMWARE, 2, "1.5")
    yard.ms.downloads.told(late, METER, yard.net.now)
    assert yard.state(number) == "cancelled"


def test_settings_hold_from_the_time_that_was_ordered_and_have_a_version() -> None:
    """X-REMOTE-DOWNLOAD: settings."""
    yard = Yard()
    number = yard.give(settings(1, report_minutes=60, clock_tolerance_s=5), activate_at=NOON + timedelta(minutes=30))
    yard.after(1600)
    assert yard.meter.reports.minutes == 0
    yard.after(300)
    assert (yard.state(number), yard.meter.reports.minutes) == ("runs", 60)
    again = yard.give(settings(1, report_minutes=15))
    yard.after(5)
    assert "same" in yard.told(again)["detail"]
    wrong = yard.give(settings(2, report_minutes=7), activate_at=yard.net.now)
    yard.after(60)
    assert (yard.state(wrong), yard.meter.reports.minutes) == ("refused", 60)
    assert "intervals are reported each" in yard.told(wrong)["detail"]


def test_credentials_are_a_renewal_that_the_old_key_signed() -> None:
    """X-REMOTE-DOWNLOAD, X-SECURITY: credential management over the link."""
    yard = Yard()
    keys = yard.net.stations[METER]._keys
    register = Register(keys)
    register.enrol(keys.peers["MS"], yard.net.now)
    yard.downloads.believe = lambda notice: register.take(notice, yard.net.now)
    ms_keys = yard.net.stations["MS"]._keys
    new, notice = renewed(ms_keys, 2, yard.net.now)
    parcel = described(DownloadKind.CREDENTIALS, KIND, 1, "MS-2", notice)
    yard.give(Packed(parcel, b"", notice), activate_at=NOON + timedelta(minutes=10))
    yard.after(700)
    assert keys.peers["MS"].thumbprint == new.identity.thumbprint
    yard.net.stations["MS"]._keys = new  # the head end starts again, with its new keys
    yard.after(600)
    assert yard.state(1) == "runs"
    forged = described(DownloadKind.CREDENTIALS, KIND, 2, "forged", b"nothing")
    yard.give(Packed(forged, b"", b"nothing"), activate_at=yard.net.now)
    yard.after(60)
    assert yard.state(2) == "refused"


def test_a_wave_serves_so_many_at_once_and_a_silent_meter_stops_nobody() -> None:
    yard = Yard()
    yard.ms.enrol("meter-0", yard.net.now)  # it never answers
    with yard.ms.links.transaction():
        yard.ms.downloads.order(firmware(2, "1.5"), ["meter-0", METER], Terms(at_once=1), "Kim", yard.net.now)
    yard.net.stations["MS"].wake()
    yard.after(120)
    (one,) = yard.at_head_end("downloads")
    assert [meter["state"] for meter in one["meters"]] == ["offered", "waiting"]
    yard.after(7200)
    (one,) = yard.at_head_end("downloads", meter=METER)
    assert one["meters"][0]["state"] == "runs"
    (one,) = yard.at_head_end("downloads", meter="meter-0")
    assert one["meters"][0]["detail"] == "it did not answer"


def test_a_parcel_is_read_from_its_file_and_only_an_operator_gives_it(tmp_path: Path) -> None:
    yard = Yard()
    path = tmp_path / "new.parcel"
    path.write_bytes(written(firmware(2, "1.5")))
    verbs = ms_operations.operations(yard.ms)
    given = {"file": str(path), "to": [METER]}
    for role in (UserRole.REPRESENTATIVE, UserRole.AUDITOR):
        with pytest.raises(NotAllowed):
            ask(verbs, "download", given, yard.net.now, ZONE, Principal("Ann", role))
    assert yard.at_head_end("download", **given)["meters"] == [METER]
    path.write_bytes(b"\x00")
    with pytest.raises(RequestRefused, match="no parcel"):
        yard.at_head_end("download", **given)
    with pytest.raises(ParcelRefused, match="not the ones"):
        read(written(replace(firmware(2, "1.5"), octets=b"other")))


def test_a_meter_that_asks_for_what_it_was_not_given_is_told_to_stop() -> None:
    yard = Yard()
    answers = yard.ms.downloads.block(BlockWanted(9, 0), METER, "m-1", yard.net.now)
    assert [type(one.body).__name__ for one in answers] == ["DownloadCancel"]
