"""The ledger: reading it, entering a row, and the second officer's decision."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funding.forms.ledger import LedgerFilter, NewPromiseForm, RowForm
from funding.forms.offers import OfferReasonForm
from funding.models import LedgerEntry, Promise
from funding.operations import ledger as operations
from funding.operations.booking import RowDraft
from funding.operations.promises import NewPromise
from funding.queries import ledger as queries
from funding.states import EntryKind, EntryState
from funding.workflow import ENTRY_ACTS
from partners.access import may, require
from partners.roles import Permission
from partners.transitions import verdict
from techbank.exceptions import Hidden, Invalid
from techbank.web.lists import page_of
from techbank.web.reauthentication import reauthentication_needed


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """All rows, by state, kind and donor."""
    today = timezone.now().date()
    require(request.user, Permission.READ_LEDGER, on=today)
    form = LedgerFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, queries.entries(**asked))
    may_enter = may(request.user, Permission.ENTER_LEDGER, on=today)
    return render(
        request, "funding/ledger.html", {"form": form, "page": page, "may_enter": may_enter}
    )


def _promise_asked(request: HttpRequest) -> Promise | None:
    text = request.GET.get("promise", "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Hidden
    return queries.get_promise(int(text))


def _new_promise(form: NewPromiseForm) -> NewPromise:
    cleaned = form.cleaned_data
    return NewPromise(
        title=cleaned["title"],
        donors=list(cleaned["donor"]),
        kind=cleaned["kind_of_promise"],
        split_known=not cleaned["split_unknown"],
        earmarking=cleaned["earmarking"],
        confidential=cleaned["confidential"],
        external_reference=cleaned["external_reference"],
    )


def _enter(
    request: HttpRequest, promise: Promise | None, opening: NewPromiseForm | None, row: RowForm
) -> LedgerEntry | None:
    """Enter the row; None when a form has an error to show."""
    if not (row.is_valid() and (opening is None or opening.is_valid())):
        return None
    try:
        entered = operations.enter_row(
            promise=promise or _new_promise(opening),  # type: ignore[arg-type]
            draft=RowDraft(**row.cleaned_data),
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except Invalid as invalid:
        target: forms.Form = row
        if opening is not None and invalid.field in opening.fields:
            target = opening
        target.add_error(
            invalid.field if invalid.field in target.fields else None, invalid.sentence
        )
        return None
    for remark in entered.remarks:
        messages.warning(request, remark)
    return entered.entry


@require_http_methods(["GET", "POST"])
def ledger_add(request: HttpRequest) -> HttpResponse:
    """A new row, on the promise given in the URL or on a new one."""
    require(request.user, Permission.ENTER_LEDGER, on=timezone.now().date())
    promise = _promise_asked(request)
    opening = None if promise else NewPromiseForm(request.POST or None)
    row = RowForm(request.POST or None)
    if request.method == "POST":
        entry = _enter(request, promise, opening, row)
        if entry is not None:
            messages.success(request, _("The row was entered and waits for a second officer."))
            return redirect("entry", entry.pk)
    context = {
        "promise": promise,
        "opening": opening,
        "row": row,
        "forms": [given_form for given_form in (opening, row) if given_form is not None],
        "nav": "funding",
    }
    return render(request, "funding/ledger_add.html", context)


def _entry_page(request: HttpRequest, entry: LedgerEntry, form: forms.Form | None) -> HttpResponse:
    now = timezone.now()
    acts = {
        name: verdict(act, entry, by=request.user, at=now)  # type: ignore[arg-type]
        for name, act in ENTRY_ACTS.items()
    }
    may_enter = may(request.user, Permission.ENTER_LEDGER, on=now.date())
    reversible = entry.state == EntryState.APPROVED and entry.kind != EntryKind.REVERSAL
    context = {
        "entry": entry,
        "rows": queries.rows_of(entry.promise),
        "acts": acts,
        "may_enter": may_enter,
        "may_reverse": bool(may_enter) and reversible and entry.amount is not None,
        "form": form,
        "reason_form": form or OfferReasonForm(),
        "nav": "funding",
    }
    return render(request, "funding/entry.html", context)


@require_safe
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One row, the other rows of its promise, and what may be done."""
    require(request.user, Permission.READ_LEDGER, on=timezone.now().date())
    return _entry_page(request, queries.get_entry(entry_id), None)


OPERATIONS: dict[str, Any] = {
    "approve": operations.approve_entry,
    "reject": operations.reject_entry,
    "reverse": operations.reverse_entry,
}


def _require_right(request: HttpRequest, name: str) -> None:
    """A person without the permission gets a refusal, not the errors of the form."""
    right = ENTRY_ACTS[name].permission if name in ENTRY_ACTS else Permission.ENTER_LEDGER
    require(request.user, right, on=timezone.now().date())


@require_http_methods(["POST"])
def entry_act(request: HttpRequest, entry_id: UUID, name: str) -> HttpResponse:
    """Approve, reject or reverse a row."""
    now = timezone.now()
    require(request.user, Permission.READ_LEDGER, on=now.date())
    entry = queries.get_entry(entry_id)
    if name not in OPERATIONS:
        raise Hidden
    form = forms.Form(request.POST) if name == "approve" else OfferReasonForm(request.POST)
    if not form.is_valid():
        _require_right(request, name)
        return _entry_page(request, entry, form)
    wanted = reauthentication_needed(request, at=now) if name == "approve" else None
    if wanted is not None:
        return wanted
    try:
        decided = OPERATIONS[name](entry=entry, by=request.user, at=now, **form.cleaned_data)
    except Invalid as invalid:
        form.add_error(invalid.field or None, invalid.sentence)
        return _entry_page(request, entry, form)
    messages.success(request, _done(name))
    return redirect("entry", decided.pk)


def _done(name: str) -> str:
    return {
        "approve": _("The row is approved and counts from today."),
        "reject": _("The row was rejected; it counts nowhere."),
        "reverse": _("The reversal was entered and waits for a second officer."),
    }[name]
