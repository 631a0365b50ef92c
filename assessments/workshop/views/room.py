"""The room screen of a scoring session: progress, the result once it is shown, and the acts."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.dossiers.views.pages import Page
from assessments.models import ScoringSession, Seat
from assessments.questions import catalogues
from assessments.states import LIVE_STATES, SessionState
from assessments.workshop.forms.setup import CloseForm, HoursForm, SeatForm
from assessments.workshop.operations import freezing, seat_removal, sessions
from assessments.workshop.queries import sessions as workshop
from techbank.charts import qr_code
from techbank.exceptions import Hidden, Invalid

from .room_result import result_context
from .setup import session_context, team_page, until

_SECTION = "priorities"


def _people(session: ScoringSession) -> dict[str, list[tuple[str, int]]]:
    counted = workshop.people(session)
    sexes = dict(Seat.Sex.choices) | {"not_said": _("Not said")}
    sectors = catalogues.STAKEHOLDER_SECTORS
    return {
        "sexes": [(str(sexes[key]), count) for key, count in counted["by_sex"].items()],
        "sectors": [
            (_("Not said") if key == "not_said" else str(catalogues.label_of(sectors, key)), count)
            for key, count in counted["by_sector"].items()
        ],
    }


@require_GET
def room(request: HttpRequest, assessment_id: UUID, session_id: UUID) -> HttpResponse:
    """The screen on the wall: code, progress; after the reveal the result and what moves it."""
    page = team_page(request, assessment_id)
    session = workshop.get_session(page.assessment, session_id)
    if session.state == SessionState.SETUP:
        return redirect("scoring_session", page.assessment.pk, session.pk)
    seats = workshop.progress(session)
    joining = request.build_absolute_uri(reverse("join"))
    direct = request.build_absolute_uri(reverse("join_session", args=[session.code or "-"]))
    live = session.state in LIVE_STATES
    context = session_context(
        page,
        session,
        ("", _("Room screen")),
        seats=seats,
        struck=[row.seat for row in seats if not row.counts],
        counted=sum(row.counts for row in seats),
        waiting=sum(row.awaited for row in seats),
        live=live,
        over=live and workshop.why_closed(session, page.now),
        joining=joining.removeprefix("https://").removeprefix("http://"),
        code=qr_code(direct, title=_("QR code of the joining address")) if live else "",
        hours=HoursForm(),
        late=workshop.late_marks(session),
        people=_people(session),
        may_edit=page.may_edit(_SECTION),
        **(result_context(request, session) if session.shows_results else {}),
    )
    return render(request, "assessments/workshop/room.html", context)


@require_GET
def progress(request: HttpRequest, assessment_id: UUID, session_id: UUID) -> JsonResponse:
    """How far every seat is, for the screen that follows it: numbers of marks, never marks."""
    page = team_page(request, assessment_id)
    session = workshop.get_session(page.assessment, session_id)
    seats = workshop.progress(session)
    return JsonResponse(
        {
            "state": session.state,
            "round": session.round,
            "late": workshop.late_marks(session),
            "struck": len(seats) - sum(row.counts for row in seats),
            "seats": [_seat_row(page, session, row) for row in seats],
        },
        headers={"Cache-Control": "no-store"},
    )


def _seat_row(page: Page, session: ScoringSession, row: workshop.SeatProgress) -> dict[str, Any]:
    return {
        "number": row.seat.number,
        "label": _("Seat %(number)d") % {"number": row.seat.number},
        "done": row.done,
        "cells": row.cells,
        "left": row.seat.left_at is not None or not row.counts,
        "words": seat_words(row),
        "address": page.url("scoring_seat", session.pk, row.seat.number),
    }


def seat_words(row: workshop.SeatProgress) -> str:
    words = _("%(done)d of %(cells)d") % {"done": row.done, "cells": row.cells}
    if not row.counts:
        return f"{words}, {_('removed')}"
    return f"{words}, {_('has left')}" if row.seat.left_at is not None else words


_ACTS = {
    "open": "setup",
    "extend": "live",
    "reveal": "live",
    "again": "live",
    "freeze": "live",
    "close": "live",
    "close_joining": "live",
    "reopen_joining": "live",
    "use": "done",
}


def _form(name: str, data: Any) -> Any:
    if name in ("open", "extend"):
        return HoursForm(data)
    return CloseForm(data) if name == "close" else forms.Form(data)


def _do(name: str, page: Page, session: ScoringSession, form: Any) -> None:
    who: dict[str, Any] = {"session": session, "by": page.user, "at": page.now}
    if name in ("open", "extend"):
        act = sessions.open_session if name == "open" else sessions.extend
        act(expires_at=until(page, form), **who)
    elif name == "close":
        sessions.close(reason=form.cleaned_data["reason"], **who)
    else:
        plain = {
            "reveal": sessions.reveal,
            "again": sessions.begin_round,
            "freeze": freezing.freeze_session,
            "use": freezing.use_result,
            "close_joining": seat_removal.close_joining,
            "reopen_joining": seat_removal.reopen_joining,
        }
        plain[name](**who)


def _notice(name: str) -> str:
    return {
        "open": _("The session is open. Show this screen to the room."),
        "extend": _("The session stays open longer."),
        "reveal": _("The results are shown."),
        "again": _("Another round has begun. The phones show the earlier marks to begin with."),
        "freeze": _("The session is frozen: it stays as it is now."),
        "close": _("The session is closed."),
        "close_joining": _("Nobody can take a new seat now."),
        "reopen_joining": _("Seats can be taken again."),
        "use": _("The result is now the prioritisation of the assessment."),
    }[name]


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, assessment_id: UUID, session_id: UUID, name: str) -> HttpResponse:
    """Ask before an act that ends something, and do it."""
    page = team_page(request, assessment_id)
    page.require_edit(_SECTION)
    session = workshop.get_session(page.assessment, session_id)
    if name not in _ACTS:
        raise Hidden
    form = _form(name, request.POST if request.method == "POST" else None)
    problem = ""
    if form.is_valid():
        try:
            _do(name, page, session, form)
        except Invalid as invalid:
            problem = invalid.sentence
        else:
            messages.success(request, _notice(name))
            last = "ranking" if name == "use" else "scoring_room"
            more = [] if name == "use" else [session.pk]
            return redirect(last, page.assessment.pk, *more)
    context = session_context(
        page,
        session,
        ("", _("Confirm")),
        name=name,
        form=form,
        problem=problem,
        people=_people(session),
    )
    return render(request, "assessments/workshop/act.html", context)


@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest, assessment_id: UUID, session_id: UUID, number: int) -> HttpResponse:
    """Ask why, and strike a seat; or let one that was struck count again."""
    page = team_page(request, assessment_id)
    page.require_edit(_SECTION)
    session = workshop.get_session(page.assessment, session_id)
    chosen = workshop.get_seat(session, number)
    struck = chosen.struck_at is not None
    form = SeatForm(request.POST if request.method == "POST" else None, initial={"again": struck})
    if form.is_valid():
        again = form.cleaned_data["again"]
        change = seat_removal.count_seat_again if again else seat_removal.strike_seat
        change(seat=chosen, reason=form.cleaned_data["reason"], by=page.user, at=page.now)
        message = _("The seat counts again.") if again else _("The seat was removed.")
        messages.success(request, message)
        return redirect("scoring_room", page.assessment.pk, session.pk)
    name = _("Seat %(number)d") % {"number": number}
    context = session_context(page, session, ("", name), seat=chosen, name=name, form=form)
    return render(request, "assessments/workshop/seat.html", context)
