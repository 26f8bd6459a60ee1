"""The panels of the settings for the PIN, and for backup and version."""

from importlib.metadata import version

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters.frame import Page
from ui.presenters.pin import Goal
from ui.presenters.settings_panels import Opening, Wish
from ui.views import ButtonKind, ButtonView, ListRowView, Tone
from ui.views.settings import ButtonPart, Part, RowPart, Say, WordsPart

VERSION = version("hemsapp")


class PinPanel:
    """Set, change or remove the PIN before what an installer sets."""

    key, icon = "pin", "key-round"

    def value(self, snapshot: Snapshot, now: Moment) -> str:  # noqa: ARG002 - a PIN has no age
        """Is there one?"""
        return words("kit.on" if snapshot.preferences.is_pin_set else "kit.off")

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:  # noqa: ARG002 - nor has the rest
        """What it guards, what it never does, and the buttons."""
        head = (
            WordsPart("pin.guards", words("pin.guards"), Say.TEXT),
            WordsPart("pin.free", words("pin.free")),
        )
        foot = WordsPart("pin.forgotten", words("pin.forgotten"))
        if not snapshot.preferences.is_pin_set:
            return (*head, ButtonPart("pin.set", ButtonView(words("pin.set"), ButtonKind.PRIMARY)), foot)
        return (
            *head,
            ButtonPart("pin.change", ButtonView(words("pin.change"))),
            ButtonPart("pin.remove", ButtonView(words("pin.remove"), ButtonKind.OUTLINE)),
            foot,
        )

    def chosen(self, name: str, value: int) -> Wish:  # noqa: ARG002 - a button has no value
        """Type it."""
        return {"pin.set": Goal.SET, "pin.change": Goal.CHANGE, "pin.remove": Goal.REMOVE}.get(name)


class BackupPanel:
    """When the home's data was backed up last, the way to it, and which software this is."""

    key, icon = "backup", "save"

    def value(self, snapshot: Snapshot, now: Moment) -> str:
        """The day of the last backup."""
        return backed_up(snapshot, now) or words("backup.never")

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:
        """The last backup, the way to the data, the version."""
        icon = "lock" if snapshot.preferences.is_pin_set else "save"
        last = backed_up(snapshot, now) or words("backup.never")
        return (
            RowPart("backup.last", ListRowView(words("backup.last"), value=last, value_tone=Tone.INK)),
            WordsPart("backup.nightly", words("backup.nightly")),
            ButtonPart("backup.data", ButtonView(words("backup.data"), icon=icon)),
            RowPart("backup.version", ListRowView(words("backup.version"), value=VERSION, has_rule=True)),
            WordsPart("backup.update", words("backup.update")),
        )

    def chosen(self, name: str, value: int) -> Wish:  # noqa: ARG002 - a button has no value
        """To the page of the data."""
        return Opening(Page.DATA) if name == "backup.data" else None


def backed_up(snapshot: Snapshot, now: Moment) -> str:
    """`Today`, `Yesterday`, `12 Jul`: the day of the last backup, "" if there was none."""
    day, zone = snapshot.health.backed_up, snapshot.preferences.zone
    if day is None or not zone:
        return ""
    ago = (i18n.local(now.utc, zone).date() - day).days
    return words("backup.today") if ago == 0 else words("backup.yesterday") if ago == 1 else i18n.day_month(day)
