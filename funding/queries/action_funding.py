"""What each costed action of a published plan needs, and who pays for it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from assessments.models import Snapshot

from .figures import total
from .ladder import Ladder, LadderPart, Rung, ladder
from .rows import rows_as_of

ZERO = Decimal(0)


@dataclass(frozen=True)
class ActionFunding:
    """One action. Dollars; ``cost`` None where nothing of it is known in dollars, ``at_least``
    where some of its lines are not. ``pledged`` is what is pledged and not signed, ``signed``
    what is signed and not received: the three add up without overlap.

    ``unsummed`` are parts with no rate, in their own currency; ``confidential``: money is left out
    because showing it would reveal its only donor.
    """

    action_id: UUID
    cost: Decimal | None
    at_least: bool
    pledged: Decimal
    signed: Decimal
    received: Decimal
    parts: tuple[LadderPart, ...] = ()
    unsummed: tuple[LadderPart, ...] = ()
    confidential: bool = False

    @property
    def firm(self) -> Decimal:
        return self.signed + self.received

    @property
    def gap(self) -> Decimal | None:
        """Cost less what is received or signed; negative when over-funded."""
        return None if self.cost is None else self.cost - self.firm

    @property
    def listed(self) -> list[LadderPart]:
        """What may be shown line by line: confidential promises are only in the sums."""
        every = (*self.parts, *self.unsummed)
        return [part for part in every if not part.row.promise.confidential]


def action_funding(snapshots: Iterable[Snapshot], as_of: date) -> dict[UUID, ActionFunding]:
    """Funding of every action in the public plans given. Two queries, however many plans."""
    actions = {UUID(a["id"]): a for plan in snapshots for a in plan.public["actions"]}
    whole = ladder(rows_as_of(as_of, action_ids=actions, with_invented=True))
    parts = _by_action(whole)
    return {key: _funding(key, action, parts.get(key, [])) for key, action in actions.items()}


def _by_action(whole: Ladder) -> dict[UUID, list[LadderPart]]:
    by_action: dict[UUID, list[LadderPart]] = defaultdict(list)
    for part in whole.parts:
        if part.rung != Rung.GIVEN_UP and part.row.promise.action_id is not None:
            by_action[part.row.promise.action_id].append(part)
    return by_action


def _funding(action_id: UUID, action: dict[str, Any], parts: list[LadderPart]) -> ActionFunding:
    confidential = {part.row.promise.donor for part in parts if part.row.promise.confidential}
    hidden = len(confidential) == 1
    rows = [part for part in parts if not (hidden and part.row.promise.confidential)]
    cost = action["cost"]

    def on(rung: Rung) -> Decimal:
        return total(part for part in rows if part.rung == rung)

    return ActionFunding(
        action_id=action_id,
        cost=None if cost["usd"] is None else Decimal(cost["usd"]),
        at_least=bool(cost["at_least"]),
        pledged=on(Rung.PLEDGED),
        signed=on(Rung.SIGNED),
        received=on(Rung.RECEIVED),
        parts=tuple(part for part in rows if part.usd is not None),
        unsummed=tuple(part for part in rows if part.usd is None),
        confidential=hidden,
    )
