"""Each log's end is kept by another system: a log that was cut or replaced by somebody with its key is found."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devices.utility.__main__ import main
from devices.utility.access import OPERATOR, Principal, UserRole
from devices.utility.audit import heads
from devices.utility.audit.heads import EVERY, Heads
from devices.utility.audit.verify import entries
from devices.utility.css.desk import ServiceDesk
from devices.utility.local import LocalNet
from devices.utility.mdms import operations
from devices.utility.mdms.records import Records
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.orders import EventOrder
from devices.utility.operations import NotAllowed, RequestRefused, ask
from devices.wan.journal import Noted
from devices.wan.keys import Keys, Role, introduce
from devices.wan.log_words import LogHead
from devices.wan.words import Dispatch, Noun, Program, SecurityClass, Verb
from tests.devices.utility.world import START, ZONE

ROLES = {"MS": Role.HEAD_END, "MDMS": Role.RECORDS, "CSS": Role.CUSTOMER_SERVICE}


class Utility:
    """Head end, records and customer service with their files, telling each other of their logs."""

    def __init__(self, state: Path) -> None:
        self.state, self.net = state, LocalNet(START)
        self.keys = {name: Keys.generate(name, role) for name, role in ROLES.items()}
        introduce(self.keys.values())
        self._exit = ExitStack()
        self.records = Records(state / "mdms.db", lambda _sender, _signed: None)
        self.desk = ServiceDesk(state / "css.db")
        self._exit.callback(self.records.close)
        self._exit.callback(self.desk.close)
        self.net.add(self.records, self.keys["MDMS"], Heads(self.records.links, "MS"))
        self.net.add(self.desk, self.keys["CSS"], Heads(self.desk.links, "MDMS"))
        self.start_head_end()

    def start_head_end(self) -> None:
        """A new one, from its file."""
        self.ms = HeadEnd(self.state / "ms.db", lambda _sender, _signed: None)
        self.net.add(self.ms, self.keys["MS"], Heads(self.ms.links, "MDMS"))
        self.ms.enrol("meter-1", self.net.now)

    def run(self, lasting: timedelta = EVERY) -> None:
        """Let time pass, with an order now and then."""
        for _ in range(round(lasting / EVERY)):
            self.ms.schedule(
                EventOrder(Program.CRITICAL_PEAK, self.net.now + timedelta(days=1), 60, price=Decimal("0.62")),
                ["meter-1"],
                self.net.now,
            )
            self.net.advance(self.net.now + EVERY)

    def stop_head_end(self) -> None:
        """As a crash does."""
        self.net.remove("MS")
        self.ms.close()

    def close(self) -> None:
        self.ms.close()
        self._exit.close()


@pytest.fixture
def utility(tmp_path: Path) -> Iterator[Utility]:
    utility = Utility(tmp_path / "state")
    yield utility
    utility.close()


def verified(state: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, str]]:
    code = main(["audit", "verify", "--state", str(state), *options])
    lines = capsys.readouterr().out.splitlines()
    return code, {line.partition(":")[0]: line for line in lines}


def copied(source: Path, target: Path) -> None:
    """Every file of the head end, as somebody with the rights to do so copies it."""
    target.mkdir(exist_ok=True)
    for file in source.glob("ms.*"):
        shutil.copy(file, target / file.name)


def test_each_system_keeps_how_anothers_log_ends_each_quarter_hour(
    utility: Utility, capsys: pytest.CaptureFixture[str]
) -> None:
    """X-INDEPENDENT-LOG."""
    utility.run(timedelta(hours=1))
    code, said = verified(utility.state, capsys)
    assert code == 0
    assert "mdms was told of" in said["ms"]
    assert "mdms was told of" in said["css"]
    assert "ms was told of" in said["mdms"]
    anchors = heads.kept(utility.records.links.db, "mdms", "ms")
    assert [one.told for one in anchors] == [START + number * EVERY for number in range(4)]
    by_number = {one.number: one.chain for one in entries(utility.ms.links.db)}
    assert [by_number[one.number] for one in anchors] == [one.chain for one in anchors]


def test_an_older_copy_in_the_place_of_the_file_is_found_and_what_is_gone_is_named(
    utility: Utility, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    utility.run()
    utility.stop_head_end()
    copied(utility.state, tmp_path / "older")
    older = HeadEnd(tmp_path / "older" / "ms.db", lambda _sender, _signed: None)
    count, _ = older.links.audit.head()
    older.close()
    utility.start_head_end()
    utility.run(timedelta(hours=1))
    utility.stop_head_end()
    copied(tmp_path / "older", utility.state)
    code, said = verified(tmp_path / "older", capsys)
    assert code == 0, "by itself the older copy is whole: its seal is the key's own"
    code, said = verified(utility.state, capsys)
    assert code == 1
    last = max(one.number for one in heads.kept(utility.records.links.db, "mdms", "ms"))
    assert f"entries {count + 1} to {last} are missing from the end: mdms was told of them on" in said["ms"]
    assert said["mdms"].startswith("mdms: unbroken")
    utility.start_head_end()
    utility.run(timedelta(hours=3))
    _, said = verified(utility.state, capsys)
    assert "are gone or were replaced: mdms was told on" in said["ms"], "what was written since does not hide it"


def test_another_log_made_with_the_very_key_is_found(utility: Utility, capsys: pytest.CaptureFixture[str]) -> None:
    utility.run(timedelta(hours=1))
    utility.stop_head_end()
    for file in utility.state.glob("ms.db*"):
        file.unlink()
    forged = HeadEnd(utility.state / "ms.db", lambda _sender, _signed: None)
    for number in range(400):
        forged.enrol(f"meter-{number}", START)
    forged.close()
    code, said = verified(utility.state, capsys)
    assert code == 1
    assert "ms: BROKEN" in said["ms"]
    assert "are gone or were replaced: mdms was told" in said["ms"]
    utility.start_head_end()


def test_a_file_that_is_gone_altogether_is_no_file_to_be_silent_about(
    utility: Utility, capsys: pytest.CaptureFixture[str]
) -> None:
    utility.run()
    utility.stop_head_end()
    for file in utility.state.glob("ms.db*"):
        file.unlink()
    code, said = verified(utility.state, capsys)
    assert (code, "cannot be read" in said["ms"]) == (1, True)
    utility.start_head_end()


def test_an_auditor_outside_keeps_heads_in_a_file_and_verifies_with_it(
    utility: Utility, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    utility.run()
    kept, exported = tmp_path / "heads.jsonl", tmp_path / "log.jsonl"
    assert main(["audit", "heads", "--state", str(utility.state), "--out", str(kept)]) == 0
    assert main(["audit", "export", "--state", str(utility.state), "--out", str(exported)]) == 0
    assert {json.loads(line)["system"] for line in kept.read_text(encoding="utf-8").splitlines()} == set(NAMES)
    for file in (kept, exported):
        code, said = verified(utility.state, capsys, "--heads", str(file))
        assert code == 0
        assert f"{file.name} was told of" in said["ms"]
    lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    kept.write_text("".join(json.dumps(one | {"chain": "00" * 32}) + "\n" for one in lines), encoding="utf-8")
    code, said = verified(utility.state, capsys, "--heads", str(kept))
    assert code == 1
    assert all("heads.jsonl was told" in one for one in said.values())
    kept.write_text("{}\n", encoding="utf-8")
    assert main(["audit", "verify", "--state", str(utility.state), "--heads", str(kept)]) == 1
    assert "it tells of no head" in capsys.readouterr().err


NAMES = ("ms", "mdms", "css")


def test_the_website_tells_its_head_at_the_records_socket_and_nobody_else_may(utility: Utility) -> None:
    verbs = operations.operations(utility.records, utility.desk)
    told = {"entries": 12, "chain": "ab" * 32}
    ask(verbs, "keep-log-head", told, utility.net.now, ZONE, OPERATOR)
    (anchor,) = heads.kept(utility.records.links.db, "mdms", "web")
    assert (anchor.number, anchor.chain, anchor.told) == (12, b"\xab" * 32, utility.net.now)
    with pytest.raises(NotAllowed):
        ask(verbs, "keep-log-head", told, utility.net.now, ZONE, Principal("Ada", UserRole.AUDITOR))
    for wrong in ({"chain": "ab"}, {"chain": "no"}, {"entries": -1}):
        with pytest.raises((RequestRefused, heads.HeadRefused)):
            ask(verbs, "keep-log-head", told | wrong, utility.net.now, ZONE, OPERATOR)


@pytest.mark.parametrize("security", [SecurityClass.PUBLIC, SecurityClass.PRIVATE])
def test_a_head_that_its_source_could_deny_is_not_kept(utility: Utility, security: SecurityClass) -> None:
    """C1FR44: in a weaker class than Control it is refused, and the refusal is logged."""
    head = LogHead(1, bytes(32), utility.net.now)
    weak = Dispatch("MDMS", Verb.CREATED, Noun.END_DEVICE_EVENTS, head, security)
    utility.net.advance(utility.net.now + timedelta(seconds=1))
    before = heads.kept(utility.records.links.db, "mdms", "css")
    utility.net.stations["CSS"].act(lambda _at: [weak])
    utility.net.advance(utility.net.now + timedelta(seconds=1))
    assert heads.kept(utility.records.links.db, "mdms", "css") == before
    noted = [one.noted for _, one in (*utility.desk.links.journal(), *utility.records.links.journal())]
    assert Noted.MESSAGE_REFUSED in noted
