"""What the process tells its parent on exit."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes; packaging/README.md and `hemsapp --help` list them for people."""

    OK = 0
    MISTAKE = 1
    USAGE = 2
    CONFIG = 3
    DATABASE = 4
    SCREEN = 5
    SIMULATOR = 6
    TO_DO = 7
    SCENARIO = 8
    RESTART = 9
    REPLAY = 10
    PASSPORT = 11


MEANINGS = {
    Exit.OK: "all is well",
    Exit.MISTAKE: "a mistake of hemsapp itself; the log has it",
    Exit.USAGE: "the command line was not understood",
    Exit.CONFIG: "the configuration was refused",
    Exit.DATABASE: "the database was refused, or its disk does not serve",
    Exit.SCREEN: "there is no screen to show anything on",
    Exit.SIMULATOR: "the simulator did not start, or ended",
    Exit.TO_DO: "doctor found something to do",
    Exit.SCENARIO: "a scenario did not go as it is written",
    Exit.RESTART: "it is to be started again: a backup waits to be taken up",
    Exit.REPLAY: "a recorded session did not show again what it showed",
    Exit.PASSPORT: "a passport is not genuine",
}


class Refused(Exception):
    """A command cannot go on; the text is one sentence for a person."""

    def __init__(self, code: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
