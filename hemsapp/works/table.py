"""Which function does which long work; a kind without a row here is refused with a sentence."""

from hemsapp.work import WorkKind
from hemsapp.works.contract import WorkFunction

WORKS: dict[WorkKind, WorkFunction] = {}
