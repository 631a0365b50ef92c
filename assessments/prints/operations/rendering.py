"""Making the requested prints. Only the worker imports this: it loads the press."""

import logging
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import DatabaseError

from assessments.models import Assessment
from assessments.prints.documents.blank import blank_pdf
from assessments.prints.documents.dossier import printed_pdf
from assessments.publication.documents import store
from techbank import outbox

from .asking import Print, blank_form, dossier_print

log = logging.getLogger("assessments.documents")


def render_blank_form(*, version: str, language: str, on: date, key: str) -> None:
    """Make a blank form; safe to call any number of times."""
    form = blank_form(version, language, on)
    _render(key, form, lambda: blank_pdf(version=version, language=language, identifier=form.key))


def render_dossier_print(
    *, assessment_id: UUID, language: str, of_country: bool, on: date, key: str
) -> None:
    """Make the print of a dossier as it is when this runs."""
    assessment = Assessment.objects.select_related("country", "cycle").get(pk=assessment_id)
    requested, facts = dossier_print(assessment, on=on, language=language, of_country=of_country)
    _render(key, requested, lambda: printed_pdf(facts, identifier=requested.key))


def _render(key: str, print: Print, make: Callable[[], bytes]) -> None:
    with outbox.claim(key) as mine:
        if mine and outbox.begin(key):
            _keep(key, print, make)


def _keep(key: str, print: Print, make: Callable[[], bytes]) -> None:
    try:
        if not print.path.exists():
            store.keep_print(print.folder, print.key, make())
    except Exception as error:
        log.exception("printing failed", extra={"print": print.key})
        # A full disk may pass; what the press cannot print it never will.
        passes = isinstance(error, OSError | DatabaseError | MemoryError)
        (outbox.fail if passes else outbox.give_up)(key, f"{type(error).__name__}: {error}")
        return
    outbox.finish(key)
