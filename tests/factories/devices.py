"""A device somebody writes on, as the portal's own module behaves: text in hand, a queue, retries.

It keeps what is typed until the server has answered for it, sends a write again under the same
UUID when no answer came, and shows a merge when somebody else was quicker.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client

from assessments.models import Answer, Assessment, Need
from partners.models import User
from tests.factories.cast import enter


@dataclass(frozen=True)
class Address:
    """Where a text belongs: a question's key, or a field of a need."""

    key: str = ""
    need: str = ""
    field: str = ""

    @property
    def payload(self) -> dict[str, str]:
        if self.key:
            return {"key": self.key}
        return {"kind": "need", "record": self.need, "field": self.field}

    def version(self, dossier: Assessment) -> int:
        """What the server calls the newest version."""
        if self.key:
            rows = Answer.objects.filter(assessment=dossier, key=self.key)
            return rows.values_list("version", flat=True).first() or 0
        return Need.objects.get(pk=self.need).version


@dataclass
class Write:
    uuid: str
    text: str
    base: int


@dataclass
class Field:
    """One field as the device holds it: ``draft`` is typed and not answered for yet."""

    base: int
    draft: str | None = None
    sent: Write | None = None
    merge: dict[str, Any] | None = None
    refused: list[str] = field(default_factory=list)


class Device:
    """A tab. Closing it loses nothing but what the browser had not kept, and it keeps at once."""

    def __init__(self, dossier: Assessment, person: User) -> None:
        self.dossier, self.person = dossier, person
        self.browser = Client()
        self.fields: dict[Address, Field] = {}
        self.outcomes: Counter[str] = Counter()
        self.sign_in()

    def sign_in(self) -> None:
        enter(self.browser, self.person)

    def sign_out(self) -> None:
        self.browser.cookies.pop(settings.SESSION_COOKIE_NAME, None)

    def open(self, address: Address) -> None:
        """The page is opened again: the version of now, unless something typed waits here."""
        held = self.fields.get(address)
        if held is None:
            self.fields[address] = Field(address.version(self.dossier))
        elif held.draft is None and held.sent is None and held.merge is None:
            held.base = address.version(self.dossier)

    def type(self, address: Address, text: str) -> None:
        self.fields[address].draft = text

    def send(self, address: Address, network: str) -> None:
        """One attempt. ``network``: fine, request lost, answer lost, or sent twice."""
        held = self.fields[address]
        if held.merge is not None or (held.draft is None and held.sent is None):
            return
        if held.sent is None:
            held.sent, held.draft = Write(str(uuid4()), held.draft or "", held.base), None
        if network != "fine":
            self.outcomes[network] += 1
        if network == "request lost":
            return
        answer = self._post(address, held.sent)
        if network == "sent twice":
            answer = self._post(address, held.sent)
        if network == "answer lost":
            return
        self._heard(held, answer)

    def _post(self, address: Address, write: Write) -> Any:
        values = {
            "client_uuid": write.uuid,
            "value": write.text,
            "base_version": write.base,
            **address.payload,
        }
        return self.browser.post(
            f"/assessments/{self.dossier.pk}/saves/",
            json.dumps(values),
            content_type="application/json",
            headers={"Accept": "application/json"},
        )

    def _heard(self, held: Field, answer: Any) -> None:
        assert held.sent is not None
        payload = answer.json()
        self.outcomes[payload["outcome"]] += 1
        if answer.status_code == 401:
            return  # Stored until they sign in again.
        assert payload["client_uuid"] == held.sent.uuid, payload
        if answer.status_code == 200:
            held.base, held.sent = payload["version"], None
        elif answer.status_code == 409:
            held.merge = {
                "mine": held.sent.text,
                "theirs": payload["theirs"],
                "at": payload["version"],
            }
        elif answer.status_code == 422:
            held.sent = None
        else:
            assert answer.status_code == 403, payload
            held.refused.append(held.sent.text)
            held.sent = None

    def settle(self, address: Address, how: str) -> None:
        """Decide a merge: mine, theirs or both."""
        held = self.fields[address]
        if held.merge is None:
            return
        mine, theirs = held.merge["mine"], held.merge["theirs"]
        held.base, held.sent = held.merge["at"], None
        held.merge = None
        if how != "theirs":
            text = mine if how == "mine" else f"{theirs} {mine}"
            held.draft = f"{text} {held.draft}" if held.draft else text

    def in_hand(self) -> list[str]:
        """Every text the person can still see, send or export here."""
        texts: list[str] = []
        for held in self.fields.values():
            texts += [text for text in (held.draft,) if text]
            texts += [held.sent.text] if held.sent else []
            texts += [str(text) for text in (held.merge or {}).values()]
            texts += held.refused
        return texts
