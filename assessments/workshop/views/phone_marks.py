"""Marks that a phone kept in its own store, sent when it has a network again."""

import json
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.workshop.operations import seats
from assessments.workshop.queries import sessions
from techbank.exceptions import Invalid, WrongState

from .phone import seat_of, why_over

MOST_MARKS = 500
_LONGEST_BODY = 200_000


def _answer(status: int, **content: Any) -> JsonResponse:
    return JsonResponse(content, status=status, headers={"Cache-Control": "no-store"})


@login_not_required
@require_http_methods(["GET", "POST"])
def seat_sync(request: HttpRequest, code: str) -> JsonResponse:
    """Marks from a phone's own store, in any order and as often as it likes.

    POST {"marks": [{"client_uuid", "option", "criterion", "value", "no_opinion", "sequence"}]} is
    answered with each UUID and what came of it; GET with a fresh token and where the session is.
    200; 401 without a seat; 409 with a sentence once nothing is taken any more; 422 for no marks.
    """
    now = timezone.now()
    session = sessions.by_code(code)
    seat = seat_of(request, session) if session else None
    if session is None or seat is None:
        sentence = _("This phone has no seat in the session. Join it again.")
        return _answer(401, outcome="no_seat", sentence=sentence)
    over = why_over(session, seat, now)
    if over:
        return _answer(409, outcome="over", sentence=over, state=session.state)
    where = {"state": session.state, "round": session.round, "csrf": get_token(request)}
    if request.method == "GET":
        return _answer(200, outcome="here", sequence=seat.sequence, **where)
    try:
        marks = _read_marks(request)
        result = seats.mark(seat=seat, marks=marks, at=now)
    except Invalid as invalid:
        return _answer(422, outcome="not_read", sentence=invalid.sentence)
    except WrongState as refused:
        return _answer(409, outcome="over", sentence=refused.sentence, state=session.state)
    answers = [
        {
            "client_uuid": str(marked.client_uuid),
            "outcome": marked.outcome,
            "sentence": marked.sentence,
        }
        for marked in result
    ]
    return _answer(200, outcome="kept", marks=answers, kept_at=now.isoformat(), **where)


def _read_marks(request: HttpRequest) -> list[seats.Mark]:
    unread = _("What was sent could not be read.")
    if len(request.body) > _LONGEST_BODY:
        raise Invalid(unread)
    try:
        sent = json.loads(request.body)["marks"]
        if len(sent) > MOST_MARKS:
            raise Invalid(unread)
        return [_mark(row) for row in sent]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid(unread) from None


def _mark(row: dict[str, Any]) -> seats.Mark:
    sequence = row["sequence"]
    if not isinstance(sequence, int) or isinstance(sequence, bool):
        raise ValueError
    return seats.Mark(
        option=UUID(str(row["option"])),
        criterion=UUID(str(row["criterion"])),
        value=seats.as_value(row["value"]),
        no_opinion=row["no_opinion"] is True,
        client_uuid=UUID(str(row["client_uuid"])),
        sequence=sequence,
    )
