"""A refused attempt is recorded in the trail, in a transaction of its own."""

from django.db import transaction
from django.http import HttpRequest

from techbank import audit
from techbank.configuration.logs import without_secrets
from techbank.exceptions import Hidden, Refused
from techbank.text import printable


def record_refused_attempt(request: HttpRequest, refusal: Refused | Hidden) -> None:
    """Record `access.refused` with the path and the sentence, after the act was rolled back.

    Not for an anonymous request for something hidden: the entry would name nobody, and anybody
    could fill a trail from which nothing is ever deleted. The request log has the line.
    """
    if isinstance(refusal, Hidden) and not request.user.is_authenticated:
        return
    sentence = str(getattr(refusal, "sentence", "")) or "Belongs to others; answered as not found."
    user = request.user if request.user.is_authenticated else None
    path = without_secrets(printable(request.path))[:500]
    with transaction.atomic():
        audit.record(
            verb="access.refused",
            sentence=sentence,
            by=user,
            details={"method": request.method or "", "path": path},
        )
