"""`hemsapp passport`: print the home's passport, signed; or verify one."""

import argparse
import os
import sqlite3
import sys
from pathlib import Path

from hemsapp import archive, receipt_key
from hemsapp import config as configuration
from hemsapp.cli.assembly import settings_of, source_of
from hemsapp.cli.exits import Exit, Refused
from hemsapp.clock import Clock
from hemsapp.passport.contents import Passport, PassportInvalid
from hemsapp.passport.seal import PREFIX, confirmed, verified
from hemsapp.questions import PassportShown, PassportWanted, Unanswered


def run(wish: argparse.Namespace) -> int:
    """Print, or verify. Raises Refused."""
    return _verify(wish) if wish.action == "verify" else _print(wish)


def _print(wish: argparse.Namespace) -> int:
    config = configuration.load(wish.config)
    clock = Clock()
    source = source_of(config, settings_of(config, clock.speed, is_pin_set=False))
    try:
        shown = archive.answer(source, PassportWanted(), clock.now().utc)
    except sqlite3.OperationalError as error:
        raise Refused(Exit.DATABASE, f"{source.path}: {error}.") from error
    if not isinstance(shown, PassportShown):
        why = shown.sentence if isinstance(shown, Unanswered) else "There is no answer."
        raise Refused(Exit.TO_DO, why)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - Qt reads its platform when it starts

    from ui import i18n  # noqa: PLC0415 - the same
    from ui.passport import print as press  # noqa: PLC0415 - the same

    application = QApplication([])
    i18n.use(i18n.Style(wish.language))
    try:
        pages = press.write(wish.pdf, shown.passport, shown.seal)
    except OSError as error:
        raise Refused(Exit.USAGE, str(error)) from error
    finally:
        application.shutdown()
    sys.stdout.write(f"{wish.pdf}: {pages} page(s), signed by the key {shown.passport.key}\n")
    return Exit.OK


def _verify(wish: argparse.Namespace) -> int:
    public = _public(wish)
    try:
        if wish.file.startswith(PREFIX):
            seal = verified(wish.file, public)
            sys.stdout.write(f"Signed {seal.made}, rehearsal {seal.verdict}, SHA-256 {seal.digest.hex()}.\n")
            return Exit.OK
        from ui.passport.reading import opened  # noqa: PLC0415 - only who has a file needs it

        passport, text = opened(Path(wish.file))
        confirmed(passport, text, public)
    except (PassportInvalid, OSError) as error:
        raise Refused(Exit.PASSPORT, f"{wish.file[:60]}: {error}.") from error
    sys.stdout.write(_told(passport))
    return Exit.OK


def _told(passport: Passport) -> str:
    """What was signed, to be compared with the paper."""
    lines = [f"Genuine: signed {passport.made} by the key {passport.key}.", f"home  {passport.home} ({passport.zone})"]
    for each in passport.devices:
        heard = f"answered {each.answered} of {each.asked}" if each.asked else "not asked yet"
        runs = f"  firmware {each.firmware}" if each.firmware else ""
        lines.append(f"{each.device}  {each.kind}  {each.manufacturer} {each.model}  {each.name}  {heard}{runs}")
    lines += [
        f"{row.device}/{row.endpoint} 0x{row.cluster:04x} -> {row.target}/{row.target_endpoint}"
        for row in passport.bindings
    ]
    lines += [
        f"{row.device}/{row.endpoint} 0x{row.cluster:04x} 0x{row.attribute:04x} each {row.min_s} to {row.max_s} s"
        for row in passport.reports
    ]
    lines += [f"key {each.purpose}  {each.fingerprint}" for each in passport.keys]
    found = passport.rehearsal
    told = "none" if found is None else f"{found.verdict}, {found.receipts} of {found.receipts_owed} receipts"
    return "\n".join([*lines, f"rehearsal  {told}", ""])


def _public(wish: argparse.Namespace) -> bytes:
    """The key that was named, else this display's own."""
    if wish.key:
        try:
            return bytes.fromhex(wish.key)
        except ValueError:
            raise Refused(Exit.USAGE, "--key is the display's public key: 33 octets in hexadecimal.") from None
    config = configuration.load(wish.config)
    key = receipt_key.read_key(config.store.receipt_key)
    if key is None:
        raise Refused(Exit.USAGE, f"{config.store.receipt_key} is not there: name the display's public key with --key.")
    return key.public
