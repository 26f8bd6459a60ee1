"""Leaf widgets that know nothing of energy."""
