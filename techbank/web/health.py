"""Health checks, and the page for an unexpected failure."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# Classes of SQLSTATE: 08 connection, 57P server going down, 53 out of resources.
UNREACHABLE = ("08", "57P", "53")


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. It uses no database."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration; 503 with the reason otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False, "reason": "database"}, status=503)
    if waiting:
        return JsonResponse({"ready": False, "reason": "migrations"}, status=503)
    return JsonResponse({"ready": True})


def is_database_unreachable(error: BaseException | None) -> bool:
    """True when `error` means that no connection is possible, not that a statement was wrong."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(UNREACHABLE)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for an unexpected failure; 503 if the database is unreachable. Uses no database."""
    if is_database_unreachable(sys.exc_info()[1]):
        sentence = _("The portal is being restarted. Nothing you saved is lost; try again shortly.")
        return _bare_page("503.html", 503, sentence)
    sentence = _("Something failed on our side. It has been noted; try again.")
    return _bare_page("500.html", 500, sentence)


def _bare_page(template: str, status: int, sentence: str) -> HttpResponse:
    """A page without request: context processors would load the user from the database."""
    try:
        response = HttpResponse(render_to_string(template, {"sentence": sentence}), status=status)
    except TemplateDoesNotExist:
        response = HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = "5"
    return response
