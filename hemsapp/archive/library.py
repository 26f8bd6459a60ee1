"""LibraryWanted: the rate plans that come with this display, and those that were imported."""

from hemsapp.archive.kept import Archive
from hemsapp.domain.tariff import parse_plan
from hemsapp.exchange.rate_files import imported, of_plan
from hemsapp.questions import LibraryShown, LibraryWanted
from resources import tariffs


def library(archive: Archive, _: LibraryWanted) -> LibraryShown:
    """Imported plans first; a plan of several regions stands once for each, its usual one first (C1FR34b)."""
    files = [parse_plan(tariffs.read(name)) for name in tariffs.names()]
    own = tuple(imported(archive.source.path))
    shipped = tuple(plan for file in files for plan in of_plan(file))
    medical = tuple(plan for file in files for plan in of_plan(file, is_medical=True))
    granted = (plan.baseline.medical_wh_per_day if plan.baseline else 0 for plan in (*own, *medical))
    return LibraryShown((*own, *shipped), tuple(granted))
