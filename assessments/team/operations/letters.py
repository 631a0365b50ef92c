"""Letters to people of a country's team, each in its reader's language."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from partners.models import User
from techbank import outbox
from techbank.outbox.mail import KIND, as_json

Subject = Callable[[], str]


def address_of(name: str, *args: Any) -> str:
    """The absolute address of a page."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def letter(*, to: User, template: str, subject: Subject, context: dict[str, Any]) -> EmailMessage:
    """The letter, written in the language of the person it goes to. ``subject`` is called in it."""
    with translation.override(to.reading_language):
        text = render_to_string(f"emails/{template}.txt", {"person": to, **context})
        line = " ".join(subject().split())
    return EmailMessage(
        line, text, to=[to.email], headers={"Content-Language": to.reading_language}
    )


def post(message: EmailMessage, *, key: str) -> None:
    """Hand the letter to the outbox, in the caller's transaction; the same ``key`` goes once."""
    outbox.ask(kind=KIND, key=key, payload={"mail": as_json(message)})
