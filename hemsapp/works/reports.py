"""A report for whoever is asked for help: what the home lived through in the last hours, without a secret in it."""

from zoneinfo import ZoneInfo

from hemsapp.archive.kept import Archive
from hemsapp.bundle import pack
from hemsapp.exchange import files
from hemsapp.saying import say
from hemsapp.work import Task
from hemsapp.works.contract import Outcome, Progress, Surroundings
from hemsapp.works.exports import folder_of

_EXPECTED_BYTES = 4_000_000


def save_report(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Write the report (a zip) into the task's folder; it can be played again elsewhere (`hemsapp replay-bundle`)."""
    local = around.now.astimezone(ZoneInfo(around.source.zone))
    name = f"hemsapp-report-{local:%Y-%m-%d-%H%M}.zip"
    progress(0, 2)
    folder = folder_of(around, task)
    with Archive(around.source, around.now) as archive, files.written(folder, name, _EXPECTED_BYTES) as (path, file):
        count = pack.write(archive, file)
        progress(1, 2)
    progress(2, 2)
    return Outcome(
        say(
            "{name} tells of the last 6 hours: {count} messages, no keys, no names, no addresses.",
            name=path.name,
            count=count,
        ),
        str(path),
    )
