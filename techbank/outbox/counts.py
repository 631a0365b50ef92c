"""Counts of recent messages, to limit how many a person may ask for."""

from datetime import datetime
from typing import Any

from .models import Message


def asked_since(moment: datetime, *, kind: str, payload: dict[str, Any]) -> int:
    """Messages of a kind asked for since a moment whose payload has these values. One query."""
    rows = Message.objects.filter(kind=kind, asked_at__gte=moment, payload__contains=payload)
    return rows.count()
