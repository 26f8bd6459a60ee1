"""Where files can go and come from, asked by a page."""

from hemsapp.archive.kept import Archive
from hemsapp.exchange.places import places
from hemsapp.questions import PlacesShown, PlacesWanted


def places_shown(archive: Archive, _: PlacesWanted) -> PlacesShown:
    """The sticks that are plugged in, and the folder of the settings."""
    return PlacesShown(places(archive.source.files))
