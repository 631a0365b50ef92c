"""The door for phones without account: a code, a seat, marks. Nothing else of the dossier."""

from datetime import datetime
from ipaddress import IPv6Address, IPv6Network
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.models import ScoringSession, Seat
from assessments.states import SessionState
from assessments.workshop.forms.seats import CodeForm, JoinForm, LeaveForm, StepForm, plain_code
from assessments.workshop.operations import guesses, seats
from assessments.workshop.queries import sessions
from techbank.exceptions import Invalid, WrongState

COOKIE = "techbank_seat"


def _address(request: HttpRequest) -> str:
    """Where guesses come from. Who has one address of IPv6 has all of its network, too."""
    client_address = str(get_adapter().get_client_ip(request))
    try:
        address = IPv6Address(client_address)
    except ValueError:
        return client_address
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, f"assessments/workshop/phone/{template}.html", context, status=status)


def _too_many(request: HttpRequest) -> HttpResponse:
    sentence = _("Too many codes were tried. Wait ten minutes, then type the code again.")
    return _page(request, "over", {"sentence": sentence, "again": True}, status=429)


def _guessing(request: HttpRequest, now: datetime) -> bool:
    """Whether this address may try no more.

    While many addresses guess at once each has one try: a room that types its code right is let
    in, and thousands of guessers learn next to nothing.
    """
    many = guesses.too_many(limit=guesses.WRONG_CODES_IN_ALL, of="", at=now)
    limit = guesses.ONE_WRONG_CODE if many else guesses.WRONG_CODES
    return guesses.too_many(limit=limit, of=_address(request), at=now)


