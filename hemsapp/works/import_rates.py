"""Taking rate plans in: a file is read whole, and lies then beside the database for the library to offer.

Nothing of it holds until a person saves a plan.
"""

import hashlib
import re
from pathlib import Path

from hemsapp.exchange import rate_files
from hemsapp.exchange.files import written
from hemsapp.exchange.rate_files import RatesRead, RatesRefused
from hemsapp.saying import in_order, say
from hemsapp.work import Task
from hemsapp.works.contract import Outcome, Progress, Surroundings, WorkRefused

_MOST_NAMED = 3
_MOST_FILES = 100


def import_rates(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Offer the plans of the task's file in the library. Raises WorkRefused, OSError."""
    path = Path(task.path)
    progress(0, 2)
    try:
        data = rate_files.data_of(path)
        found = rate_files.plans_of(data, path.name)
    except RatesRefused as refused:
        raise WorkRefused(say("{refused} Nothing was changed.", refused=str(refused))) from refused
    progress(1, 2)
    folder = around.source.path.parent / rate_files.FOLDER
    folder.mkdir(exist_ok=True)
    name = _name(path, data)
    if not (folder / name).exists():
        if len(list(folder.iterdir())) >= _MOST_FILES:
            raise WorkRefused(
                say("{count} files of rates were imported already. Nothing was changed.", count=_MOST_FILES)
            )
        with written(folder, name, len(data)) as (_, file):
            file.write(data)
    progress(2, 2)
    return Outcome(_sentence(found), str(folder / name))


def _name(path: Path, data: bytes) -> str:
    """The same for the same file, whatever it was called on its stick."""
    plain = re.sub(r"[^0-9A-Za-z]+", "-", path.stem).strip("-")[:40] or "rates"
    return f"{plain}-{hashlib.sha256(data).hexdigest()[:12]}{'.toml' if path.suffix == '.toml' else '.json'}"


def _sentence(found: RatesRead) -> str:
    """What came in, what was left out, what was taken otherwise than it stood."""
    names = list(dict.fromkeys(plan.name for plan in found.plans))
    shown: str = ", ".join(names[:_MOST_NAMED])
    if (more := len(names) - _MOST_NAMED) > 0:
        shown = say("{shown} and {count} more", shown=shown, count=more)
    return in_order(
        say("{shown}: ready in the library of Rates; nothing holds until you save it.", shown=shown),
        *(say("Left out: {name}. {why}", name=one.name, why=one.why) for one in found.refused[:_MOST_NAMED]),
        *found.notes[:_MOST_NAMED],
    )
