"""People and their roles: the administrator's pages."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partners.access import may, require
from partners.forms.fields import show
from partners.forms.people import AppointmentForm, EndRoleForm, PeopleFilter, PersonForm
from partners.models import Membership, User
from partners.operations import people as acts
from partners.operations.invitations import invite
from partners.queries import people as people_queries
from partners.queries.trail import about
from partners.roles import Permission
from techbank.exceptions import Invalid
from techbank.web.lists import page_of
from techbank.web.reauthentication import reauthentication_required

from .asking import READ_OR_POST, crumbs
from .asking import person as signed_in_person


def _guard(request: HttpRequest) -> None:
    require(request.user, Permission.MANAGE_PEOPLE, on=timezone.now().date())


def _has_right(request: HttpRequest) -> bool:
    """Others are refused with a sentence, without being asked to sign in again first."""
    return bool(may(request.user, Permission.MANAGE_PEOPLE, on=timezone.now().date()))


reauthenticated = reauthentication_required(of=_has_right)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, with the roles held today."""
    _guard(request)
    form = PeopleFilter(request.GET or None)
    search = form.cleaned_data["search"] if form.is_valid() else ""
    rows = people_queries.people_with_roles(timezone.now().date(), search=search)
    page = page_of(request, rows)
    return render(request, "partners/people.html", {"form": form, "page": page})


@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: every role, and the trail entries about them."""
    _guard(request)
    person = get_object_or_404(User, pk=person_id)
    context = {
        "person": person,
        "today": timezone.now().date(),
        "roles": people_queries.roles_ever(person),
        "entries": about(User._meta.label_lower, str(person.pk)),
        "crumbs": crumbs((_("People"), reverse("people")), (str(person), "")),
    }
    return render(request, "partners/person.html", context)


@reauthenticated
@READ_OR_POST
def person_add(request: HttpRequest) -> HttpResponse:
    """Add a person and send them the invitation."""
    _guard(request)
    form = PersonForm(request.POST or None, initial={"language": "en"})
    if form.is_valid():
        by, now = signed_in_person(request), timezone.now()
        try:
            with transaction.atomic():
                new = acts.add_person(**form.cleaned_data, by=by, at=now)
                invite(person=new, by=by)
        except Invalid as problem:
            show(form, problem)
        else:
            messages.success(request, _("Added, and the invitation is on its way."))
            return redirect("person", person_id=new.pk)
    context = {"form": form, "back_url": reverse("people"), "submit_label": _("Add and invite")}
    return render(request, "partners/person_add.html", context)


@reauthenticated
@require_POST
def person_invite(request: HttpRequest, person_id: int) -> HttpResponse:
    """Send the invitation again."""
    _guard(request)
    person = get_object_or_404(User, pk=person_id, is_active=True)
    invite(person=person, by=signed_in_person(request))
    messages.success(request, _("The invitation is on its way."))
    return redirect("person", person_id=person.pk)


@reauthenticated
@require_POST
def person_access(request: HttpRequest, person_id: int) -> HttpResponse:
    """Close or reopen a person's access."""
    _guard(request)
    person = get_object_or_404(User, pk=person_id)
    reopen = request.POST.get("may_sign_in") == "yes"
    acts.set_access(
        person=person, may_sign_in=reopen, by=signed_in_person(request), at=timezone.now()
    )
    messages.success(request, _("Access is open again.") if reopen else _("Access is closed."))
    return redirect("person", person_id=person.pk)


@reauthenticated
@READ_OR_POST
def role_grant(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a person a role."""
    _guard(request)
    person = get_object_or_404(User, pk=person_id)
    now = timezone.now()
    form = AppointmentForm(request.POST or None, initial={"from_on": now.date()})
    if form.is_valid():
        appointment = form.appointment()
        try:
            acts.grant_role(
                person=person, appointment=appointment, by=signed_in_person(request), at=now
            )
        except Invalid as problem:
            show(form, problem)
        else:
            messages.success(request, _("The role is given."))
            return redirect("person", person_id=person.pk)
    back = reverse("person", args=[person.pk])
    context = {
        "form": form,
        "person": person,
        "back_url": back,
        "submit_label": _("Give this role"),
    }
    return render(request, "partners/role_grant.html", context)


@reauthenticated
@READ_OR_POST
def role_end(request: HttpRequest, role_id: int) -> HttpResponse:
    """End a role."""
    _guard(request)
    membership = get_object_or_404(
        Membership.objects.select_related("user", "country", "organisation"), pk=role_id
    )
    now = timezone.now()
    posted = request.method == "POST"
    form = (
        EndRoleForm(request.POST) if posted else EndRoleForm.starting_from(membership, now.date())
    )
    if form.is_valid():
        try:
            acts.end_role(
                held=membership, **form.cleaned_data, by=signed_in_person(request), at=now
            )
        except Invalid as problem:
            show(form, problem)
        else:
            messages.success(request, _("The role ends on that day."))
            return redirect("person", person_id=membership.user_id)
    back = reverse("person", args=[membership.user_id])
    context = {
        "form": form,
        "membership": membership,
        "back_url": back,
        "submit_label": _("End this role"),
    }
    return render(request, "partners/role_end.html", context)
