"""What is known before the engine spoke: nothing."""

from hemsapp.snapshot.blank import blank, is_blank

__all__ = ["blank", "is_blank"]
