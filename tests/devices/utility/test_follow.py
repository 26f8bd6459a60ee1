import json
from pathlib import Path
from typing import Any

import pytest

from devices.utility.mdms.follow import Follower
from devices.utility.operations import RequestRefused
from devices.utility.stored import plain
from tests.devices.utility.test_account_events import ordered
from tests.devices.utility.test_feed import asked, with_followers

CONSUMER = "program management"


def lines(path: Path) -> list[int]:
    return [json.loads(line)["number"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_follower_keeps_each_entry_once_whoever_is_killed_when(tmp_path: Path) -> None:
    """C1NFR5: program management misses nothing and counts nothing twice."""
    world, path = with_followers(), tmp_path / "feed.jsonl"
    is_down: set[str] = set()

    def ask(verb: str, values: dict[str, Any]) -> Any:
        if verb in is_down:
            raise RequestRefused("nothing runs at records.sock")
        return plain(asked(world, verb, **values))

    ordered(world, 30)
    assert Follower(path, CONSUMER, ask).take() == 1
    ordered(world, 300)
    is_down.add("feed-confirm")  # it is killed between its write and its confirmation
    with pytest.raises(RequestRefused):
        Follower(path, CONSUMER, ask).take()
    is_down.clear()
    with path.open("a", encoding="utf-8") as file:
        file.write('{"number": 9')  # and once within a write
    follower = Follower(path, CONSUMER, ask)
    assert follower.take() == 0
    ordered(world, 600)
    assert follower.take() == 1
    assert lines(path) == sorted(set(lines(path)))
    assert len(lines(path)) == 3
    assert asked(world, "feed", consumer=CONSUMER)["entries"] == []
