"""A concentrator: the system of the utility link that stands between the head end and a neighbourhood of meters."""
