"""The one engine that changes a state: a table of acts, and ``perform``.

The tables are in each app's ``workflow.py`` and read like a contract. Nothing else assigns a
state; a test over the source checks that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from techbank import audit
from techbank.exceptions import Refused, WrongState

from .access import YES, AccessDecision, may, role_used
from .models import Country, Organisation, User
from .roles import Permission


def _no_guard(_thing: Any, _by: User, _at: datetime) -> AccessDecision:
    return YES


def _nobody(_thing: Any) -> Country | Organisation | None:
    return None


@dataclass(frozen=True)
class Act:
    """One row of a workflow table.

    ``to_state`` is None for an act that changes no state. ``stamp`` names the pair of columns
    ``<stamp>_at`` and ``<stamp>_by`` set by the act. ``guard(thing, by, at)`` says whether the
    act is allowed now, and why not.
    ``belongs_to(thing)`` is the country or organisation the right must be held for. ``sentence``
    is the trail's sentence, in English, with ``%(by)s`` and ``%(thing)s``.
    """

    name: str
    permission: Permission
    from_states: tuple[str, ...]
    to_state: str | None
    verb: str
    sentence: str
    refusal: str | Promise
    guard: Callable[[Any, User, datetime], AccessDecision] = _no_guard
    belongs_to: Callable[[Any], Country | Organisation | None] = _nobody
    stamp: str = ""
    clears: tuple[str, ...] = field(default=())
    needs_reason: bool = False


T = TypeVar("T", bound=models.Model)


def _holder(act: Act, thing: Any) -> dict[str, Any]:
    owner = act.belongs_to(thing)
    return {
        "country": owner if isinstance(owner, Country) else None,
        "organisation": owner if isinstance(owner, Organisation) else None,
    }


def verdict(act: Act, thing: Any, *, by: User, at: datetime) -> AccessDecision:
    """Whether ``perform`` would do it now: right first, then state, then guard."""
    right = may(by, act.permission, on=at.date(), **_holder(act, thing))
    if not right:
        return right
    if thing.state not in act.from_states:
        return AccessDecision(False, str(act.refusal))
    return act.guard(thing, by, at)


def _check(act: Act, thing: Any, by: User, at: datetime, reason: str) -> None:
    right = may(by, act.permission, on=at.date(), **_holder(act, thing))
    if not right:
        raise Refused(right.reason)
    if thing.state not in act.from_states:
        raise WrongState(str(act.refusal))
    guarded = act.guard(thing, by, at)
    if not guarded:
        raise Refused(guarded.reason)
    if act.needs_reason and not reason.strip():
        raise Refused(_("Say why: this act needs a reason."))


def _stamp_columns(act: Act, by: User, at: datetime) -> dict[str, Any]:
    columns: dict[str, Any] = dict.fromkeys(act.clears)
    if act.stamp:
        columns |= {f"{act.stamp}_at": at, f"{act.stamp}_by": by}
    return columns


@transaction.atomic
def perform(
    act: Act,
    thing: T,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    also: Mapping[str, Any] | None = None,
    before_trail: Callable[[T], Mapping[str, Any] | None] | None = None,
) -> T:
    """Do the act: lock the row, check right, state and guard, set state and stamps, record it.

    ``also`` sets further columns in the same write; ``before_trail`` does what belongs to the same
    act (freezing a snapshot, asking for a document) before the trail is written, which comes last;
    what it returns is added to the trail's details.
    Raises ``Refused`` or ``WrongState`` with a sentence; then nothing has changed.
    """
    model = type(thing)
    locked = model._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
    _check(act, locked, by, at, reason)
    columns = _stamp_columns(act, by, at) | dict(also or {})
    previous_state = cast(Any, locked).state
    if act.to_state is not None:
        columns["state"] = act.to_state
    for name, value in columns.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(columns))
    more_details = before_trail(locked) if before_trail is not None else None
    owner = _holder(act, locked)
    audit.record(
        verb=act.verb,
        sentence=act.sentence % {"by": by, "thing": locked},
        by=by,
        role=role_used(by, act.permission, on=at.date(), **owner),
        subject=locked,
        country=owner["country"].pk if owner["country"] else "",
        details={"from": previous_state, "to": act.to_state or previous_state}
        | ({"reason": reason} if reason else {})
        | dict(more_details or {}),
    )
    return locked
