"""What the engine needs of a database to go on from where it stood."""

from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from devices.messages import MeterDescribed
from hemsapp import rates
from hemsapp.domain import event_facts, facts, firmware_facts, health_facts
from hemsapp.domain.comfort import facts as comfort
from hemsapp.domain.facts import REMEMBERED_DAYS, Interval, Restored, Sample
from hemsapp.rows import milliseconds, select

_RECEIPTS_DAYS = 2
_UPDATES = "ORDER BY outcome IS NULL DESC, ordered DESC LIMIT 100"
_REPORTS = "WHERE logged IS NULL OR sequence > (SELECT max(sequence) - 40 FROM reports) ORDER BY sequence"


def restored_from(db: Database, now: datetime, taken_up: str = "") -> Restored:
    """As `Restored` describes it; `taken_up` is handed on."""
    kept = milliseconds(now - timedelta(days=REMEMBERED_DAYS))
    ends_later = "WHERE start + length_s * 1000 > ? ORDER BY start"
    meters = select(db, MeterDescribed, "ORDER BY rowid DESC LIMIT 1")
    return Restored(
        preferences=select(db, facts.Preference, "ORDER BY name"),
        amendments=select(db, facts.Amendment, "ORDER BY start"),
        tariffs=select(db, rates.TariffVersion, "ORDER BY version"),
        read_dates=select(db, facts.ReadDate, "ORDER BY date"),
        intervals=select(db, Interval, f"WHERE start > ? - 900000 AND {ends_later[6:]}", kept, kept),
        gaps=select(db, facts.Gap, ends_later, kept),
        anchors=select(db, facts.RegisterAnchor, "ORDER BY channel"),
        published=select(db, facts.PublishedPrice, "WHERE end IS NULL OR end > ? ORDER BY start", kept),
        samples=select(db, Sample, "WHERE utc > ? ORDER BY utc", milliseconds(now - timedelta(minutes=30))),
        blocks=select(db, facts.PublishedBlocks, "ORDER BY start"),
        outdoors=select(db, facts.OutdoorHour, "WHERE start > ?", milliseconds(now - timedelta(hours=1))),
        texts=select(db, facts.KeptText, "WHERE end IS NULL OR end > ? ORDER BY received", milliseconds(now)),
        devices=select(db, facts.KeptDevice, "ORDER BY device"),
        answers=select(db, facts.KeptAnswers, "ORDER BY device"),
        batteries=select(db, facts.KeptBattery, "ORDER BY device"),
        volumes=select(db, facts.KeptVolume, "ORDER BY device, endpoint"),
        reports=select(db, health_facts.KeptReport, _REPORTS),
        firmware=select(db, firmware_facts.KeptFirmware, "ORDER BY device"),
        updates=select(db, firmware_facts.KeptUpdate, _UPDATES)[::-1],
        happenings=select(db, facts.Happening, "ORDER BY rowid DESC LIMIT 200")[::-1],
        neighbours=select(db, health_facts.KeptNeighbours, "ORDER BY read"),
        meter=meters[0] if meters else None,
        taken_up=taken_up,
        **_demand_response(db, now),
    )


def _demand_response(db: Database, now: datetime) -> dict[str, Any]:
    kept = milliseconds(now - timedelta(days=REMEMBERED_DAYS))
    recent = milliseconds(now - timedelta(days=_RECEIPTS_DAYS))
    receipts = "WHERE logged IS NULL OR owed > ? OR sequence = (SELECT max(sequence) FROM receipts)"
    return {
        "events": select(db, event_facts.KeptEvent, "WHERE start > ? ORDER BY issuer_event_id", kept),
        "receipts": select(db, event_facts.KeptReceipt, f"{receipts} ORDER BY sequence", recent),
        "comfort": (
            *select(db, comfort.KeptPlan, "ORDER BY device"),
            *select(db, comfort.KeptProgramme, "ORDER BY device"),
            *select(db, comfort.Choice, "ORDER BY device"),
            *select(db, comfort.Override, "WHERE since > ? ORDER BY since", kept),
            *select(db, comfort.SetPointEntry, "ORDER BY device"),
            *select(db, comfort.Governed, "WHERE end > ? ORDER BY start", kept),
            *select(db, comfort.SwitchEntry, "ORDER BY device"),
            *select(db, comfort.LearnedRoom, "ORDER BY device"),
        ),
    }
