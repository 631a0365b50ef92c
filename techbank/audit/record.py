"""Writing the trail."""

from typing import TYPE_CHECKING, Any

from django.db import connection, models

from .chain import canonical

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

_LONGEST_NAME = 300


def record(
    *,
    verb: str,
    sentence: str,
    by: "models.Model | AnonymousUser | None",
    role: str = "",
    subject: models.Model | None = None,
    country: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Append one entry, in the transaction of the act it records.

    Call it last: the chain is locked from here to the commit. The entry stores names as they are
    now, so that it reads the same after people and objects are renamed or deleted.
    """
    known = by is not None and by.pk is not None
    payload = canonical(
        {
            "verb": verb,
            "sentence": str(sentence),
            "actor_id": str(by.pk) if by is not None and known else "",
            "actor_name": str(by)[:200] if known else "",
            "actor_role": role.replace("_", " "),
            "subject_type": subject._meta.label_lower if subject is not None else "",
            "subject_id": str(subject.pk) if subject is not None else "",
            "subject_name": str(subject)[:_LONGEST_NAME] if subject is not None else "",
            "country": country,
            "details": details or {},
        }
    )
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO audit_entry (payload) VALUES (%s)", [payload])
