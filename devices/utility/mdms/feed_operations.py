"""The verbs about who is told what: terms of availability, and the list that other systems follow."""

from datetime import datetime
from typing import Any

from devices.utility.access import STAFF, UserRole
from devices.utility.mdms.availability import Consumer, Kind, Terms, consumer_of
from devices.utility.mdms.records import Records
from devices.utility.operations import Operation, Option, Request, RequestRefused

_CONSUMER = Option("consumer", Consumer, "whose system; by default that of who asks")
_FOLLOWERS = frozenset({UserRole.REPRESENTATIVE, UserRole.TROUBLE_DESK, UserRole.PROGRAM_MANAGER})


def operations(records: Records) -> tuple[Operation, ...]:
    """The verbs by which availability is set and the list is followed."""
    return (*_terms(records), *_following(records))


def _terms(records: Records) -> tuple[Operation, ...]:
    def change(request: Request) -> Any:
        consumer, kind = request["consumer"], request["kind"]
        was = records.availability.of(consumer, kind)
        keep = request.get("keep_days", was.keep_days)
        terms = Terms(
            request.get("is_available", was.is_available),
            request.get("delay_s", was.delay_s),
            None if keep == 0 else keep,
        )
        with records.links.transaction():
            records.availability.set(consumer, kind, terms)
            records.telling.terms_changed(consumer, kind, request.at)
        return [one for one in records.availability.table() if (one["consumer"], one["kind"]) == (consumer, kind)]

    options = (
        Option("consumer", Consumer, "to whom", is_required=True),
        Option("kind", Kind, "of which data", is_required=True),
        Option("is_available", bool, "whether at all"),
        Option("delay_s", int, "how many seconds after it was received"),
        Option("keep_days", int, "for how many days; 0 for ever"),
    )
    return (
        Operation("availability", "what is available to whom", (), lambda _: records.availability.table(), STAFF),
        Operation("set-availability", "what is available to whom, how soon, how long", options, change),
    )


def _following(records: Records) -> tuple[Operation, ...]:
    feed, links = records.feed, records.links

    def follow(request: Request) -> Any:
        known = {kind.value: kind for kind in Kind}
        if unknown := sorted(set(request["kinds"]) - set(known)):
            raise RequestRefused(f"a kind is one of {', '.join(known)}, not {', '.join(unknown)}")
        consumer = consumer_of(request.by, request.get("consumer"))
        with links.transaction():
            feed.follow(consumer, [known[word] for word in request["kinds"]], request.at, request.get("since"))
        return [one for one in feed.followers(request.at) if one["consumer"] == consumer.value]

    def owed(request: Request) -> Any:
        return feed.owed(consumer_of(request.by, request.get("consumer")), request.at, request.get("limit", 500))

    def confirm(request: Request) -> Any:
        with links.transaction():
            feed.confirm(consumer_of(request.by, request.get("consumer")), request["cursor"], request.at)
        return {"cursor": request["cursor"]}

    kinds = Option(
        "kinds", list, "accounts, intervals, events, receipts, failures, alarms, tests, exceptions", is_required=True
    )
    since, limit = (
        Option("since", datetime, "also what was learnt since then"),
        Option("limit", int, "by default 500", least=1),
    )
    cursor = Option("cursor", str, "as it was told with the entries", is_required=True)
    return (
        Operation("follow", "be owed what the records learn", (_CONSUMER, kinds, since), follow, _FOLLOWERS),
        Operation("feed", "what was learnt and is not confirmed, in order", (_CONSUMER, limit), owed, _FOLLOWERS),
        Operation("feed-confirm", "all up to there is kept", (_CONSUMER, cursor), confirm, _FOLLOWERS),
        Operation(
            "followers", "who follows what, and what is owed", (), lambda request: feed.followers(request.at), STAFF
        ),
    )
