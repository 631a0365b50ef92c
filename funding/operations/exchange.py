"""Storing a dated exchange rate: from then on rows of that day have an amount in dollars."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.access import require, role_used
from partners.models import User
from partners.roles import Permission
from techbank import audit
from techbank.exceptions import Invalid
from techbank.money import is_currency
from techbank.money.models import ExchangeRate


@transaction.atomic
def enter_rate(
    *,
    currency: str,
    valid_from: date,
    per_usd: Decimal,
    source: str,
    note: str = "",
    by: User,
    at: datetime,
) -> ExchangeRate:
    """Store ``per_usd`` units of ``currency`` a dollar from ``valid_from`` on.

    Rows booked before keep the rate they were booked at. Raises ``Refused`` and ``Invalid``.
    """
    require(by, Permission.ENTER_LEDGER, on=at.date())
    if not is_currency(currency) or currency == "USD":
        raise Invalid(_("Choose a currency other than the dollar."), field="currency")
    if per_usd <= 0:
        raise Invalid(_("A rate is above zero."), field="per_usd")
    if not source.strip():
        raise Invalid(_("Say where the rate comes from."), field="source")
    try:
        with transaction.atomic():
            rate = ExchangeRate.objects.create(
                currency=currency,
                valid_from=valid_from,
                per_usd=per_usd,
                source=source.strip(),
                note=note,
            )
    except IntegrityError as error:
        raise Invalid(
            _("A rate of this currency is stored for that day already."), field="valid_from"
        ) from error
    audit.record(
        verb="funding.rate_entered",
        sentence=f"{by} entered the exchange rate {rate}.",
        by=by,
        role=role_used(by, Permission.ENTER_LEDGER, on=at.date()),
        subject=rate,
        details={"per_usd": str(per_usd), "source": source.strip()},
    )
    return rate
