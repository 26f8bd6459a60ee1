"""The auditor's page: who may open it, what it shows, how it verifies and what it writes out (X-SECURITY, C1FR43)."""

import asyncio
import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from devices.utility.access import OPERATOR, UserRole
from devices.utility.audit import heads
from devices.utility.audit.trail import LOOK, REFUSED
from devices.utility.audit.verify import entries, verify
from devices.utility.operations import NotAllowed, RequestRefused, ask
from devices.utility.web.console import log
from devices.utility.web.log_head import tell_head
from devices.utility.web.rooms import InProcessRooms
from tests.devices.utility.web.desk import ADA, PAULA, RUTH, TOM, Desk
from tests.devices.utility.web.world import MARIA
from tests.devices.utility.world import ZONE


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    desk = Desk()
    desk.event = desk.fault()
    looked(desk, RUTH, "/console/accounts/1002")  # the thread that checks passwords lives as long as the desk does
    yield desk
    desk.close()


def looked(desk: Desk, who: Any, *paths: str) -> list[httpx.Response]:
    async def look() -> list[httpx.Response]:
        async with desk.browser(who) as browser:
            return [await browser.see(path) for path in paths]

    return asyncio.run(look())


@pytest.mark.parametrize("who", [MARIA, RUTH, TOM, PAULA], ids=lambda who: who.role.value)
def test_nobody_but_an_auditor_opens_the_log_and_each_system_checks_that_itself(desk: Desk, who: Any) -> None:
    answers = looked(desk, who, "/console/log", "/console/log/export?system=css")
    assert [one.status_code for one in answers] == [403, 403]
    for verbs, verb in (
        (desk.verbs("records"), "records-audit"),
        (desk.verbs("ms"), "audit"),
        (desk.web.site.own_verbs, "audit"),
        (desk.web.site.own_verbs, "audit-verify"),
    ):
        with pytest.raises(NotAllowed):
            ask(verbs, verb, {}, desk.utility.now, ZONE, who)
    refusals = [one for one in _own(desk) if one.what == REFUSED and who.name in one.who]
    assert {one.about for one in refusals} == {"GET /console/log", "GET /console/log/export"}


def _own(desk: Desk) -> Any:
    desk.web.store.audit.flush()
    return entries(desk.web.store.db)


def test_an_auditor_sees_each_log_page_by_page_and_is_seen_looking(desk: Desk) -> None:
    first, web, empty = looked(desk, ADA, "/console/log?system=ms", "/console/log?system=web", f"/console/log?{NOBODY}")
    assert first.status_code == 200
    assert first.text.count('<th scope="row" class="number">') == 50
    assert "Audit log</a>" in first.text
    assert 'rel="next"' in first.text
    assert "Ruth" in web.text
    assert "GET /console/accounts/1002" in web.text
    assert "No entry here is like that." in empty.text
    count = desk.utility.ms.links.audit.head()[0]
    page, numbers = first, list[int]()
    while True:
        numbers += [int(one) for one in log_numbers(page.text)]
        if 'rel="next"' not in page.text:
            break
        (page,) = looked(desk, ADA, f"/console/log?system=ms&before={numbers[-1]}")
    assert numbers == list(range(numbers[0], 0, -1))
    assert numbers[0] <= count
    looks = [one.about for one in _own(desk) if one.what == LOOK and ADA.name in one.who]
    assert "GET /console/log?system=ms" in looks


NOBODY = "system=mdms&who=nobody+of+that+name"


def log_numbers(page: str) -> list[str]:
    return [part.partition("<")[0] for part in page.split('<th scope="row" class="number">')[1:]]