def _wrong_code(request: HttpRequest, form: CodeForm, now: datetime) -> HttpResponse:
    """Count it, and say it; one too many is answered with 429."""
    here = guesses.count_try(limit=guesses.WRONG_CODES, of=_address(request), at=now)
    everywhere = guesses.count_try(limit=guesses.WRONG_CODES_IN_ALL, of="", at=now)
    if not here or (not everywhere and _guessing(request, now)):
        return _too_many(request)
    form.say("code", _("No session has this code. Look at the screen in the room again."))
    return _page(request, "code", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Type the code shown in the room."""
    now = timezone.now()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "code", {"form": form})
    code = form.cleaned_data["code"]
    if _guessing(request, now):
        return _too_many(request)
    session = sessions.by_code(code)
    if session is None:
        return _wrong_code(request, form, now)
    return redirect("join_session", session.code)


def seat_of(request: HttpRequest, session: ScoringSession) -> Seat | None:
    """The seat this phone holds: its secret is in a signed cookie of this session's addresses."""
    token = request.get_signed_cookie(COOKIE, default="", salt=str(session.pk))
    return sessions.seat_of(session, seats.token_hash(token)) if token else None


def _keep_seat(response: HttpResponse, session: ScoringSession, token: str) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE,
        token,
        salt=str(session.pk),
        max_age=seats.KEPT_FOR,
        path=reverse("join_session", args=[session.code]),
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return response


def why_over(session: ScoringSession, seat: Seat | None, now: datetime) -> str:
    """The sentence for a phone whose marks are not taken any more; empty while they are."""
    return sessions.why_closed(session, now) or (sessions.why_struck(seat) if seat else "")


def _over(request: HttpRequest, session: ScoringSession, sentence: str) -> HttpResponse:
    """Thanks, in the state the session is in; 409 for something that was sent."""
    seat = seat_of(request, session)
    context = {"sentence": sentence, "session": session, "seat": seat}
    status = 409 if request.method == "POST" else 200
    return _page(request, "over", context, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def join_session(request: HttpRequest, code: str) -> HttpResponse:
    """Take a seat, or the same one again; a phone that holds one goes on marking."""
    now = timezone.now()
    meant = plain_code(code)
    if meant != code and sessions.is_code(meant):
        return redirect("join_session", meant)
    session = sessions.by_code(code)
    seat = seat_of(request, session) if session else None
    if seat is None and _guessing(request, now):
        return _too_many(request)
    if session is None:
        return _wrong_code(request, CodeForm({"code": code}), now)
    over = why_over(session, seat, now)
    if over:
        return _over(request, session, over)
    if seat is not None:
        return _again(request, session, seat, now)
    return _sit_down(request, session, now)


def _again(
    request: HttpRequest, session: ScoringSession, seat: Seat, now: datetime
) -> HttpResponse:
    if seat.left_at is not None:
        if request.method != "POST":
            return _page(request, "left", {"session": session, "seat": seat})
        seats.come_back(seat=seat, at=now)
    return redirect("seat_marks", session.code)


def _sit_down(request: HttpRequest, session: ScoringSession, now: datetime) -> HttpResponse:
    if session.joining_closed_at is not None:
        context = {"sentence": seats.joining_closed(), "again": True}
        return _page(request, "over", context, status=409 if request.method == "POST" else 200)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "join", {"form": form, "session": session})
    if not guesses.count_try(limit=guesses.JOINING, of=str(session.pk), at=now):
        sentence = _("Many people join at once. Wait a minute, then try again.")
        return _page(request, "over", {"sentence": sentence, "again": True}, status=429)
    try:
        joined = seats.join(session=session, at=now, **form.cleaned_data)
    except WrongState as over:
        return _over(request, session, over.sentence)
    except Invalid as invalid:
        form.say(invalid.field, invalid.sentence)
        return _page(request, "join", {"form": form, "session": session})
    return _keep_seat(redirect("seat_marks", session.code), session, joined.token)


def _number(request: HttpRequest, session: ScoringSession) -> int:
    """Which criterion is asked for: 1 to as many as there are; one beyond is the end."""
    asked = request.POST.get("step", "") or request.GET.get("step", "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    return max(1, min(wanted, len(session.criteria) + 1))


def _steps(session: ScoringSession, seat: Seat, number: int, data: Any = None) -> list[StepForm]:
    marks = sessions.marks_of(seat, session.round)
    return [
        StepForm(data if at == number else None, session=session, number=at, marks=marks)
        for at in range(1, len(session.criteria) + 1)
    ]


def _marking(
    request: HttpRequest, session: ScoringSession, seat: Seat, steps: list[StepForm], number: int
) -> HttpResponse:
    marked = sessions.marks_of(seat, session.round).values()
    done = sum(mark.value is not None or mark.no_opinion for mark in marked)
    context = {
        "session": session,
        "seat": seat,
        "steps": steps,
        "number": number,
        "total": len(steps),
        "at_end": number > len(steps),
        "form": steps[number - 1] if number <= len(steps) else None,
        "done": done,
        "cells": len(session.options) * len(session.criteria),
        "shown": session.state == SessionState.REVEALED,
    }
    return _page(request, "marks", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def seat_marks(request: HttpRequest, code: str) -> HttpResponse:
    """One criterion a page, all options on it. With the module of scoring, all without waiting."""
    now = timezone.now()
    session = sessions.by_code(code)
    seat = seat_of(request, session) if session else None
    if session is None or seat is None:
        return redirect("join_session", code)
    over = why_over(session, seat, now)
    if over:
        return _over(request, session, over)
    if seat.left_at is not None:
        return redirect("join_session", code)
    number = _number(request, session)
    if request.method != "POST" or number > len(session.criteria):
        return _marking(request, session, seat, _steps(session, seat, number), number)
    steps = _steps(session, seat, number, request.POST)
    if not steps[number - 1].is_valid():
        return _marking(request, session, seat, steps, number)
    try:
        seats.mark(seat=seat, marks=steps[number - 1].marks(), at=now)
    except WrongState as refused:
        return _over(request, session, refused.sentence)
    address = reverse("seat_marks", args=[code])
    return redirect(f"{address}?step={number + 1}")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def seat_leave(request: HttpRequest, code: str) -> HttpResponse:
    """Give the seat up; the marks stay or are taken out, as the person says."""
    now = timezone.now()
    session = sessions.by_code(code)
    seat = seat_of(request, session) if session else None
    if session is None or seat is None or seat.left_at is not None:
        return redirect("join_session", code)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "leave", {"session": session, "seat": seat, "form": form})
    try:
        withdraw = form.cleaned_data["marks"] == "withdraw"
        seats.leave(seat=seat, withdraw=withdraw, at=now)
    except WrongState as over:
        return _over(request, session, over.sentence)
    return redirect("join_session", code)
