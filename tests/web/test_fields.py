"""Every field of every form in a headless Chromium gets what attackers type: a text, which a sentence answers."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Error, Page

from devices.utility.access import Principal
from devices.utility.web.attempts import Attempts
from devices.utility.web.site import ADDRESS_TRIES, TRIES_WITHIN
from tests.web.town import EVERYBODY, Town
from tests.web.visits import Visit, a_town, listened, signed_in, visits

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
FORMS = Path(__file__).with_name("forms.js").read_text("utf-8")
SCRIPT = "\"><script>alert('ran')</script><img src=x onerror=alert('ran')>"
LONGEST = 100_000
WORDS = {
    "sql": "'; DROP TABLE accounts; --\" OR 1=1",
    "script": SCRIPT,
    "address": "javascript:alert('ran')//",
    "template": "{{1234*3}}${1234*3}<%= 1234*3 %>#{1234*3}",
    "nothing": "before\0after",
    "script of the right": "\u202egnirts\u202c مرحبا 🏠👩‍👩‍👧",
    "long": "x" * LONGEST,
}
EXPECTED = ("Failed to load resource", "does not conform to the required format")
"""The browser says so of a page that refuses, and of a day that is none, which it leaves out of its field."""
FORGED = "(words) => document.querySelectorAll('[name=form_token]').forEach((one) => { one.value = words; })"
LEFT_BEHIND = "document.querySelectorAll('script:not([src]), img[src=x], [onerror], a[href^=javascript]').length"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a page, the `number`th; `is_all`: its hidden fields are attacked too."""

    who: Principal | None
    path: str
    number: int
    told: dict[str, Any]
    is_all: bool


async def test_whatever_is_typed_into_any_field_stays_a_text_and_a_sentence_answers(browser: Browser) -> None:
    """X-SECURITY: SQL, script, addresses that are scripts, templates, NUL, 100 kB, Arabic and emoji"""
    wrong: list[tuple[str, str, str]] = []
    seen: set[str] = set()
    shown: set[tuple[str, str]] = set()
    async with a_town() as (town, address):
        pages = [visit for visit in await visits(town) if visit.is_page and visit.status == 200]
        for who in (None, *EVERYBODY):
            async with signed_in(browser, town, address, who) as page:
                said = listened(page)
                async for form in _forms(page, address, [visit for visit in pages if visit.who == who], seen):
                    for name, words in WORDS.items():
                        town.web.site.by_address = Attempts(town.web.site.wall, ADDRESS_TRIES, TRIES_WITHIN)
                        said.clear()
                        fault = await _tried(page, address, form, words)
                        faults = [fault, *(one for one in said if not any(words in one for words in EXPECTED))]
                        wrong += [(form.told["action"], name, one) for one in faults if one]
                        if words.strip() in await page.inner_text("body"):
                            shown.add((re.sub(r"\d+", "N", form.told["action"]), name))
    assert wrong == []
    assert len(seen) >= 15
    assert {("/console/accounts/N/notes", name) for name in ("sql", "script", "address", "template")} <= shown


async def _forms(page: Page, address: str, pages: list[Visit], seen: set[str]) -> AsyncIterator[Form]:
    """Each form that was not seen yet, with its typed fields, then with every one."""
    for visit in pages:
        if seen.issuperset(visit.forms):
            continue
        await page.goto(address + visit.path)
        for number, told in enumerate(await page.evaluate(FORMS)):
            key = re.sub(r"\d+", "N", told["action"])
            if key in seen or key == "/sign-out":
                continue
            seen.add(key)
            for is_all in (False, True):
                if told["typed" if not is_all else "hidden"]:
                    yield Form(visit.who, visit.path, number, told, is_all)


async def _tried(page: Page, address: str, form: Form, words: str) -> str:
    """Send the form with those words; what is wrong with the answer."""
    await page.goto(address + form.path)
    if not await page.locator(f"form[action='{form.told['action']}']").count():
        return ""  # what could be done once was done with the words before
    if form.told["method"] == "get":  # an address holds them together
        words = words[: LONGEST // len([*form.told["typed"], *form.told["hidden"]])]
    asked = {"number": form.number, "words": words, "all": form.is_all, "buttons": form.told["buttons"][:1]}
    try:
        async with page.expect_navigation() as navigation:
            await page.evaluate(FORMS, asked)
        answer = await navigation.value
    except Error as error:
        return f"no answer: {error}"
    text = await page.inner_text("body")
    if answer is None or answer.status >= 500:
        return f"status {answer and answer.status}"
    if "3702" in text or await page.evaluate(LEFT_BEHIND):
        return "it ran, or is more than a text"
    return "" if re.search(r"\w\w\w+.*[.?]", text) and "Traceback" not in text else f"no sentence: {text[:80]!r}"


async def test_a_forged_token_of_a_form_is_refused_in_a_sentence(browser: Browser, town: tuple[Town, str]) -> None:
    """X-SECURITY"""
    here, address = town
    async with signed_in(browser, here, address, EVERYBODY[0]) as page:
        await page.goto(f"{address}/displays")
        await page.fill("#label", "Hall")
        await page.evaluate(FORGED, SCRIPT)
        await page.click("main form[action='/displays/code'] button")
        assert "Please send the form again" in await page.inner_text("h1")
    assert [one.label for one in here.web.site.tokens.of("1001")] == ["Kitchen"]
