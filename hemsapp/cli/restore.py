"""`hemsapp restore FILE`: a sealed backup is taken up, here or on another machine."""

from hemsapp.cli.backup import restore as run

__all__ = ["run"]
