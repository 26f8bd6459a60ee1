"""Files of rate plans: our own, in TOML, and OpenEI's, in JSON; imported ones lie beside the database as they came."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from hemsapp.domain.tariff import PlanFile, TariffInvalid, baseline_for, parse_plan
from hemsapp.exchange import urdb
from hemsapp.exchange.urdb_tiers import UrdbRefused
from hemsapp.rates import TariffVersion

FOLDER = "rates"
MOST_BYTES = 2_000_000


class RatesRefused(ValueError):
    """No plan of the file can be used; the text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class RatesRead:
    """The plans of a file, one for each region, `version` 0; what is to be known of them; records that were refused."""

    plans: tuple[TariffVersion, ...]
    notes: tuple[str, ...] = ()
    refused: tuple[urdb.NotImported, ...] = ()


def data_of(path: Path) -> bytes:
    """What is in a file that may hold rates. Raises RatesRefused, OSError."""
    if not path.is_file():
        raise RatesRefused(f"{path.name} is no file.")
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise RatesRefused(f"{path.name} is larger than a file of rates can be.")
    return data


def plans_of(data: bytes, name: str) -> RatesRead:
    """The plans in a file of that name. Raises RatesRefused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RatesRefused(f"{name} is not a text.") from None
    is_json = text.lstrip()[:1] == "{" or '"energyratestructure"' in text
    return _of_openei(text) if is_json else _of_toml(text)


def of_plan(plan: PlanFile, *, is_medical: bool = False) -> tuple[TariffVersion, ...]:
    """The plan once for each of its regions, the usual one first, with the medical allowance or without."""
    version = replace(plan.version, version=0)
    usual = version.baseline
    if usual is None:
        return (version,)
    regions = sorted((each.region for each in plan.baselines), key=lambda region: region != usual.region)
    return tuple(replace(version, baseline=baseline_for(plan, region, is_medical=is_medical)) for region in regions)


def imported(database: Path) -> Iterator[TariffVersion]:
    """Every plan that was imported beside that database, by the names of files; what cannot be read is left out."""
    for path in sorted((database.parent / FOLDER).glob("*")):
        try:
            yield from plans_of(data_of(path), path.name).plans
        except (RatesRefused, OSError):
            continue


def _of_openei(text: str) -> RatesRead:
    try:
        found = urdb.read(text)
    except UrdbRefused as refused:
        raise RatesRefused(str(refused)) from refused
    taken = [one for one in found if isinstance(one, urdb.Imported)]
    refused_ones = tuple(one for one in found if isinstance(one, urdb.NotImported))
    if not taken:
        first, others = refused_ones[0], len(refused_ones) - 1
        raise RatesRefused(f"{first.name}: {first.why}" + (f" Nor can the {others} others be used." if others else ""))
    notes = tuple(f"{one.plan.name}: {note}" for one in taken for note in one.notes)
    return RatesRead(tuple(one.plan for one in taken), notes, refused_ones)


def _of_toml(text: str) -> RatesRead:
    try:
        return RatesRead(of_plan(parse_plan(text)))
    except (TariffInvalid, RecursionError) as refused:
        raise RatesRefused(f"This plan cannot be used: {refused}.") from refused
