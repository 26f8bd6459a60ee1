"""The message log of a system, as its operators read it (C1FR5)."""

from datetime import datetime
from typing import Any

from devices.utility.ledger import Ledger
from devices.utility.stored import from_json, milliseconds, moment

WAYS = ("sent", "received", "repeated", "missed", "no receipt")
"""How a message stands in the log: `missed` was not confirmed in time, for `no receipt` no device of the home spoke."""


def messages(
    ledger: Ledger,
    issuer_event_id: int | None = None,
    peer: str | None = None,
    way: str | None = None,
    since: datetime | None = None,
    limit: int = 100,
) -> list[dict[str, Any]]:
    """The last `limit` messages that match, oldest first; `way` is one of WAYS."""
    found = ledger.db.execute(
        "SELECT at, way, peer, message_id, correlation_id, verb, noun, kind, issuer_event_id, security, body"
        " FROM messages WHERE (? IS NULL OR issuer_event_id = ?) AND (? IS NULL OR peer = ?)"
        " AND (? IS NULL OR way = ?) AND at >= ? ORDER BY id DESC LIMIT ?",
        (
            *(issuer_event_id, issuer_event_id, peer, peer, way, way),
            *(milliseconds(since) if since else 0, limit),
        ),
    ).fetchall()
    return [
        {
            "at": moment(at),
            "way": how,
            "peer": who,
            "message": f"{verb}({noun})",
            "event": event,
            "security": security,
            "message_id": message_id,
            "answers": correlation_id,
            "body": from_json(kind, body),
        }
        for at, how, who, message_id, correlation_id, verb, noun, kind, event, security, body in reversed(found)
    ]


def journal(ledger: Ledger, after: int = 0, issuer_event_id: int | None = None) -> list[dict[str, Any]]:
    """The journal's entries above a number, each with its number."""
    return [
        {
            "number": number,
            "system": entry.system,
            "at": entry.at,
            "noted": entry.noted,
            "event": entry.issuer_event_id,
            "who": entry.who,
            "detail": entry.detail,
        }
        for number, entry in ledger.journal(after)
        if issuer_event_id in {None, entry.issuer_event_id}
    ]
