"""The trail: who did what, when, in which role, chained so that a change shows."""

from .record import record

__all__ = ["record"]
