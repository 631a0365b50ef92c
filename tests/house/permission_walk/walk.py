"""Walking through every door as everybody, each time as if it were the only time."""

import csv
import time
from collections.abc import Callable, Iterable, Iterator
from http.cookies import SimpleCookie
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import translation

from partners.models import User

from .doors import METHODS, Door
from .stage import ACTORS, Stage

Look = Callable[[Any], None]
Cell = tuple[str, str, str, str]
WORDS = {403: "refused", 404: "hidden", 405: "not-allowed", 409: "state", 400: "bad"}


def _proofs(person: User) -> list[dict[str, Any]]:
    """As after a password and a second factor of this minute."""
    now = time.time()
    password = {"method": "password", "at": now, "reauthenticated": True}
    return [password, {"method": "mfa", "type": "totp", "at": now, "reauthenticated": True}]


class Walkers:
    """A browser for every actor. Every request is undone, and no cookie stays."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        # One browser for all: each would load the middleware again, which took half the time.
        self.client = Client(raise_request_exception=False)
        self.sessions = {name: self._sign_in(stage.actor(name)) for name in ACTORS}

    def _sign_in(self, person: User | None) -> str:
        """The session's key. A disabled person signed in before that."""
        if person is None:
            return ""
        client, active = Client(), person.is_active
        person.is_active = True
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        person.is_active = active
        session = client.session
        session["account_authentication_methods"] = _proofs(person)
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return str(session.session_key)

    def browser(self, actor: str) -> Client:
        key = self.sessions[actor]
        self.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: key} if key else {})
        return self.client

    def ask(
        self, actor: str, method: str, url: str, body: Any = None, look: Look | None = None
    ) -> HttpResponseBase:
        """The answer, with nothing left behind; ``look`` sees the database before that."""
        browser = self.browser(actor)
        with translation.override("en"), transaction.atomic():
            answer: Any = getattr(browser, method.lower())(url, **_sent(method, body))
            if getattr(answer, "streaming", False):
                answer.whole = b"".join(answer.streaming_content)
            if look is not None:
                look(answer)
            transaction.set_rollback(True)
        return cast(HttpResponseBase, answer)


def _sent(method: str, body: Any) -> dict[str, Any]:
    """What goes with a request: form fields, or JSON where the body is a text."""
    if method != "POST":
        return {}
    json = {"content_type": "application/json"} if isinstance(body, str) else {}
    return {"data": body, **json}


def content_of(answer: Any) -> bytes:
    """What was sent, also of a streamed answer that ``ask`` has read."""
    return bytes(answer.whole if answer.streaming else answer.content)


def word(answer: HttpResponseBase, door: Door) -> str:
    """What the actor got, as the table says it."""
    code = answer.status_code
    if code in WORDS:
        return WORDS[code]
    place = answer.headers.get("Location", "")
    if code == 401 or place.startswith(reverse("account_login")):
        return "sign-in"
    own_page = door.name.startswith(("mfa_", "account_"))
    if place == reverse("mfa_activate_totp") and not own_page:
        return "second-factor"
    proofs = (reverse("account_reauthenticate"), reverse("mfa_reauthenticate"))
    if place.startswith(proofs) and not own_page:
        return "proof"
    return "yes" if 200 <= code < 400 else f"broken ({code})"


def walk(
    walkers: Walkers,
    doors: Iterable[Door],
    actors: Iterable[str] = tuple(ACTORS),
    look: Look | None = None,
) -> Iterator[tuple[Cell, str]]:
    """Every door × method × actor with what came of it."""
    for door in doors:
        for method in METHODS:
            for actor in actors:
                answer = walkers.ask(actor, method, door.url, door.body, look)
                yield (door.name, method, door.whose, actor), word(answer, door)


def write_table(cells: dict[Cell, str], file: Any) -> None:
    """The table as it is declared: a row an address, method and thing; a column an actor."""
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["address", "method", "whose", *ACTORS])
    for row in dict.fromkeys(cell[:3] for cell in cells):
        out.writerow([*row, *(cells[(*row, actor)] for actor in ACTORS)])


def cells_of(table: list[list[str]]) -> dict[Cell, str]:
    """The declared table, cell by cell."""
    header, *rows = table
    return {
        (row[0], row[1], row[2], actor): item
        for row in rows
        for actor, item in zip(header[3:], row[3:], strict=True)
    }


def differences(declared: dict[Cell, str], cells: dict[Cell, str], *, longest: int = 60) -> str:
    """One line a cell that is not as declared; empty when all are."""
    lines = [
        f"{' '.join(cell[:2])} ({cell[2]}) as {cell[3]}: declared {declared.get(cell, 'nothing')},"
        f" got {got}"
        for cell, got in cells.items()
        if declared.get(cell) != got
    ]
    more = [f"… and {len(lines) - longest} more"] if len(lines) > longest else []
    return "\n".join([*lines[:longest], *more])
