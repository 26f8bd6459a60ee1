"""A task that is told to end ends, also when it loses the first word of it."""

import asyncio

from devices.ending import ended


async def test_a_task_that_loses_a_cancellation_is_told_again() -> None:
    lost: list[str] = []

    async def deaf_once() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            lost.append("once")
        await asyncio.sleep(60)

    task = asyncio.ensure_future(deaf_once())
    await asyncio.sleep(0)
    await ended(task)
    assert (lost, task.cancelled()) == (["once"], True)


async def test_what_a_task_raised_is_not_raised_again() -> None:
    async def fails() -> None:
        raise ValueError("broken")

    task = asyncio.ensure_future(fails())
    await asyncio.sleep(0)
    await ended(task)
    assert isinstance(task.exception(), ValueError)
