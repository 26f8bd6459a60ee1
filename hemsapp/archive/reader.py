"""Answers questions one by one on a thread of its own: neither the meter nor the screen waits for history."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from hemsapp.archive import answer
from hemsapp.archive.kept import Source
from hemsapp.clock import Clock
from hemsapp.questions import Answer, Question, Unanswered
from hemsapp.saying import say

Reply = Callable[[Answer], None]
NOTHING_KEPT = Unanswered(say("This display keeps no history."))


class Reader:
    """`catch_up` is called before each answer, on the engine's thread: what is asked for is in the store then.

    A question takes the place of an older one of its class for an equal `reply` that was not answered yet.
    """

    def __init__(self, source: Source | None, clock: Clock, catch_up: Callable[[], object]) -> None:
        self._source = source
        self._clock = clock
        self._catch_up = catch_up
        self._waiting: dict[tuple[type, Reply], Question] = {}
        self._asked = asyncio.Event()

    def put(self, question: Question, reply: Reply) -> None:
        """Take a question, on the engine's thread; `reply` is called there as well."""
        self._waiting.pop((type(question), reply), None)
        self._waiting[type(question), reply] = question
        self._asked.set()

    async def run(self) -> None:
        """Answer until cancelled; a mistake of ours in an answer is raised."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, "archive") as thread:
            while True:
                await self._asked.wait()
                if not self._waiting:
                    self._asked.clear()
                    continue
                key = next(iter(self._waiting))
                question = self._waiting.pop(key)
                if self._source is None:
                    key[1](NOTHING_KEPT)
                    continue
                self._catch_up()
                now = self._clock.now().utc
                key[1](await loop.run_in_executor(thread, answer, self._source, question, now))
