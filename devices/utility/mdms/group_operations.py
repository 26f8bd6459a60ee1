"""The verbs about groups, and what many meters used or generated together."""

from datetime import date
from typing import Any

from devices.utility.access import STAFF, UserRole
from devices.utility.mdms.aggregates import ALL, Aggregates
from devices.utility.mdms.availability import Kind
from devices.utility.mdms.groups import PROGRAM, Group, GroupKind, Member
from devices.utility.mdms.records import Records
from devices.utility.operations import Operation, Option, Request, RequestRefused

_GROUP = Option("group", str, "its name", is_required=True)
_MAKERS = frozenset({UserRole.PROGRAM_MANAGER})


def operations(records: Records) -> tuple[Operation, ...]:
    """The verbs by which groups are made and asked."""
    return (*_keeping(records), _aggregate(records))


def _keeping(records: Records) -> tuple[Operation, ...]:
    groups, links = records.groups, records.links

    def make(request: Request) -> Group:
        with links.transaction():
            return groups.make(request["group"], request.get("kind", GroupKind.GROUP))

    def drop(request: Request) -> Any:
        with links.transaction():
            groups.remove(request["group"])
        return {"group": request["group"]}

    def put(request: Request) -> Group:
        act = groups.take if request.get("is_removed", False) else groups.put
        with links.transaction():
            for kind, name in ((Member.METER, "meters"), (Member.ACCOUNT, "accounts"), (Member.GROUP, "groups")):
                act(request["group"], kind, request.get(name, ()))
        return groups.group(request["group"])

    def told(request: Request) -> Any:
        if (name := request.get("group")) is not None and name.startswith(PROGRAM):
            return [{"group": name, "kind": "program", "all_meters": groups.meters(name, request.at)}]
        if name is not None:
            return [{**_plainly(groups.group(name)), "all_meters": groups.meters(name, request.at)}]
        return [_plainly(groups.group(name)) for name in groups.names(request.get("kind"))]

    kind = Option("kind", GroupKind, "group (by default), or feeder")
    members = (
        Option("meters", list, "these meters"),
        Option("accounts", list, "these accounts, with the meters that are theirs"),
        Option("groups", list, "these groups, with all that they hold"),
        Option("is_removed", bool, "take them out"),
    )
    some = Option("group", str, "only this one, with all its meters")
    return (
        Operation("make-group", "begin a group of meters, accounts and groups", (_GROUP, kind), make, _MAKERS),
        Operation("drop-group", "end a group; its members stay", (_GROUP,), drop, _MAKERS),
        Operation("group-members", "put members into a group", (_GROUP, *members), put, _MAKERS),
        Operation("groups", "the groups and their members", (some, kind), told, STAFF),
    )


def _aggregate(records: Records) -> Operation:
    def aggregate(request: Request) -> Any:
        minutes, each = request.get("interval_minutes", 0), request.get("each", "interval")
        if minutes not in {0, 15, 30, 60} or each not in {"interval", "day"}:
            raise RequestRefused("interval_minutes is 15, 30 or 60, and each is interval or day")
        first = request["day"]
        window = records.availability.to(request.by, Kind.INTERVALS).window(request.at)
        of = Aggregates(records.intervals.store, records.groups, records.settings.zone)
        group, last, channel = request.get("group", ALL), request.get("last", first), request.get("channel", 0)
        return of.of(group, first, last, channel=channel, minutes=minutes, each=each, window=window)

    options = (
        Option("group", str, "a group, a feeder or program:critical-peak; by default all meters"),
        Option("day", date, "a local day", is_required=True),
        Option("last", date, "the last of several days, from that day on"),
        Option("channel", int, "0 what was used (by default), 1 what was generated"),
        Option("interval_minutes", int, "15, 30 or 60; by default as recorded"),
        Option("each", str, "interval (by default), or day for the sums alone"),
    )
    says = "what many meters used or generated together, and how many of them are known"
    return Operation("aggregate", says, options, aggregate, STAFF - {UserRole.AUDITOR})


def _plainly(group: Group) -> dict[str, Any]:
    return {
        "group": group.group,
        "kind": group.kind,
        "meters": list(group.meters),
        "accounts": list(group.accounts),
        "groups": list(group.groups),
    }
