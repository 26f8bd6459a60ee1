"""A representative of a scenario: asks the desk what the console's pages ask, in objects and on the wire alike."""

from collections.abc import Awaitable, Callable
from typing import Any

from devices.sim.desk_phrases import AtDesk, Serves

Ask = Callable[..., Awaitable[Any]]
"""Ask the records a verb with its values; the answer in JSON's types."""


class Representative:
    """Serves the customer of one meter. Checks raise AssertionError with what is so instead."""

    def __init__(self, ask: Ask, meter_id: str) -> None:
        self._ask = ask
        self._meter_id = meter_id

    async def do(self, action: Serves) -> None:
        """Do it at the desk."""
        match action.what:
            case AtDesk.OPENS:
                account = await self._ask("account-of-meter", meter=self._meter_id)
                told = await self._ask("open-file", account=account["account"])
                assert told["homes"], f"account {account['account']} has no home"
            case AtDesk.SEES_STATUS:
                told = await self._ask("event-status", meter=self._meter_id, event=action.issuer_event_id)
                wrong = f"the desk shows #{action.issuer_event_id} {told['state']!r}, not {action.word!r}"
                assert told["state"] == action.word, wrong
            case AtDesk.TESTS:
                await self._ask("order-meter-test", meter=self._meter_id, event=action.issuer_event_id)
            case AtDesk.SEES_TEST:
                test = await self._test()
                assert test["state"] == action.word, f"the test of the meter {test['state']}, not {action.word}"
            case AtDesk.RECOVERS:
                test = await self._test()
                offered = ", ".join(test["offered"]) or "nothing"
                assert action.word in test["offered"], f"{action.word} is not offered, but {offered}"
                await self._ask("order-recovery", meter=self._meter_id, actions=[action.word], test=test["test"])
            case AtDesk.SEES_RECOVERY:
                assert (await self._test(is_mended=True))["recoveries"], "nothing was told of what the meter did"

    async def _test(self, *, is_mended: bool = False) -> dict[str, Any]:
        """The last test that was ordered at the desk; the last that the meter mended, if that is asked for."""
        known = await self._ask("meter-tests", meter=self._meter_id)
        numbers = [one["test"] for one in known if one["recoveries"] or not is_mended]
        assert numbers, "there is no such test of the meter"
        (shown,) = await self._ask("show-meter-test", test=numbers[0])
        assert isinstance(shown, dict)
        return shown
