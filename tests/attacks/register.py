"""All attacks, floor by floor."""

from tests.attacks import (
    assessments_dossiers,
    assessments_evidence,
    assessments_plans,
    assessments_records,
    assessments_team,
    assessments_workshop,
    counts,
    funding,
    ground,
    ledger,
    partners,
)
from tests.attacks.attack import Attack

ATTACKS: tuple[Attack, ...] = (
    *ground.ATTACKS,
    *partners.ATTACKS,
    *assessments_dossiers.ATTACKS,
    *assessments_records.ATTACKS,
    *assessments_evidence.ATTACKS,
    *assessments_plans.ATTACKS,
    *assessments_workshop.ATTACKS,
    *assessments_team.ATTACKS,
    *funding.ATTACKS,
    *ledger.ATTACKS,
    *counts.ATTACKS,
)
