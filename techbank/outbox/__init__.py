"""Background tasks of the act's transaction: `ask`, `claim`, `begin`, `finish`, `fail`."""

from .claims import claim
from .messages import (
    ask,
    ask_again,
    ask_in_bulk,
    begin,
    dead_reason,
    fail,
    finish,
    give_up,
    is_waiting,
    last_error,
)

__all__ = [
    "ask",
    "ask_again",
    "ask_in_bulk",
    "begin",
    "claim",
    "dead_reason",
    "fail",
    "finish",
    "give_up",
    "is_waiting",
    "last_error",
]
