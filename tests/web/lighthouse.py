"""`make lighthouse`: Lighthouse judges every page of the site as somebody who may open it; docs/lighthouse.md tells.

Exits with 1 when a page's accessibility or best practices are below the bar.
"""

import asyncio
import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from socket import socket
from typing import Any

from playwright.async_api import async_playwright

from tests.web.served import CHROMIUM
from tests.web.town import Town
from tests.web.visits import Visit, a_town, once, visits

BAR = 0.95
CATEGORIES = {"accessibility": "accessibility", "best-practices": "best practices"}
_SCRIPT = Path(__file__).with_name("lighthouse.mjs")
_HEAD = """# Lighthouse

Google's [Lighthouse](https://github.com/GoogleChrome/lighthouse) {version} judges every page in a headless Chromium,
each as the first role that may open it; the site's routes tell which pages there are (`tests/web/lighthouse.py`).
The bar is 95 of 100. Lighthouse judges no page that tells of a refusal (4xx); our own check does. `make lighthouse`
takes these figures anew; it needs node, npm and Chromium.

| page | as | {categories} |
|---|---|{rules}
"""


async def judged() -> list[dict[str, Any]]:
    """What Lighthouse says of each page: name, scores, faults. Raises RuntimeError when it ends with a mistake."""
    async with a_town() as (town, address), async_playwright() as playwright:
        port = _free_port()
        options = ["--no-sandbox", f"--remote-debugging-port={port}"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        asked = [_asked(town, address, visit) for visit in once(await visits(town)) if visit.status == 200]
        process = await asyncio.create_subprocess_exec(
            *("node", str(_SCRIPT), str(port)), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        told, _ = await process.communicate("".join(json.dumps(one) + "\n" for one in asked).encode())
        await browser.close()
    if process.returncode:
        raise RuntimeError(f"Lighthouse ended with {process.returncode}; is it installed? (make lighthouse)")
    return [json.loads(line) for line in told.decode().splitlines()]


def page(told: Sequence[dict[str, Any]]) -> str:
    """The figures as Markdown."""
    version = json.loads(_SCRIPT.with_name("package.json").read_text("utf-8"))["dependencies"]["lighthouse"]
    head = _HEAD.format(version=version, categories=" | ".join(CATEGORIES.values()), rules="---|" * len(CATEGORIES))
    rows = [
        f"| {one['name']} | {' | '.join(str(round((one['scores'][key] or 0) * 100)) for key in CATEGORIES)} |"
        for one in told
    ]
    return head + "\n".join(rows) + "\n"


def below(told: Iterable[dict[str, Any]]) -> list[str]:
    """The pages that miss the bar, and why."""
    return [
        f"{one['name']}: {', '.join(one['faults'])}"
        for one in told
        if any((one["scores"][key] or 0) < BAR for key in CATEGORIES)
    ]


def _asked(town: Town, address: str, visit: Visit) -> dict[str, str]:
    shown = re.sub(r"\d{3,}", "N", visit.path)
    who = visit.who.role.value if visit.who else "nobody"
    session = town.web.site.sessions.begin(visit.who.name) if visit.who else ""
    cookie = f"{town.web.site.session_cookie}={session}" if session else ""
    return {"name": f"`{shown}` | {who}", "url": address + visit.path, "cookie": cookie}


def _free_port() -> int:
    with socket() as bound:
        bound.bind(("127.0.0.1", 0))
        found: int = bound.getsockname()[1]
        return found


if __name__ == "__main__":
    figures = asyncio.run(judged())
    Path(sys.argv[1]).write_text(page(figures), encoding="utf-8")
    missed = below(figures)
    sys.stdout.write("".join(f"{line}\n" for line in missed) + f"{len(figures)} pages, {len(missed)} below the bar\n")
    sys.exit(bool(missed or not figures))
