"""Later work, asked for in the transaction of the act: `ask`, `begin`, `finish`, `fail`."""

from .messages import ask, ask_again, begin, dead_reason, fail, finish, give_up, is_waiting

__all__ = ["ask", "ask_again", "begin", "dead_reason", "fail", "finish", "give_up", "is_waiting"]
