"""A screen that can only be switched on and off, by `wlr-randr` under a compositor such as cage."""

import subprocess
from collections.abc import Mapping

_PROGRAM = "wlr-randr"
_PATIENCE_S = 2.0


class WlrRandr:
    """The first output that the compositor knows; each method raises OSError with a sentence that says what to do."""

    def __init__(self, environment: Mapping[str, str], output: str = "") -> None:
        self._environment, self._output = dict(environment), output
        self._is_on = True

    @property
    def name(self) -> str:
        """The program, and its output once it is known."""
        return f"{_PROGRAM} {self._output}".strip()

    def show(self, percent: int) -> int:
        """Off for 0, on for everything else; the light that there is then, 0 or 100."""
        is_on = percent > 0
        if is_on is not self._is_on:
            self._switch(is_on=is_on)
        return 100 if is_on else 0

    def restore(self) -> None:
        """Switched on."""
        self.show(100)

    def _switch(self, *, is_on: bool) -> None:
        self._output = self._output or self._first_output()
        self._run("--output", self._output, "--on" if is_on else "--off")
        self._is_on = is_on

    def _first_output(self) -> str:
        """Outputs stand at the beginning of a line, what is known of them is indented."""
        told = self._run()
        names = [line.split()[0] for line in told.splitlines() if line[:1].strip()]
        if not names:
            raise OSError(f"{_PROGRAM} knows no output")
        return names[0]

    def _run(self, *arguments: str) -> str:
        """What it says; it answers within milliseconds, and is not waited for longer than a moment."""
        try:
            return subprocess.run(  # noqa: S603 - the only argument is an output's name, given by the compositor
                [_PROGRAM, *arguments],
                env=self._environment,
                capture_output=True,
                text=True,
                timeout=_PATIENCE_S,
                check=True,
            ).stdout
        except (OSError, subprocess.SubprocessError) as error:
            why = f"{' '.join([_PROGRAM, *arguments])} failed ({error})"
            raise OSError(f'{why}: apt-get install wlr-randr, or set [display] backlight = "none"') from error