@pytest.mark.parametrize(
    ("query", "is_right"),
    [
        ("system=web&who=ruth", lambda one: json.loads(one["who"])[0] == "Ruth"),
        ("system=web&what=refused", lambda one: one["what"] == "refused"),
        ("system=mdms&what=change&about=accounts", lambda one: one["about"].startswith("account")),
        ("system=mdms&account=1002", lambda one: "1002" in (one["said"] or "") + one["about"] + one["who"]),
        ("system=ms&since=2026-07-14&until=2026-07-14&what=change", lambda one: one["at"] >= "2026-07-14T07"),
        ("system=css&about=standings", lambda one: json.loads(one["said"])),
    ],
)
def test_an_export_holds_what_the_filters_leave_and_ends_with_the_head(desk: Desk, query: str, is_right: Any) -> None:
    (answer,) = looked(desk, ADA, f"/console/log/export?{query}")
    assert answer.headers["content-disposition"].startswith('attachment; filename="audit-')
    *lines, end = [json.loads(line) for line in answer.text.splitlines()]
    assert lines
    assert all(is_right(one) for one in lines)
    assert end["head"] >= lines[-1]["entry"]
    assert end["filters"]


def test_an_export_without_filters_is_the_whole_log_with_the_words_of_its_rows(desk: Desk) -> None:
    (answer,) = looked(desk, ADA, "/console/log/export?system=ms")
    *lines, end = [json.loads(line) for line in answer.text.splitlines()]
    assert [one["entry"] for one in lines] == list(range(1, end["head"] + 1))
    assert end["chain"] == lines[-1]["chain"]
    messages = [json.loads(one["said"]) for one in lines if one["about"] == "messages" and one["what"] == "added"]
    assert {one["kind"] for one in messages} >= {"EventControl", "DeviceReceipt", "Alarm"}


def test_a_spreadsheet_takes_no_cell_for_a_formula(desk: Desk) -> None:
    looked(desk, RUTH, "/console/?text=%3DHYPERLINK(1)")
    desk.ask("note-account", RUTH, account="1001", text="=1+1")
    (answer,) = looked(desk, ADA, "/console/log/export?system=css&form=csv&what=change")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == list(log._COLUMNS)
    assert len(rows) > 1
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_verify_says_in_plain_words_that_all_is_whole_and_what_is_not(desk: Desk) -> None:
    async def verified() -> str:
        async with desk.browser(ADA) as browser:
            await browser.see("/console/log")
            assert (await browser.fill("/console/log/verify")).status_code == 303
            return (await browser.see("/console/log")).text

    (before,) = looked(desk, ADA, "/console/log")
    assert before.text.count('<span class="chip">not verified yet</span>') == 4
    text = asyncio.run(verified())
    assert text.count('<span class="chip done">unbroken</span>') == 4
    assert "entries follow from one another" in text
    with desk.utility.ms.links.transaction():
        db = desk.utility.ms.links.db
        db.execute("UPDATE audit_log SET who = 'nobody' WHERE n = 7")
    text = asyncio.run(verified())
    assert "6 entries are good, then: entry 7 was altered." in text
    assert text.count('<span class="chip done">unbroken</span>') == 3


@pytest.mark.parametrize(
    "query", ["before=0", "before=-5", "before=x", "since=yesterday", "what='; DROP TABLE audit_log; --", "system=mtr"]
)
def test_a_filter_that_means_nothing_is_answered_with_a_page(desk: Desk, query: str) -> None:
    (answer,) = looked(desk, ADA, f"/console/log?{query}")
    assert answer.status_code in {200, 422}
    assert "</html>" in answer.text


@pytest.mark.parametrize("given", [{"limit": 0}, {"limit": 1001}, {"system": "web"}])
def test_what_the_verb_cannot_answer_is_refused_in_a_sentence(desk: Desk, given: dict[str, Any]) -> None:
    with pytest.raises(RequestRefused):
        ask(desk.verbs("records"), "records-audit", given, desk.utility.now, ZONE, OPERATOR)
    assert OPERATOR.role is UserRole.OPERATOR


def test_the_website_tells_the_records_how_its_log_ends_and_tries_again_where_they_are_away(desk: Desk) -> None:
    """X-INDEPENDENT-LOG."""
    site = desk.web.site
    assert asyncio.run(tell_head(site.store.audit, site.rooms))
    anchor = heads.kept(desk.utility.mdms.links.db, "mdms", "web")[-1]
    assert (anchor.number, anchor.chain) == site.store.audit.head()
    assert verify(site.store.db, bytes(32), [anchor]).kept == anchor
    assert not asyncio.run(tell_head(site.store.audit, InProcessRooms({})))
