"""The records of a dossier in the country's order."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet


def in_order(rows: QuerySet[Any], within: Sequence[str] = ()) -> QuerySet[Any]:
    """By position; where records stand in the list of another one, list after list.

    ``within`` are the lookups from the record up to the outermost list, such as
    ``("activity", "activity__action")``.
    """
    above = [
        f"{lookup}__{name}"
        for lookup in reversed(within)
        for name in ("position", "updated_at", "pk")
    ]
    return rows.order_by(*above, "position", "updated_at", "pk")
