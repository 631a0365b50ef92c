"""Pledge offers: a donor makes and withdraws them, a funding officer enters or declines them."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funding.forms.offers import ConfirmForm, OfferForm, OfferReasonForm, OptionalReasonForm
from funding.models import PledgeOffer
from funding.operations import offers as operations
from funding.queries import offers as queries
from funding.queries import plans
from funding.workflow import OFFER_ACTS
from partners.access import holding, organisations_of, require
from partners.roles import Permission
from partners.transitions import verdict
from techbank.exceptions import Hidden, Invalid, Refused

from .plans import country_name


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, plan_id: UUID, action_id: UUID) -> HttpResponse:
    """The form for an offer to pay for one action, and sending it."""
    now = timezone.now()
    require(request.user, Permission.OFFER_PLEDGE, on=now.date())
    funded_plan = plans.published_plan(plan_id, now.date())
    action = funded_plan.action(action_id)
    donors = organisations_of(request.user, Permission.OFFER_PLEDGE, now.date())
    form = OfferForm(request.POST or None, donors=donors)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.offer_pledge(
                snapshot=funded_plan.snapshot,
                action_id=action_id,
                by=request.user,  # type: ignore[arg-type]
                at=now,
                **form.cleaned_data,
            )
        except Invalid as invalid:
            form.add_error(invalid.field or None, invalid.sentence)
        else:
            messages.success(
                request, _("Your offer was sent. A funding officer will answer it here.")
            )
            return redirect("offer_detail", made.pk)
    context = {
        "form": form,
        "plan": funded_plan,
        "action": action,
        "country": country_name(funded_plan.content, request.LANGUAGE_CODE),
        "nav": "plans",
    }
    return render(request, "funding/offer.html", context)


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """A donor's own offers; all of them for those who read the ledger."""
    today = timezone.now().date()
    _require_reader(request)
    visible = queries.visible_to(request.user, today)
    officer = bool(holding(request.user, Permission.READ_LEDGER, today))
    return render(request, "funding/offers.html", {"offers": visible, "officer": officer})


def _require_reader(request: HttpRequest) -> None:
    today = timezone.now().date()
    reads = holding(request.user, Permission.READ_LEDGER, today)
    if not reads and not holding(request.user, Permission.OFFER_PLEDGE, today):
        require(request.user, Permission.OFFER_PLEDGE, on=today)


def _page(request: HttpRequest, offer: PledgeOffer, form: forms.Form | None) -> HttpResponse:
    now = timezone.now()
    acts = {
        name: verdict(act, offer, by=request.user, at=now)  # type: ignore[arg-type]
        for name, act in OFFER_ACTS.items()
    }
    context = {"offer": offer, "acts": acts, "form": form, "reason_form": OfferReasonForm()}
    return render(request, "funding/offer_detail.html", context)


@require_safe
def offer_detail(request: HttpRequest, offer_id: int) -> HttpResponse:
    """One offer and what may be done with it."""
    offer = queries.get_visible(request.user, offer_id, timezone.now().date())
    return _page(request, offer, None)


FORMS: dict[str, type[forms.Form]] = {
    "enter": ConfirmForm,
    "decline": OfferReasonForm,
    "withdraw": OptionalReasonForm,
}
OPERATIONS: dict[str, Callable[..., PledgeOffer]] = {
    "enter": operations.enter_offer,
    "decline": operations.decline_offer,
    "withdraw": operations.withdraw_offer,
}


@require_http_methods(["POST"])
def offer_act(request: HttpRequest, offer_id: int, name: str) -> HttpResponse:
    """Enter, decline or withdraw an offer."""
    now = timezone.now()
    offer = queries.get_visible(request.user, offer_id, now.date())
    if name not in OPERATIONS:
        raise Hidden
    allowed = verdict(OFFER_ACTS[name], offer, by=request.user, at=now)  # type: ignore[arg-type]
    form = FORMS[name](request.POST)
    if not form.is_valid():
        if not allowed:
            raise Refused(allowed.reason)
        return _page(request, offer, form)
    try:
        decided = OPERATIONS[name](offer=offer, by=request.user, at=now, **form.cleaned_data)
    except Invalid as invalid:
        form.add_error(invalid.field or None, invalid.sentence)
        return _page(request, offer, form)
    messages.success(request, _done(name))
    if name == "enter":
        return redirect("entry", decided.entry_id)
    return redirect("offer_detail", offer.pk)


def _done(name: str) -> str:
    return {
        "enter": _("The pledge is in the ledger and waits for a second officer."),
        "decline": _("The offer was declined; the donor reads your reason."),
        "withdraw": _("Your offer was withdrawn."),
    }[name]
