"""The trail: the auditor's pages."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partners.access import may, require
from partners.exports.trail import lines
from partners.forms.trail import TrailFilter
from partners.operations import trail as acts
from partners.queries.trail import page
from partners.roles import Permission
from techbank.audit.models import Entry
from techbank.audit.verify import head
from techbank.web.reauthentication import reauthentication_required

from .asking import crumbs, person


def _guard(request: HttpRequest) -> None:
    require(request.user, Permission.READ_TRAIL, on=timezone.now().date())


def _has_right(request: HttpRequest) -> bool:
    return bool(may(request.user, Permission.READ_TRAIL, on=timezone.now().date()))


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Entries, newest first, filtered; an older page starts below the last number shown."""
    _guard(request)
    form = TrailFilter(request.GET or None)
    query = form.query()
    entries_page = page(query, below=form.number_below())
    return render(
        request, "partners/trail.html", {"form": form, "page": entries_page, "head": head()}
    )


@require_safe
def trail_entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry with its payload and its place in the chain."""
    _guard(request)
    entry = get_object_or_404(Entry, pk=seq)
    number = _("Entry %(number)s") % {"number": entry.seq}
    context = {
        "entry": entry,
        "nav": "trail",
        "crumbs": crumbs((_("Trail"), reverse("trail")), (number, "")),
    }
    return render(request, "partners/trail_entry.html", context)


@require_POST
def trail_verify(request: HttpRequest) -> HttpResponse:
    """Check the whole chain and say where it does not hold."""
    checked, breaks = acts.verify_trail(by=person(request), at=timezone.now())
    context = {
        "checked": checked,
        "breaks": breaks,
        "crumbs": crumbs((_("Trail"), reverse("trail")), (_("Verification"), "")),
    }
    return render(request, "partners/trail_verified.html", context)


@reauthentication_required(of=_has_right, methods=("GET", "HEAD"))
@require_safe
def trail_export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole trail as JSON Lines, for checking outside the portal."""
    ends_with = acts.export_trail(by=person(request), at=timezone.now())
    response = StreamingHttpResponse(lines(ends_with.seq), content_type="application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="trail-{ends_with.seq}.jsonl"'
    return response
