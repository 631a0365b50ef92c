"""The tasks of this app: each takes ids and makes one call."""

import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from techbank import outbox
from techbank.audit.verify import head
from techbank.outbox.mail import deliver
from techbank.outbox.sweep import forget_done

log = logging.getLogger("techbank.anchor")
RETENTION = timedelta(days=30)


@shared_task(name="techbank.send_mail")
def send_mail(mail: dict[str, Any], key: str) -> None:
    """Deliver one mail, then delete its text: it may hold a link that opens an account."""
    if not outbox.begin(key):
        return
    try:
        deliver(mail)
    except Exception as error:  # an officer reads the mail server's error as the reason
        outbox.fail(key, f"{type(error).__name__}: {error}")
        return
    outbox.finish(key, forget=True)


@shared_task(name="techbank.anchor_trail")
def anchor_trail() -> None:
    """Write the head of the audit trail to the log, which is stored outside the database."""
    last = head()
    log.warning("anchor", extra={"seq": last.seq, "hash": last.hash, "entry_at": last.at})


@shared_task(name="techbank.forget_old_messages")
def forget_old_messages() -> None:
    forget_done(before=timezone.now() - RETENTION)


@shared_task(name="techbank.forget_sessions")
def forget_sessions() -> None:
    """Delete sessions that ended, with the texts that were kept in them."""
    SessionStore.clear_expired()
