"""Chance from a seed: the same words, the same luck."""

import random


def seeded(*words: object) -> random.Random:
    """A generator that depends on the words alone."""
    return random.Random("/".join(map(str, words)))  # noqa: S311 - a simulation, and it must repeat itself
