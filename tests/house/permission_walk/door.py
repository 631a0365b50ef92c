"""One address of the portal as it can be asked for."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

NOTHING = "-"


@dataclass(frozen=True)
class Door:
    """``whose`` says on what the address points, "-" for nothing owned. ``body`` is what POST
    sends, JSON where it is a text: enough that the guard, not the form, decides."""

    name: str
    whose: str = NOTHING
    args: tuple[Any, ...] = ()
    body: dict[str, Any] | str = field(default_factory=dict)
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.name, args=self.args) + (f"?{self.query}" if self.query else "")
