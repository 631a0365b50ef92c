"""Mail is sent through the outbox: no page waits for a mail server, and no mail is lost."""

from collections.abc import Sequence
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from .messages import ask

KIND = "techbank.send_mail"


class OutboxBackend(BaseEmailBackend):
    """Django's e-mail backend, which writes outbox rows in the caller's transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            ask(kind=KIND, key=f"mail:{uuid4()}", payload={"mail": as_json(message)})
        return len(email_messages)


def as_json(message: EmailMessage) -> dict[str, object]:
    """Raises ValueError for attachments: the portal sends links, never documents."""
    if message.attachments:
        raise ValueError("Mail with attachments is not sent; send a link.")
    alternatives = getattr(message, "alternatives", [])
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "html": next((str(a[0]) for a in alternatives if a[1] == "text/html"), ""),
        "from_email": message.from_email,
        "to": list(message.to),
        "cc": list(message.cc),
        "bcc": list(message.bcc),
        "reply_to": list(message.reply_to),
        "headers": {name: str(value) for name, value in message.extra_headers.items()},
    }


def deliver(mail: dict[str, object]) -> None:
    """Send one mail to the mail server. Raises the errors of the mail server."""
    fields = dict(mail)
    html = str(fields.pop("html"))
    carrier = get_connection(settings.MAIL_DELIVERY_BACKEND)
    message = EmailMultiAlternatives(connection=carrier, **fields)  # type: ignore[arg-type]
    if html:
        message.attach_alternative(html, "text/html")
    message.send()
