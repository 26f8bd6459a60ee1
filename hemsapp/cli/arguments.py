"""What a person can type, and the help for it."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from hemsapp.cli.exits import MEANINGS

CONFIG = Path("/etc/hemsapp/hemsapp.toml")
LANGUAGES = ("en-US", "es-US", "fr-CA")
SIZES = ("800x480", "1024x600", "1280x800")


def parser() -> argparse.ArgumentParser:
    """The whole command line; `command` names a module of hemsapp.cli."""
    codes = "\n".join(f"  {code:d}  {meaning}" for code, meaning in MEANINGS.items())
    whole = argparse.ArgumentParser(
        prog="hemsapp",
        description="A home energy display: what power costs, read from the utility's meter over Zigbee.",
        epilog=f"exit codes:\n{codes}\n\nTry `hemsapp demo` first: it needs no meter, no dongle and no configuration.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"hemsapp {version('hemsapp')}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (duty, declare) in _COMMANDS.items():
        declare(commands.add_parser(name, help=duty, description=f"{duty[0].upper()}{duty[1:]}."))
    return whole


def _demo(demo: argparse.ArgumentParser) -> None:
    demo.add_argument(
        "--speed", type=_positive, metavar="N", help="run the house's time N times faster (60; without an event 1)"
    )
    demo.add_argument("--no-event", action="store_true", help="an ordinary day: the utility announces nothing")
    demo.add_argument("--seed", type=int, metavar="N", help="another number, another household (1)")
    demo.add_argument(
        "--scenario",
        metavar="NAME|FILE",
        help="play this in the window (see `scenario list`), in objects: its time can be steered (docs/automation.md)",
    )
    demo.add_argument(
        "--neighbours", type=int, default=40, metavar="N", help="how many other homes the utility has (40)"
    )
    demo.add_argument("--start", type=_instant, metavar="ISO", help="begin at this time, such as 2026-07-13T17:55:00Z")
    demo.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="write down what is done at the screen, for `hemsapp replay`",
    )
    demo.add_argument("--size", choices=SIZES, default="1024x600", help="the window's size (1024x600)")
    demo.add_argument("--keep", type=Path, metavar="DIR", help="keep database and logs here, and go on from them")
    _looks(demo)
    demo.add_argument("--headless", action="store_true", help="no screen at all")
    _ends(demo)


def _utility(utility: argparse.ArgumentParser) -> None:
    utility.add_argument("--listen", metavar="HOST:PORT", help="where its website listens (127.0.0.1:8096)")
    utility.add_argument("--speed", type=_positive, default=1.0, metavar="N", help="run its time N times faster (1)")
    utility.add_argument("--start", type=_instant, metavar="ISO", help="begin at this time (now)")
    utility.add_argument("--neighbours", type=int, default=200, metavar="N", help="how many other homes it has (200)")
    utility.add_argument("--keep", type=Path, metavar="DIR", help="keep its files here, and go on from them")
    utility.add_argument("--for", type=_positive, dest="seconds", metavar="SECONDS", help="end after so many seconds")


def _replay(replay: argparse.ArgumentParser) -> None:
    replay.add_argument("recording", type=Path, metavar="FILE", help="what `hemsapp demo --record` wrote")
    replay.add_argument("--speed", type=_positive, metavar="N", help="N times faster than life; without it, at once")
    replay.add_argument("--size", choices=SIZES, help="another window size than the recorded one")
    replay.add_argument(
        "--secret", action="append", default=[], metavar="TEXT", help="what was typed in secret, in its order"
    )


def _passport(passport: argparse.ArgumentParser) -> None:
    actions = passport.add_subparsers(dest="action", required=True, metavar="ACTION")
    printed = actions.add_parser("print", help="write it as a PDF, signed by this display")
    _config(printed)
    printed.add_argument("--pdf", type=Path, required=True, metavar="OUT", help="the file to write")
    printed.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help=f"its language ({LANGUAGES[0]})")
    checked = actions.add_parser("verify", help="is it genuine, and what was signed?")
    _config(checked)
    checked.add_argument("file", metavar="FILE|TEXT", help="the PDF, or the text of its QR code")
    checked.add_argument("--key", default="", metavar="HEX", help="the display's public key (this display's own)")


def _firmware(firmware: argparse.ArgumentParser) -> None:
    firmware.add_argument("folder", type=Path, metavar="DIR", help="a folder with manifest.toml (docs/firmware.md)")
    firmware.add_argument("--signer", type=Path, metavar="KEY", help="believe only what this key's owner signed (PEM)")


def _bundle(bundle: argparse.ArgumentParser) -> None:
    _config(bundle)
    bundle.add_argument("file", type=Path, metavar="FILE", help="the file to write: a zip, without secrets")


def _replay_bundle(replay: argparse.ArgumentParser) -> None:
    replay.add_argument("report", type=Path, metavar="FILE", help="what `hemsapp bundle`, or Save report, wrote")
    replay.add_argument("--scenario", type=Path, metavar="OUT", help="write down the scenario that is played")


def _kiosk(kiosk: argparse.ArgumentParser) -> None:
    _config(kiosk)
    _looks(kiosk)


def _companion(companion: argparse.ArgumentParser) -> None:
    _config(companion)
    companion.add_argument(
        "--folder", type=Path, metavar="DIR", help="no configuration: keep everything here, in a window (to try it)"
    )
    companion.add_argument("--main", metavar="ADDRESS", help="the main display's address, until another one is typed")
    companion.add_argument("--name", metavar="NAME", help="what the other displays call this one")
    companion.add_argument("--size", choices=SIZES, default="1024x600", help="the window's size with --folder")
    _looks(companion)


def _headless(headless: argparse.ArgumentParser) -> None:
    _config(headless)
    _ends(headless)


def _doctor(doctor: argparse.ArgumentParser) -> None:
    _config(doctor)


def _pin(pin: argparse.ArgumentParser) -> None:
    _config(pin)
    pin.add_argument("--reset", action="store_true", required=True, help="forget the PIN; nothing else changes")


def _backup(backup: argparse.ArgumentParser) -> None:
    _config(backup)
    backup.add_argument(
        "--seal", type=Path, required=True, metavar="FILE", help="the file to write, sealed with a passphrase"
    )


def _restore(restore: argparse.ArgumentParser) -> None:
    restore.add_argument("file", type=Path, metavar="FILE", help="what `hemsapp backup --seal` wrote")
    _config(restore)


def _log(log: argparse.ArgumentParser) -> None:
    actions = log.add_subparsers(dest="action", required=True, metavar="ACTION")
    _config(actions.add_parser("verify", help="look whether every entry is there, unaltered"))
    export = actions.add_parser("export", help="write every entry as a line of JSON")
    export.add_argument("file", type=Path, metavar="FILE", help="the file to write")
    _config(export)


def _gallery(gallery: argparse.ArgumentParser) -> None:
    gallery.add_argument("directory", type=Path, metavar="DIR", help="where the pictures go")
    gallery.add_argument("--docs", action="store_true", help="only the choice that docs/screens shows, and its page")


def _manual(manual: argparse.ArgumentParser) -> None:
    _config(manual)
    manual.add_argument("--pdf", type=Path, required=True, metavar="OUT", help="the file to write")
    manual.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help=f"its language ({LANGUAGES[0]})")


def _scenario(scenario: argparse.ArgumentParser) -> None:
    actions = scenario.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="the scenarios that ship")
    play = actions.add_parser("run", help="play one, and report what every system logged")
    play.add_argument(
        "scenario", metavar="NAME|FILE", help="p1, p2, p3, ... (see list), or a text file (docs/scenarios.md)"
    )
    play.add_argument(
        "--wire", action="store_true", help="real processes: broker, head end, dongle, meter, Zigbee stack"
    )
    play.add_argument("--speed", type=_positive, default=60.0, metavar="N", help="on the wire: N times faster (60)")
    play.add_argument(
        "--trace", type=Path, metavar="OUT", help="a UML sequence diagram (.svg), or the journals (.jsonl)"
    )


def _config(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config",
        type=Path,
        default=CONFIG,
        metavar="FILE",
        help=f"the configuration ({CONFIG}); a sample is in packaging/",
    )


def _looks(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="save a picture of every screen there, and end"
    )
    command.add_argument(
        "--automation", type=int, metavar="PORT", help="open a door for programs on 127.0.0.1 (docs/automation.md)"
    )


def _ends(command: argparse.ArgumentParser) -> None:
    command.add_argument("--for", type=_positive, dest="seconds", metavar="SECONDS", help="end after so many seconds")
    command.add_argument("--state", action="store_true", help="print what is known, as JSON, at the end")


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return value


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no time such as 2026-07-13T17:55:00Z") from None
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} does not say in which zone: end it with Z, or +hh:mm")
    return instant.astimezone(UTC)


_COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "demo": ("a simulated house, meter and dongle, and the display that reads them", _demo),
    "utility": ("a whole utility: head end, records, website, a meter, homes with a past", _utility),
    "kiosk": ("the display on the wall, on a real dongle", _kiosk),
    "companion": ("another display of the same home, without a dongle (docs/several-displays.md)", _companion),
    "headless": ("the same without a screen", _headless),
    "doctor": ("check this machine, and say what to do about what is wrong", _doctor),
    "pin": ("reset a forgotten PIN", _pin),
    "backup": ("seal the whole home into one file", _backup),
    "restore": ("take a sealed backup up, here or on another machine", _restore),
    "log": ("verify or export the audit log", _log),
    "scenario": ("play an event on the whole loop, and report every step", _scenario),
    "replay": ("do a recorded session again, and compare what is shown", _replay),
    "passport": ("a home's passport: what was installed and proven, signed", _passport),
    "firmware": ("which upgrade files of a folder may be given to devices", _firmware),
    "bundle": ("save a report of the last hours for whoever helps", _bundle),
    "replay-bundle": ("play such a report in a simulated home, and see the same fault", _replay_bundle),
    "manual": ("print the users' manual", _manual),
    "gallery": ("save pictures of every widget in every state", _gallery),
}
