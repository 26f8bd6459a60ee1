"""A list of devices is read from a stick or folder, and kept sealed until they join."""

from pathlib import Path

from devices.sealing import sealer_of
from hemsapp.exchange.label_lists import read
from hemsapp.label_box import NAME, LabelBox
from hemsapp.saying import in_order, say
from hemsapp.work import Task
from hemsapp.works.contract import Outcome, Progress, Surroundings, WorkRefused

MOST_FAULTS = 3


def import_labels(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Take every label that can be read; the lines that cannot are told, with what to do about each."""
    path = Path(task.path)
    found = read(path)
    progress(1, 2)
    faults = found.faults[:MOST_FAULTS]
    if not found.labels:
        raise WorkRefused(
            say("{name} holds no device that could be read. {first}", name=path.name, first=in_order(*faults))
        )
    home = around.source.path
    key = around.source.key or home.with_name("machine.key")
    LabelBox(home.with_name(NAME), sealer_of(key)).add(found.labels)
    count = len(found.labels)
    told = say("{count} devices of {name} wait to be let in.", count=count, name=path.name)
    if count == 1:
        told = say("One device of {name} waits to be let in.", name=path.name)
    return Outcome(in_order(told, *faults), str(path))
