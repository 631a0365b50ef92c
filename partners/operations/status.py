"""Recording what was decided about a country's status. Nothing is changed or deleted."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.access import require, role_used
from partners.models import Country, StatusEvent, User
from partners.roles import Permission
from techbank import audit
from techbank.exceptions import Invalid


@dataclass(frozen=True)
class StatusDecision:
    """A decision to record; ``takes_effect_on`` may be missing only where no status changes."""

    kind: str
    takes_effect_on: date | None = None
    decided_by: str = ""
    decided_on: date | None = None
    source_symbol: str = ""
    note: str = ""


_UNDATED = frozenset({StatusEvent.Kind.REVIEW_NOTE, StatusEvent.Kind.EXTENSION_REQUESTED})


def _check(country: Country, decision: StatusDecision) -> None:
    if decision.kind not in StatusEvent.Kind.values:
        raise Invalid(_("Choose what was decided."), field="kind")
    if decision.takes_effect_on is None and decision.kind not in _UNDATED:
        raise Invalid(_("Enter the day on which this takes effect."), field="takes_effect_on")
    if decision.kind == StatusEvent.Kind.REVIEW_NOTE and not decision.note.strip():
        raise Invalid(_("Write what the review said."), field="note")
    if country.fictional:
        raise Invalid(_("An invented country has no status at the United Nations."))


def _check_not_recorded(country: Country, decision: StatusDecision) -> None:
    """A form that was sent twice is one decision."""
    last = StatusEvent.objects.filter(country=country).order_by("-recorded_at", "-pk").first()
    if last and all(getattr(last, name) == value for name, value in asdict(decision).items()):
        raise Invalid(_("This was already recorded. It stands at the end of the history below."))


def _sentence(country: Country, decision: StatusDecision, by: User) -> str:
    day = f" on {decision.takes_effect_on.isoformat()}" if decision.takes_effect_on else ""
    kind = decision.kind.replace("_", " ")
    return f"{by} recorded for {country.names['en']}: {kind}{day}"


@transaction.atomic
def record_status(
    *, country: Country, decision: StatusDecision, by: User, at: datetime
) -> StatusEvent:
    """Add one event to the country's history; later events supersede earlier ones by the rules.

    Raises ``Refused`` without the right, ``Invalid`` for a decision that is inconsistent or
    repeats the last one.
    """
    require(by, Permission.RECORD_STATUS, on=at.date())
    _check(country, decision)
    locked = Country.objects.select_for_update().get(pk=country.pk)
    _check_not_recorded(locked, decision)
    dated = decision.takes_effect_on is not None
    event = StatusEvent.objects.create(
        country=locked,
        precision=StatusEvent.Precision.DAY if dated else StatusEvent.Precision.UNKNOWN,
        certainty=StatusEvent.Certainty.RECORDED,
        recorded_by=by,
        recorded_at=at,
        **asdict(decision),
    )
    audit.record(
        verb="country.status_recorded",
        sentence=_sentence(locked, decision, by),
        by=by,
        role=role_used(by, Permission.RECORD_STATUS, on=at.date()),
        subject=locked,
        country=locked.pk,
        details={
            "event": event.pk,
            "kind": decision.kind,
            "takes_effect_on": decision.takes_effect_on and decision.takes_effect_on.isoformat(),
            "decided_by": decision.decided_by,
            "source_symbol": decision.source_symbol,
        },
    )
    return event
