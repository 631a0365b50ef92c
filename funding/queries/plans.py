"""Published plans as the public reads them, each action with its money."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from assessments.models import PlanDocument, Snapshot
from assessments.publication.queries import plans
from assessments.states import DocumentState, Projection
from techbank.exceptions import Hidden
from techbank.text import FIRST

from .action_funding import ActionFunding, action_funding

ZERO = Decimal(0)
SORTS = ("number", "cost", "gap", "funded")


@dataclass(frozen=True)
class FundedAction:
    """An action of the public plan, as it was approved, beside its money of today."""

    content: dict[str, Any]
    funding: ActionFunding

    @property
    def id(self) -> UUID:
        return self.funding.action_id


@dataclass(frozen=True)
class FundedPlan:
    """A public plan. Sums are dollars over the actions that have them; ``at_least`` says that a
    cost is missing from the sum."""

    snapshot: Snapshot
    actions: tuple[FundedAction, ...]

    @property
    def content(self) -> dict[str, Any]:
        return cast(dict[str, Any], self.snapshot.public)

    @property
    def text_dialect(self) -> int:
        """The dialect in which its texts were approved."""
        return int(self.content.get("text_dialect", FIRST))

    @property
    def invented(self) -> bool:
        return bool(self.content["assessment"]["country"]["fictional"])

    @property
    def cost(self) -> Decimal | None:
        costs = [action.funding.cost for action in self.actions if action.funding.cost is not None]
        return sum(costs, ZERO) if costs else None

    @property
    def at_least(self) -> bool:
        return any(
            action.funding.at_least or action.funding.cost is None for action in self.actions
        )

    @property
    def pledged(self) -> Decimal:
        return sum((action.funding.pledged for action in self.actions), ZERO)

    @property
    def signed(self) -> Decimal:
        return sum((action.funding.signed for action in self.actions), ZERO)

    @property
    def received(self) -> Decimal:
        return sum((action.funding.received for action in self.actions), ZERO)

    @property
    def firm(self) -> Decimal:
        return self.signed + self.received

    @property
    def gap(self) -> Decimal | None:
        """What is missing over all actions; a surplus of one action fills no gap of another."""
        gaps = [action.funding.gap for action in self.actions if action.funding.gap is not None]
        return sum((max(gap, ZERO) for gap in gaps), ZERO) if gaps else None

    def action(self, action_id: UUID) -> FundedAction:
        """Raises ``Hidden`` when the plan has no such action."""
        for action in self.actions:
            if action.id == action_id:
                return action
        raise Hidden


def _funded(snapshot: Snapshot, money: dict[UUID, ActionFunding]) -> FundedPlan:
    actions = (
        FundedAction(action, money[UUID(action["id"])]) for action in snapshot.public["actions"]
    )
    return FundedPlan(snapshot, tuple(actions))


def published_plans(on: date) -> list[FundedPlan]:
    """Every published plan with its money, newest first. At most three queries, however many
    plans."""
    snapshots = list(plans.published())
    money = action_funding(snapshots, on)
    return [_funded(snapshot, money) for snapshot in snapshots]


def published_plan(plan_id: UUID, on: date) -> FundedPlan:
    """The newest version of a published plan with its money, by the id of any of its versions.

    So the address on an offer or in a printed plan keeps working. Raises ``Hidden``. At most three
    queries.
    """
    snapshot = plans.published().filter(assessment__snapshots=plan_id).first()
    if snapshot is None:
        raise Hidden
    return _funded(snapshot, action_funding([snapshot], on))


def in_order(actions: Sequence[FundedAction], sort: str) -> list[FundedAction]:
    """By number, or the largest first by cost, gap or firm money; unknown ones come last."""
    keys: dict[str, Callable[[FundedAction], Decimal | None]] = {
        "cost": lambda plan: plan.funding.cost,
        "gap": lambda plan: plan.funding.gap,
        "funded": lambda plan: plan.funding.firm,
    }
    if sort not in keys:
        return list(actions)
    value = keys[sort]
    return sorted(actions, key=lambda action: (value(action) is None, -(value(action) or ZERO)))


def public_documents(snapshot: Snapshot) -> list[PlanDocument]:
    """The public PDFs of a plan, ready or still being made, by language. One query."""
    documents = PlanDocument.objects.filter(snapshot=snapshot, projection=Projection.PUBLIC)
    return list(documents.exclude(state=DocumentState.FAILED).order_by("language"))


def priorities(content: dict[str, Any], longest: int = 10) -> list[dict[str, Any]]:
    """The country's options in the order of their rank, at most ``longest``.

    A reasoned order without scores has no totals; then the chosen options are listed in the order
    of the plan.
    """
    options = {option["id"]: option for option in content["options"]}
    results = content["prioritisation"].get("results") or []
    if results:
        ranked = sorted(results, key=lambda result: result["rank"])
        listed = [
            {
                "option": options[chosen_option["option"]],
                "rank": chosen_option["rank"],
                "points": None
                if chosen_option["total"] is None
                else Decimal(chosen_option["total"]),
            }
            for chosen_option in ranked
            if chosen_option["option"] in options
        ]
        return listed[:longest]
    chosen = [option for option in content["options"] if option["chosen"]]
    return [
        {"option": chosen_option, "rank": None, "points": None}
        for chosen_option in chosen[:longest]
    ]
