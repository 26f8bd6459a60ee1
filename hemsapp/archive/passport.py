"""PassportWanted: what the passport of this home says, and the display's seal on it."""

from typing import Any

from hemsapp.archive.kept import Archive
from hemsapp.domain.event_facts import KeptEvent, KeptReceipt
from hemsapp.domain.facts import KeptAnswers, KeptDevice, Preference
from hemsapp.domain.firmware import spelled
from hemsapp.domain.firmware_facts import KeptFirmware
from hemsapp.domain.health_facts import KeptBindings
from hemsapp.domain.names import Names
from hemsapp.domain.rehearsal import judged, last_of
from hemsapp.passport import keys
from hemsapp.passport.contents import Binding, Installed, Passport, Rehearsed, Report
from hemsapp.passport.key import fingerprint
from hemsapp.passport.seal import sealed
from hemsapp.questions import PassportShown, PassportWanted, Unanswered
from hemsapp.receipt_key import read_key
from hemsapp.saying import say
from hemsapp.snapshot.rehearsal import Rehearsal, Tried

KEY = "receipts.key"


def passport(archive: Archive, _: PassportWanted) -> PassportShown | Unanswered:
    """The passport as of now, sealed; a display that has no key yet says so."""
    try:
        key = read_key(archive.source.path.with_name(KEY))
    except (OSError, ValueError):
        key = None
    if key is None:
        return Unanswered(say("This display has no key to sign with yet: connect it to its meter first."))
    found = gathered(archive, key.public)
    return PassportShown(found, sealed(found, key))


def gathered(archive: Archive, public: bytes) -> Passport:
    """The passport of the home as it is kept now; `public` is the display's signing key."""
    kept = [each for each in archive.select(KeptDevice, "ORDER BY rowid") if not each.is_gone]
    answers = {each.device: each.outcomes for each in archive.select(KeptAnswers)}
    names = Names(archive.select(Preference))
    firmware = {each.device: spelled(each.version, each.label) for each in archive.select(KeptFirmware)}
    read_back = {each.device: each for each in archive.select(KeptBindings)}
    told = [read_back[each.device] for each in kept if each.device in read_back]
    rehearsal = _rehearsal(archive, {each.device for each in kept})
    devices = tuple(
        Installed(
            each.device,
            names.of(each.device, ""),
            each.kind.value,
            each.manufacturer,
            each.model,
            each.is_event_client,
            answers.get(each.device, "").count("1"),
            len(answers.get(each.device, "")),
            _done(rehearsal, Tried.TOOK_PART, each.device),
            _done(rehearsal, Tried.RESTORED, each.device),
            firmware.get(each.device, ""),
            read_back[each.device].read.replace(microsecond=0).isoformat() if each.device in read_back else "",
        )
        for each in kept
    )
    source = archive.source
    return Passport(
        archive.now.replace(microsecond=0).isoformat(),
        source.zone,
        source.home,
        source.utility[0],
        source.utility[1],
        fingerprint(public),
        devices,
        _rehearsed(rehearsal),
        bindings=tuple(
            Binding(each.device, row.endpoint, row.cluster_id, row.target, row.target_endpoint)
            for each in told
            for row in each.bindings
        ),
        reports=tuple(
            Report(each.device, row.endpoint, row.cluster_id, row.attribute_id, row.min_s, row.max_s, row.change)
            for each in told
            for row in each.reports
        ),
        keys=keys.prints(source.keys),
    )


def _rehearsal(archive: Archive, devices: set[Any]) -> Rehearsal | None:
    event = last_of(archive.select(KeptEvent))
    if event is None:
        return None
    receipts = [each for each in archive.select(KeptReceipt) if each.receipt.issuer_event_id == event.issuer_event_id]
    return judged(event, receipts, lambda part: part.subject in devices, archive.now)


def _done(rehearsal: Rehearsal | None, tried: Tried, device: str) -> bool | None:
    if rehearsal is None:
        return None
    return next((each.is_done for each in rehearsal.trials if each.tried is tried and each.device == device), None)


def _rehearsed(rehearsal: Rehearsal | None) -> Rehearsed | None:
    if rehearsal is None:
        return None
    receipts = next(each for each in rehearsal.trials if each.tried is Tried.RECEIPTS)
    return Rehearsed(
        rehearsal.issuer_event_id, rehearsal.start.isoformat(), rehearsal.verdict.value, receipts.count, receipts.of
    )
