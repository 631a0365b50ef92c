"""Exchange rates: the stored ones, and a form to store another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from funding.forms.ledger import RateForm
from funding.operations.exchange import enter_rate
from partners.access import may, require
from partners.roles import Permission
from techbank.exceptions import Invalid
from techbank.money.models import ExchangeRate


@require_http_methods(["GET", "POST"])
def rates(request: HttpRequest) -> HttpResponse:
    """Shown to those who may read the ledger; added to by those who may enter rows."""
    now = timezone.now()
    require(request.user, Permission.READ_LEDGER, on=now.date())
    form = RateForm(request.POST or None)
    if request.method == "POST":
        require(request.user, Permission.ENTER_LEDGER, on=now.date())
        if form.is_valid():
            try:
                enter_rate(by=request.user, at=now, **form.cleaned_data)  # type: ignore[arg-type]
            except Invalid as invalid:
                form.add_error(invalid.field or None, invalid.sentence)
            else:
                messages.success(request, _("The rate is stored."))
                return redirect("rates")
    context = {
        "form": form,
        "rates": ExchangeRate.objects.order_by("currency", "-valid_from"),
        "may_enter": may(request.user, Permission.ENTER_LEDGER, on=now.date()),
        "nav": "funding",
    }
    return render(request, "funding/rates.html", context)
