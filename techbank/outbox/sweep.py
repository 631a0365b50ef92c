"""Deletes old rows that are not needed any more."""

from datetime import datetime

from .models import Message


def forget_done(*, before: datetime) -> int:
    """Delete messages done before a moment; dead ones stay until an officer decides."""
    deleted, _ = Message.objects.filter(done_at__lt=before).delete()
    return deleted
