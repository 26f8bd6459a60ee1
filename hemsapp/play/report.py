"""What happened, step by step: who, when by the own clock of each, and how long; derived from journals alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from devices.wan.journal import Entry, Noted, System
from hemsapp.play.steps import Lack, Sign, Step, Time


@dataclass(frozen=True, slots=True)
class Window:
    """One event as the utility planned it."""

    issuer_event_id: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A step, and the entries that show it; with a sign missing, `missing` names it and the step did not happen."""

    step: Step
    entries: tuple[Entry, ...]
    missing: tuple[str, ...]

    @property
    def is_seen(self) -> bool:
        """Did it happen?"""
        return not self.missing

    @property
    def at(self) -> datetime | None:
        """When it was done: the last of its entries."""
        return max((entry.at for entry in self.entries), default=None)


def seen(steps: Iterable[Step], entries: Sequence[Entry], window: Window) -> tuple[Seen, ...]:
    """Each step with the entries of that event which show it."""
    about = [each for each in entries if each.issuer_event_id == window.issuer_event_id or _is_of_customer(each)]
    return tuple(_seen(step, about, window) for step in steps)


def _seen(step: Step, entries: Sequence[Entry], window: Window) -> Seen:
    found: list[Entry] = []
    missing: list[str] = []
    for signs in step.signs:
        if isinstance(signs, Lack):
            lacking = _lacking(signs, entries, window)
            found += lacking
            missing += [] if lacking else [f"{signs.system.value}: no {signs.noted.value}"]
            continue
        choices = signs if isinstance(signs, tuple) else (signs,)
        hits = [_hits(sign, entries, window) for sign in choices]
        enough = [hit for sign, hit in zip(choices, hits, strict=True) if len(hit) >= sign.least]
        if enough:
            found += min(enough, key=lambda hit: [entry.at for entry in hit])
        else:
            missing.append(" or ".join(dict.fromkeys(f"{sign.system.value}: {_words(sign)}" for sign in choices)))
    return Seen(step, tuple(found), tuple(missing))


def _is_of_customer(entry: Entry) -> bool:
    """Signing in, a day's usage, and an account that is opened, are about no event."""
    is_own = entry.system is System.WEB or entry.noted is Noted.ACCOUNT_OPENED
    return is_own and entry.issuer_event_id is None


def _hits(sign: Sign, entries: Sequence[Entry], window: Window) -> list[Entry]:
    hits = [each for each in entries if sign.is_seen_in(each) and _is_in_time(sign.time, each.at, window)]
    hits.sort(key=lambda entry: entry.at)
    return hits[: sign.least]


def _lacking(lack: Lack, entries: Sequence[Entry], window: Window) -> list[Entry]:
    """The entry that noticed it; none if nobody did, or if it happened before."""
    noticed = _hits(lack.noticed, entries, window)
    sign = Sign(lack.system, lack.noted, time=Time.FROM_START)
    happened = [entry for entry in _hits(sign, entries, window) if noticed and entry.at <= noticed[0].at]
    return [] if happened else noticed


def _is_in_time(time: Time, at: datetime, window: Window) -> bool:
    match time:
        case Time.BEFORE:
            return at < window.start
        case Time.FROM_START:
            return at >= window.start
        case Time.FROM_END:
            return at >= window.end
        case Time.ANY:
            return True


def _words(sign: Sign) -> str:
    return f"{sign.noted.value} {sign.says.strip()}".strip()


def text(steps: Sequence[Seen], zone: ZoneInfo, title: str) -> str:
    """The report for a person: a line a step, in their order, and how many of them were seen."""
    lines = [title, ""]
    before: datetime | None = None
    for each in steps:
        head = f"{each.step.identifier:<12}{each.step.who:<5}"
        if each.at is None or not each.is_seen:
            lines.append(f"{head}{'did not happen':<14}{'':>9}  {each.step.duty}; missing {'; '.join(each.missing)}")
            continue
        after = "" if before is None else f"{(each.at - before).total_seconds():+.1f} s"
        lines.append(f"{head}{each.at.astimezone(zone):%H:%M:%S.%f}"[:-4] + f"   {after:>11}  {each.step.duty}")
        before = each.at
    happened = sum(each.is_seen for each in steps)
    lines += ["", f"{happened} of {len(steps)} steps happened."]
    return "\n".join(lines)


def attempts(entries: Iterable[Entry], window: Window) -> tuple[str, ...]:
    """When the records say that each attempt to deliver was made (UC96.2.5, UC96.2.6): the failure's own words."""
    return tuple(
        entry.detail
        for entry in entries
        if entry.system is System.MDMS
        and entry.noted is Noted.FAILURE_LOGGED
        and entry.issuer_event_id == window.issuer_event_id
    )
