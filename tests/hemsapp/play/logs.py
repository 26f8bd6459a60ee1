"""What the audit logs of a run's utility tell, when it is over (X-SECURITY, C1FR5)."""

import json
from contextlib import closing
from pathlib import Path

from devices.utility.audit.commands import logs_in, verdict_of
from devices.utility.audit.reading import Reader
from devices.utility.audit.verify import opened_to_read

Message = tuple[str, str, str]


def faults(folder: Path) -> list[str]:
    """What is wrong with the logs there."""
    return [f"{path.stem}: {fault}" for path in logs_in(folder) if (fault := verdict_of(path).fault)]


def messages(folder: Path) -> tuple[set[Message], set[Message]]:
    """From whom to whom with which id, between systems that keep a log: what was sent, and what was received."""
    found: dict[str, set[Message]] = {"sent": set(), "received": set()}
    names = {path.stem.upper() for path in logs_in(folder)}
    for path in logs_in(folder):
        own = path.stem.upper()
        with closing(opened_to_read(path)) as db:
            for one in Reader(db, own).all():
                said = json.loads(one["said"]) if one["about"] == "messages" and one["what"] == "added" else {}
                way, peer = said.get("way", one["what"]), said.get("peer", one["about"])
                if way in found and peer in names:
                    told = said or json.loads(one["said"])
                    pair = (own, peer) if way == "sent" else (peer, own)
                    found[way].add((*pair, told["message_id"]))
    return found["sent"], found["received"]
