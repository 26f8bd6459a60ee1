"""The verbs of an auditor: read the logs, have them verified; and the one that keeps the head of the website's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from devices.utility.access import UserRole
from devices.utility.audit.heads import WEBSITE, keep
from devices.utility.audit.reading import Reader, Wanted
from devices.utility.audit.verifications import Logged, Verifications
from devices.utility.ledger import Ledger
from devices.utility.operations import Operation, Option, Request, RequestRefused
from devices.wan.log_words import LogHead

MOST: Final = 1000
"""Entries in one answer."""
_USUAL: Final = 100
_AUDITORS: Final = frozenset({UserRole.AUDITOR})
_FILTERS: Final = (
    Option("since", datetime, "from then on"),
    Option("until", datetime, "before then"),
    Option("who", str, "a part of who did it: a name, a role"),
    Option("what", str, "look, order, refused, change, sign-in, sign-out, added, set, removed"),
    Option("about", str, "a part of the verb, the table or the address"),
    Option("account", str, "of this account, or asked about it"),
)
_PAGE: Final = (
    Option("before", int, "the newest entries with a number below this one; by default of all"),
    Option("after", int, "instead the oldest ones with a number above this one, in order"),
    Option("limit", int, f"at most so many; by default {_USUAL}, at most {MOST}"),
)
Values = Mapping[str, Any]


def operations(logs: Mapping[str, Logged], prefix: str = "") -> tuple[Operation, ...]:
    """`audit` and `audit-verify` of those logs, by their names; `prefix` keeps the verbs of two sockets apart."""
    names, verifications = ", ".join(logs), Verifications(logs)

    def audit(request: Request) -> Any:
        name = request.get("system", next(iter(logs)))
        if name not in logs:
            raise RequestRefused(f"the logs here are {names}, not {name!r}")
        return answer(Reader(logs[name].db, name), request.values)

    def audit_verify(request: Request) -> Any:
        if request.get("is_new", True):
            verifications.start(request.at)
        return verifications.told()

    system = Option("system", str, f"whose log: {names}; by default the first")
    is_new = Option("is_new", bool, "begin another verification; no: only tell of the last one")
    verify = f"{prefix}audit-verify"
    return (
        Operation(f"{prefix}audit", "read the audit log", (system, *_FILTERS, *_PAGE), audit, _AUDITORS),
        Operation(verify, "verify the audit log; ask again for the result", (is_new,), audit_verify, _AUDITORS),
    )


def keeping(ledger: Ledger) -> Operation:
    """The verb with which the website tells how its log ends: it has no place on the link."""

    def keep_head(request: Request) -> Any:
        try:
            head = LogHead(request["entries"], bytes.fromhex(request["chain"]), request.at)
        except ValueError:
            raise RequestRefused("a digest is hexadecimal") from None
        keep(ledger, WEBSITE, head, request.at)
        return {"system": WEBSITE, "entries": head.entries}

    entries = Option("entries", int, "how many entries it has", is_required=True)
    chain = Option("chain", str, "the last one's digest, hexadecimal", is_required=True)
    return Operation("keep-log-head", "keep how the website's audit log ends", (entries, chain), keep_head)


def answer(reader: Reader, values: Values) -> dict[str, Any]:
    """A page of a log for the filters that were given, read. Raises RequestRefused."""
    limit = values.get("limit", _USUAL)
    if not 1 <= limit <= MOST:
        raise RequestRefused(f"limit is 1 to {MOST}")
    wanted = Wanted(**{option.name: values[option.name] for option in _FILTERS if option.name in values})
    after = values.get("after")
    page = reader.before(values.get("before"), wanted, limit) if after is None else reader.after(after, wanted, limit)
    return {"entries": page.entries, "next": page.next, "head": reader.head()}
