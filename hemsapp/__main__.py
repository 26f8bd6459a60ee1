"""The command line: every failure is one sentence, an exit code, and a place where more is written."""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

from hemsapp import logs
from hemsapp.cli.arguments import parser
from hemsapp.cli.exits import Exit, Refused
from hemsapp.config import ConfigInvalid
from hemsapp.database import StoreRefused
from hemsapp.work import RestartWanted

_EXITS = {ConfigInvalid: Exit.CONFIG, StoreRefused: Exit.DATABASE, RestartWanted: Exit.RESTART}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its module of hemsapp.cli has `run(arguments) -> exit code`."""
    os.umask(0o077)  # what we write concerns this home alone
    wish = parser().parse_args(arguments)
    try:
        return int(_run(wish))
    except Refused as refused:
        return _say(refused.code, str(refused))
    except (ConfigInvalid, StoreRefused, RestartWanted) as ended:
        return _say(next(code for kind, code in _EXITS.items() if isinstance(ended, kind)), str(ended))
    except KeyboardInterrupt:
        return Exit.OK
    except Exception as error:
        logging.getLogger(__name__).critical("the process ends: %r", error, exc_info=error)
        return _say(Exit.MISTAKE, f"Something went wrong that should not have ({error!r}). {_where()}")
    finally:
        logs.stop()


def _run(wish: argparse.Namespace) -> int:
    name = wish.command.replace("-", "_")
    code: int = importlib.import_module(f"hemsapp.cli.{name}").run(wish)
    return code


def _say(code: Exit, sentence: str) -> int:
    sys.stderr.write(f"hemsapp: {sentence}\n")
    return code


def _where() -> str:
    path = logs.path()
    return f"The log has all of it: {path}" if path else "The lines above, or the journal, have all of it."


if __name__ == "__main__":
    sys.exit(main())
