"""Long work on any page: what runs, how far it is, how it ended."""

from hemsapp.commands import StopWork
from hemsapp.snapshot import Snapshot
from hemsapp.work import WorkKind
from ui import i18n
from ui.i18n import said, words
from ui.views import Tone, WorkCardView


def work_card(snapshot: Snapshot, *kinds: WorkKind) -> WorkCardView | None:
    """The work of one of those kinds (none named: of any) that runs, or that ended and was not put away."""
    work = snapshot.work
    if work is None or (kinds and work.task.kind not in kinds):
        return None
    name = work.task.kind.name.lower()
    if work.ended is not None:
        tone = Tone.DONE if work.problem is None else Tone.ATTENTION
        return WorkCardView(said(work.problem or work.result), "", 1.0, words("work.ok"), tone, is_over=True)
    share = work.done / work.total if work.total else 0.0
    return WorkCardView(words(f"work.{name}"), i18n.percent(int(share * 100)), share, words("work.stop"))


def put_away() -> StopWork:
    """Stop what runs, with nothing changed, or put away how it ended."""
    return StopWork()
