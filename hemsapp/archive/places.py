"""Where files can go and come from, asked by a page."""

from hemsapp.archive.kept import Archive
from hemsapp.exchange.backup import nightly_folder
from hemsapp.exchange.places import places
from hemsapp.questions import PlacesShown, PlacesWanted


def places_shown(archive: Archive, _: PlacesWanted) -> PlacesShown:
    """The sticks that are plugged in, the folder of the settings, the backups of the nights."""
    return PlacesShown(places(archive.source.files, nightly_folder(archive.source.path)))
