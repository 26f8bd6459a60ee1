"""The audit log: verified from its first entry to its seal, or written out for an auditor (X-SECURITY)."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from hemsapp import audit
from hemsapp.archive.kept import Archive
from hemsapp.exchange import files
from hemsapp.saying import say
from hemsapp.work import Task
from hemsapp.works.contract import Outcome, Progress, Surroundings
from hemsapp.works.exports import folder_of

_ENTRY_BYTES = 400


def verify_log(around: Surroundings, _: Task, progress: Progress) -> Outcome:
    """Walk the whole log; a fault in it is no failure of the work."""
    with Archive(around.source, around.now) as archive:
        verdict = audit.verify(archive.db, audit.key_of(around.source.path), progress)
        return Outcome(sentence(verdict, around.source.zone), fault=verdict.fault)


def export_log(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Write every entry as a line of JSON into the task's folder, the seal last; what is written was verified."""
    local = around.now.astimezone(ZoneInfo(around.source.zone))
    with Archive(around.source, around.now) as archive:
        (total,) = archive.db.execute("SELECT count(*) FROM audit_log").fetchone()
        name = f"hemsapp-log-{local:%Y-%m-%d-%H%M}.jsonl"
        with files.written(folder_of(around, task), name, total * _ENTRY_BYTES) as (path, file):
            for count, line in enumerate(lines(archive.db)):
                file.write(line.encode() + b"\n")
                if count % 1000 == 0:
                    progress(count, total)
        verdict = audit.verify(archive.db, audit.key_of(around.source.path))
    written = say("{count} entries were written to {name}.", count=total, name=path.name)
    return Outcome(f"{written} {sentence(verdict, around.source.zone)}", str(path), fault=verdict.fault)


def lines(db: Database) -> list[str]:
    """The entries as JSON, then what seals them."""
    told = [
        json.dumps(
            {
                "entry": each.number,
                "at": _written(each.at),
                "subject": each.subject,
                "row": each.row,
                "said": each.said,
                "chain": each.chain.hex(),
            },
            ensure_ascii=False,
        )
        for each in audit.entries(db)
    ]
    return [*told, json.dumps({"seal": audit.seal_of(db)})]


def sentence(verdict: audit.Verdict, zone: str) -> str:
    """What the check found, for a person."""
    if verdict.fault is not None:
        return say("The log is broken: {fault}.", fault=verdict.fault)
    if verdict.since is None:
        return say("The log is empty.")
    day = verdict.since.astimezone(ZoneInfo(zone)).date()
    return say("The log is unbroken: {count} entries since {day}.", count=verdict.count, day=day)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
