"""Refusals of the API: the sentence as JSON, and a trail entry."""

from typing import Any

from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from techbank.exceptions import Hidden, Invalid, Refused, Stale, WrongState
from techbank.web.refused_attempts import record_refused_attempt


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: 400, 403, 404 or 409 with the sentence; DRF's own otherwise."""
    if isinstance(error, Refused | Hidden):
        record_refused_attempt(context["request"], error)
    if isinstance(error, Stale):
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, WrongState):
        return Response({"detail": str(error.sentence)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, Refused):
        return Response({"detail": str(error.sentence)}, status=status.HTTP_403_FORBIDDEN)
    if isinstance(error, Invalid):
        return Response(
            {error.field or "detail": str(error.sentence)}, status=status.HTTP_400_BAD_REQUEST
        )
    return exception_handler(error, context)
