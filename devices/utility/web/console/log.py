"""The auditor's page: the audit logs of the four systems, filtered, verified, and written out (X-SECURITY, C1FR43)."""

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Depends, Response
from fastapi.responses import StreamingResponse

from devices.utility.operations import ask
from devices.utility.stored import plain
from devices.utility.web.console import frame
from devices.utility.web.console.frame import AUDITOR, OPERATOR
from devices.utility.web.rooms import MS, RECORDS, WEB, RoomsAway
from devices.utility.web.visit import Visit, allowed, pages

router = pages("/console")
SYSTEMS: Final = {"ms": MS, "mdms": RECORDS, "css": RECORDS, "web": WEB}
"""Whose logs, and where each is asked for."""
KINDS: Final = ("look", "order", "change", "refused", "sign-in", "sign-out", "sent", "received")
_FILTERS: Final = ("since", "until", "who", "what", "about", "account")
_LONGEST, _ROWS, _AT_ONCE, _LOOK_AGAIN_S = 100, 50, 1000, 2
_COLUMNS: Final = ("system", "entry", "at", "who", "what", "about", "row", "said", "digest", "chain")
_PREFIX: Final = {MS: "", RECORDS: "records-", WEB: ""}
Auditor = Annotated[Visit, Depends(allowed(AUDITOR, OPERATOR))]


class Filters:
    """What the address asks for: a system, and the filters that are given; days are local ones, the last included."""

    def __init__(
        self,
        visit: Auditor,
        system: str = "",
        since: str = "",
        until: str = "",
        who: str = "",
        what: str = "",
        about: str = "",
        account: str = "",
    ) -> None:
        given = dict(zip(_FILTERS, (since, until, who, what, about, account), strict=True))
        self.system = system if system in SYSTEMS else next(iter(SYSTEMS))
        self.given = {name: value.strip()[:_LONGEST] for name, value in given.items()}
        self._visit = visit

    def asked(self) -> dict[str, Any]:
        """As the verb takes them; a day that cannot be read is none."""
        found: dict[str, Any] = {name: value for name, value in self.given.items() if value}
        for name, later in (("since", timedelta(0)), ("until", timedelta(days=1))):
            if name in found and (day := _day(found.pop(name))):
                begins = datetime.combine(day + later, time(), self._visit.site.zone)
                found[name] = begins.isoformat()
        return {"system": self.system, **found}

    def query(self, **more: object) -> str:
        """The query of an address with these filters, and more."""
        named = {"system": self.system, **self.given, **more}
        return "?" + urlencode({name: str(value) for name, value in named.items() if value not in ("", None)})


Asked = Annotated[Filters, Depends()]


@router.get("/log")
async def log(visit: Auditor, filters: Asked, before: int | None = None) -> Response:
    """A page of one log, the newest entries first, and how the last verification of each ended."""
    states = await _states(visit)
    older = {} if before is None else {"before": max(before, 1)}
    try:
        found = await _ask(visit, SYSTEMS[filters.system], "audit", **filters.asked(), **older, limit=_ROWS)
    except RoomsAway:
        found = {"entries": [], "next": None, "head": {"entries": 0}, "is_away": True}
    is_running = any(one["is_running"] for one in states)
    given = {"filters": filters, "systems": tuple(SYSTEMS), "kinds": KINDS, "states": states, "found": found}
    again = "/console/log" + filters.query(before=before, refresh=1)
    more: dict[str, Any] = {"who": _who, "before": before, "is_running": is_running, "again": again}
    more["look_again_s"] = _LOOK_AGAIN_S
    return frame.page(visit, "log", "/console/log", **given, **more)


@router.post("/log/verify")
async def verify(visit: Auditor, filters: Asked) -> Response:
    """Have every log verified from its first entry on."""
    for place in dict.fromkeys(SYSTEMS.values()):
        try:
            await _ask(visit, place, "audit-verify")
        except RoomsAway:
            continue  # the page says so
    return visit.to("/console/log" + filters.query())


@router.get("/log/export")
async def export(visit: Auditor, filters: Asked, form: str = "ndjson") -> Response:
    """The log, or what the filters leave of it, in order: a line of JSON or of CSV an entry."""
    pages_of = _pages(visit, filters)
    first = await anext(pages_of)  # what is refused is refused before anything is written
    is_csv = form == "csv"
    name = f"audit-{filters.system}-{visit.now:%Y%m%dT%H%M%SZ}.{'csv' if is_csv else 'ndjson'}"
    kind = "text/csv; charset=utf-8" if is_csv else "application/x-ndjson"
    lines = _csv(first, pages_of) if is_csv else _ndjson(visit, filters, first, pages_of)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines, media_type=kind, headers=headers)


async def _ask(visit: Visit, place: str, verb: str, **values: Any) -> Any:
    """Ask where the log lies, as whoever is signed in: of the website, here."""
    if place == WEB:
        site = visit.site
        return plain(ask(site.own_verbs, verb, values, site.now(), site.zone, visit.who))
    return await visit.ask(place, _PREFIX[place] + verb, **values)


async def _states(visit: Visit) -> list[dict[str, Any]]:
    """How each log was found when it was verified last."""
    found: dict[str, dict[str, Any]] = {}
    for place in dict.fromkeys(SYSTEMS.values()):
        try:
            found |= {one["system"]: one for one in await _ask(visit, place, "audit-verify", is_new=False)}
        except RoomsAway:
            continue
    nothing = {"is_running": False, "asked": None, "is_unbroken": None, "is_away": True}
    return [found.get(name, {"system": name, **nothing}) for name in SYSTEMS]


async def _pages(visit: Visit, filters: Filters) -> AsyncIterator[dict[str, Any]]:
    after: int | None = 0
    while after is not None:
        asked = filters.asked()
        page = await _ask(visit, SYSTEMS[filters.system], "audit", **asked, after=after, limit=_AT_ONCE)
        after = page["next"]
        yield page


async def _ndjson(
    visit: Visit, filters: Filters, first: dict[str, Any], rest: AsyncIterator[dict[str, Any]]
) -> AsyncIterator[str]:
    page = first
    yield _lines(page["entries"])
    async for page in rest:
        yield _lines(page["entries"])
    end = {"system": filters.system, "head": page["head"]["entries"], "chain": page["head"]["chain"]}
    left_out = {name: value for name, value in filters.given.items() if value}
    yield _lines([end | {"seal": page["head"]["seal"], "written": visit.now.isoformat(), "filters": left_out}])


async def _csv(first: dict[str, Any], rest: AsyncIterator[dict[str, Any]]) -> AsyncIterator[str]:
    yield _rows([_COLUMNS])
    yield _rows([[_cell(one[name]) for name in _COLUMNS] for one in first["entries"]])
    async for page in rest:
        yield _rows([[_cell(one[name]) for name in _COLUMNS] for one in page["entries"]])


def _lines(entries: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in entries)


def _rows(rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _cell(value: object) -> object:
    """What a spreadsheet would take for a formula is text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"} else value


def _who(told: str) -> tuple[str, str]:
    """Name and role of who did it; nobody for the system itself."""
    named = json.loads(told) if told else ["", ""]
    return str(named[0]), str(named[1])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
