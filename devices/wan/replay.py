"""Was it said before? A pure guard over what is kept of each peer, and the counters of what goes out to it.

A counter is taken once. What arrives out of order is taken within a window; a copy that comes soon after is the line's
doubling, any other is a replay. A clock must be set by the newest message only, since expiry cannot guard that one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from devices.wan.codec import decode_record, encode_record
from devices.wan.words import ClockConfig, SecurityClass, Verified

WINDOW = 63  # counters behind the highest that may still come
RECENT = 8
DOUBLING = timedelta(seconds=120)  # a session that is taken over brings its last messages again


class Verdict(Enum):
    """What a verified message is."""

    NEW = "new"
    DOUBLED = "doubled"
    REPLAYED = "replayed"


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that came lately."""

    counter: int
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LinkState:
    """What is kept of one peer: `sent` the last counter out; bit n of `seen` says whether `highest - n` came."""

    sent: int = 0
    highest: int = 0
    seen: int = 0
    recent: tuple[Seen, ...] = ()
    recent_public: tuple[Seen, ...] = ()


class ReplayGuard:
    """The links of one system. Changes are kept by the caller: `state_of` each peer, with the effect, in one commit."""

    def __init__(self, states: Mapping[str, bytes] | None = None) -> None:
        self._links: dict[str, LinkState] = {
            peer: decode_record(state, LinkState) for peer, state in (states or {}).items()
        }

    def judge(self, verified: Verified, at: datetime) -> Verdict:
        """Say what it is, and remember that it came."""
        envelope = verified.envelope
        link = self._links.get(envelope.source, LinkState())
        came = Seen(envelope.counter, envelope.message_id, at)
        if verified.security is SecurityClass.PUBLIC:
            # Nobody vouches for its counter: it must not be able to shut the true source out.
            verdict = Verdict.DOUBLED if _is_doubled(link.recent_public, came) else Verdict.NEW
            if verdict is Verdict.NEW:
                link = replace(link, recent_public=(*link.recent_public, came)[-RECENT:])
        else:
            verdict, link = _counted(link, came, isinstance(envelope.body, ClockConfig))
        self._links[envelope.source] = link
        return verdict

    def next_counter(self, target: str) -> int:
        """The counter for the next message to that peer; it is never given twice."""
        link = self._links.get(target, LinkState())
        self._links[target] = replace(link, sent=link.sent + 1)
        return link.sent + 1

    def state_of(self, peer: str) -> bytes:
        """What to keep of that peer."""
        return encode_record(self._links.get(peer, LinkState()))


def _counted(link: LinkState, came: Seen, must_be_newest: bool) -> tuple[Verdict, LinkState]:
    behind = link.highest - came.counter
    if behind >= 0 and (behind >= WINDOW or link.seen >> behind & 1 or must_be_newest):
        return (Verdict.DOUBLED if _is_doubled(link.recent, came) else Verdict.REPLAYED), link
    if behind < 0:
        seen = (link.seen << min(-behind, WINDOW) | 1) & ((1 << WINDOW) - 1)
        link = replace(link, highest=came.counter, seen=seen)
    else:
        link = replace(link, seen=link.seen | 1 << behind)
    return Verdict.NEW, replace(link, recent=(*link.recent, came)[-RECENT:])


def _is_doubled(recent: tuple[Seen, ...], came: Seen) -> bool:
    return any(
        one.counter == came.counter and one.message_id == came.message_id and abs(came.at - one.at) <= DOUBLING
        for one in recent
    )
