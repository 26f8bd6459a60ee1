"""LibraryWanted: the rate plans that come with this display, and those that were imported."""

from hemsapp.archive.kept import Archive
from hemsapp.domain.tariff import parse_plan
from hemsapp.exchange.rate_files import imported, of_plan
from hemsapp.questions import LibraryShown, LibraryWanted
from resources import tariffs


def library(archive: Archive, _: LibraryWanted) -> LibraryShown:
    """Imported plans first; a plan of several regions stands once for each, its usual one first (C1FR34b)."""
    shipped = (plan for name in tariffs.names() for plan in of_plan(parse_plan(tariffs.read(name))))
    return LibraryShown((*imported(archive.source.path), *shipped))
