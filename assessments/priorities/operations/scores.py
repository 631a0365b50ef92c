"""How options are ordered: the method, and the scores of the group."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assessments.dossiers.operations.editing import lock_for_writing, writer_role
from assessments.models import Assessment, Criterion, Prioritisation, Score, TechnologyOption
from assessments.priorities.queries.ranking import ranking, weight_ranges
from partners.models import User
from techbank import audit
from techbank.exceptions import Invalid
from techbank.templatetags.techbank import percent
from techbank.text import CURRENT

_SECTION = "priorities"
# How far a printed set of weights may be off by rounding: product rule, 0.005 of one.
WEIGHT_TOLERANCE = Decimal("0.005")


@transaction.atomic
def set_method(
    *,
    assessment: Assessment,
    kind: str,
    normalisation: str,
    missing: str,
    reason: str,
    by: User,
    at: datetime,
) -> Prioritisation:
    """Say how options are ordered. A reasoned order needs its reason: raises ``Invalid``."""
    locked = lock_for_writing(assessment=assessment, section=_SECTION, by=by, at=at)
    row = held_method(locked)
    if (row.order or kind == Prioritisation.Kind.REASONED) and not reason.strip():
        raise Invalid(
            _("An order without scores needs its reason: write why it is this one."),
            field="reason",
        )
    row.version += (row.kind, row.reason) != (kind, reason.strip())
    row.kind, row.normalisation, row.missing = kind, normalisation, missing
    if row.reason != reason.strip():
        row.dialect = CURRENT
    row.reason, row.from_session = reason.strip(), None
    row.save()
    audit.record(
        verb="prioritisation.method_set",
        sentence=f"{by} set how options are ordered in “{locked}”.",
        by=by,
        role=writer_role(locked, by, at),
        subject=locked,
        country=locked.country_id,
        details={"kind": kind, "normalisation": normalisation, "missing": missing},
    )
    return row


@transaction.atomic
def save_weights(
    *,
    assessment: Assessment,
    weights: Mapping[UUID, Decimal],
    by: User,
    at: datetime,
    seen: Mapping[UUID, Decimal] | None = None,
) -> None:
    """Set the weights of all criteria together, as shares of one.

    ``seen`` are the weights the writer saw. Raises ``Invalid`` when others were saved
    since, and when the new ones do not add up to one (within 0.005), naming the sum and what is
    missing or too much; then every weight stays as it was.
    """
    locked = lock_for_writing(assessment=assessment, section=_SECTION, by=by, at=at)
    criteria = {item.pk: item for item in Criterion.objects.filter(assessment=locked)}
    if set(weights) != set(criteria):
        raise Invalid(_("A criterion was added or removed in the meantime. Load the page again."))
    if seen is not None and any(
        seen.get(key) != criterion.weight for key, criterion in criteria.items()
    ):
        raise Invalid(
            _(
                "Somebody saved other weights in the meantime; they are shown beside yours. "
                "Save again to replace them."
            )
        )
    if any(weight < 0 for weight in weights.values()):
        raise Invalid(_("A weight lies between 0 % and 100 %."))
    total = sum(weights.values(), Decimal(0))
    if abs(total - 1) > WEIGHT_TOLERANCE:
        raise Invalid(_sum_is_off(total))
    by_hand(locked)
    before = {str(key): _text(criterion.weight) for key, criterion in criteria.items()}
    for key, weight in weights.items():
        Criterion.objects.filter(pk=key).exclude(weight=weight).update(
            weight=weight, version=F("version") + 1, updated_at=at, updated_by=by
        )
    _keep_ranges(locked)
    audit.record(
        verb="weights.saved",
        sentence=f"{by} set the weights of “{locked}”.",
        by=by,
        role=writer_role(locked, by, at),
        subject=locked,
        country=locked.country_id,
        details={
            "from": before,
            "to": {str(key): _text(weight) for key, weight in weights.items()},
        },
    )


def held_method(assessment: Assessment) -> Prioritisation:
    """The method of the dossier, held against other writers until the transaction ends."""
    Prioritisation.objects.get_or_create(assessment=assessment)
    return Prioritisation.objects.select_for_update(of=("self",)).get(assessment=assessment)


def _keep_ranges(assessment: Assessment) -> None:
    """What the weights were given for, so that a range that changes later is noticed."""
    result = weight_ranges(ranking(assessment))
    Prioritisation.objects.filter(assessment=assessment).update(weight_ranges=result)


def by_hand(assessment: Assessment) -> None:
    """What is changed by hand is no scoring session's result any more."""
    rows = Prioritisation.objects.filter(assessment=assessment, from_session__isnull=False)
    rows.update(from_session=None)


def _sum_is_off(total: Decimal) -> str:
    words = {"sum": percent(total, 1), "off": percent(abs(total - 1), 1)}
    if total > 1:
        return _("The weights add up to %(sum)s. Take away %(off)s.") % words
    return _("The weights add up to %(sum)s. Add %(off)s.") % words


@transaction.atomic
def save_scores(
    *,
    assessment: Assessment,
    scores: Mapping[tuple[UUID, UUID], Decimal | None],
    by: User,
    at: datetime,
) -> int:
    """Store scores by (option, criterion); None takes a score out. Returns how many changed.

    Raises ``Invalid`` when an option or criterion is not of this dossier.
    """
    locked = lock_for_writing(assessment=assessment, section=_SECTION, by=by, at=at)
    _check_cells(locked, scores)
    before = {
        (row.option_id, row.criterion_id): row.value
        for row in Score.objects.filter(assessment=locked)
    }
    changed = {cell: value for cell, value in scores.items() if before.get(cell) != value}
    if changed:
        by_hand(locked)
    Score.objects.bulk_create(
        [
            Score(assessment=locked, option_id=option, criterion_id=criterion, value=value)
            for (option, criterion), value in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["option", "criterion"],
        update_fields=["value"],
    )
    if changed:
        audit.record(
            verb="scores.saved",
            sentence=f"{by} changed {len(changed)} scores of “{locked}”.",
            by=by,
            role=writer_role(locked, by, at),
            subject=locked,
            country=locked.country_id,
            details={
                "scores": [
                    {
                        "option": str(option),
                        "criterion": str(criterion),
                        "from": _text(before.get((option, criterion))),
                        "to": _text(value),
                    }
                    for (option, criterion), value in changed.items()
                ]
            },
        )
    return len(changed)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _check_cells(assessment: Assessment, scores: Mapping[tuple[UUID, UUID], object]) -> None:
    options = set(
        TechnologyOption.objects.filter(assessment=assessment).values_list("pk", flat=True)
    )
    criteria = set(Criterion.objects.filter(assessment=assessment).values_list("pk", flat=True))
    for option, criterion in scores:
        if option not in options or criterion not in criteria:
            raise Invalid(
                _("An option or a criterion was removed in the meantime. Load the page again.")
            )
