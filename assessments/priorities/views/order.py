"""The reasoned order of the options, written by hand: places, reasons, what is followed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.dossiers.views.pages import Page, open_page
from assessments.priorities.forms.order import OrderForm, moved
from assessments.priorities.operations.order import save_order
from assessments.priorities.queries.ranking import ranking as ranking_of
from techbank.exceptions import Invalid

_SECTION = "priorities"


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The order as it is; POST saves it, or with ``move`` shows it with one option moved."""
    page = open_page(request, assessment_id)
    page.require_edit(_SECTION)
    ranked = ranking_of(page.assessment)
    moving = "move" in request.POST
    if moving:
        # Shown again as typed, not checked yet.
        form = OrderForm(moved(request.POST, ranked), ranking=ranked)
        form.errors.clear()
    else:
        form = OrderForm(request.POST if request.method == "POST" else None, ranking=ranked)
        if form.is_valid():
            form = _saved(page, form)
            if not form.errors:
                messages.success(request, _("The order is saved."))
                return redirect(page.url("ranking"))
    context = page.context(
        (page.url("section", _SECTION), page.section(_SECTION).title),
        ("", _("Reasoned order")),
        ranking=ranked,
        form=form,
        moved=moving,
    )
    return render(request, "assessments/priorities/order.html", context)


def _saved(page: Page, form: OrderForm) -> OrderForm:
    """The form after saving: without errors when it was saved. After somebody else's order it is
    as typed, beside what is stored now, and can be sent again."""
    try:
        save_order(
            assessment=page.assessment,
            order=form.order(),
            reason=form.cleaned_data["reason"],
            kind=form.cleaned_data["kind"],
            base_version=form.cleaned_data["version"],
            by=page.user,
            at=page.now,
        )
    except Invalid as invalid:
        now = ranking_of(page.assessment)
        again = page.request.POST.copy()
        again["order-version"] = str(now.version)
        form = OrderForm(again, ranking=now)
        form.say(invalid.field, invalid.sentence)
    return form
