"""Bugs planted on purpose: each opens one guard, and the walk through a few doors must see it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, cast
from unittest import mock

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Q

from assessments.dossiers.queries.sources import live
from assessments.models import Assessment, Snapshot
from funding.models import PledgeOffer
from funding.queries.action_funding import ActionFunding
from funding.queries.plans import FundedPlan
from funding.queries.rows import rows_as_of
from funding.views.desk import desk
from partners.access import YES
from partners.models import Country, Organisation
from partners.roles import ROLES, Permission, Role

__all__ = ["CANARY_PLANTS", "PLANTS", "Plant"]


@dataclass(frozen=True)
class Plant:
    """``opened`` names what is replaced and by what; ``doors`` are the URL names to walk."""

    sentence: str
    opened: tuple[Any, ...]
    doors: tuple[str, ...]

    def __str__(self) -> str:
        return self.sentence

    @contextmanager
    def growing(self) -> Iterator[None]:
        with ExitStack() as stack:
            for item in self.opened:
                stack.enter_context(item())
            yield


def _at(target: str, instead: Any) -> Callable[[], Any]:
    return lambda: mock.patch(target, instead)


def _on(thing: Any, name: str, instead: Any) -> Callable[[], Any]:
    return lambda: mock.patch.object(thing, name, instead, create=True)


def _nothing(*_args: Any, **_options: Any) -> None:
    """A guard that lets everybody in."""


def _all_dossiers(*_args: Any) -> Any:
    return Assessment.objects.select_related("country", "cycle", "taken_by")


def _all_snapshots() -> Any:
    return Snapshot.objects.select_related("assessment__country").defer("full")


def _by_digest(digest: str) -> Snapshot | None:
    return Snapshot.objects.filter(Q(digest=digest) | Q(public_digest=digest)).first()


def _everywhere(*_args: Any) -> list[str]:
    return list(Country.objects.values_list("pk", flat=True))


def _every_organisation(*_args: Any) -> list[int]:
    return list(Organisation.objects.values_list("pk", flat=True))


PLANTS = (
    Plant(
        "every dossier is visible to everybody",
        (_at("assessments.dossiers.queries.access.visible_to", _all_dossiers),),
        ("assessment", "review"),
    ),
    Plant(
        "a role counts for every country",
        (_at("assessments.dossiers.queries.access.countries_of", _everywhere),),
        ("assessment", "history"),
    ),
    Plant(
        "everybody may edit in every state",
        (_at("assessments.dossiers.queries.access.may_edit", lambda *_a, **_o: YES),),
        ("section", "record_add"),
    ),
    Plant(
        "what a country keeps to itself is shown in the history",
        (_at("assessments.dossiers.views.pages.Page.may_read", lambda *_a: True),),
        ("history",),
    ),
    Plant(
        "files that a country keeps to itself are handed out",
        (_at("assessments.dossiers.queries.sources.readable", lambda row, **_o: live(row)),),
        ("evidence_file",),
    ),
    Plant(
        "everybody who reads a plan reports on it",
        (_at("assessments.progress.queries.may_report", lambda *_a: YES),),
        ("progress_report",),
    ),
    Plant(
        "acts check neither right nor state nor guard",
        (_at("partners.transitions._check", _nothing),),
        ("act",),
    ),
    Plant(
        "any person who wrote or recommended may approve",
        (_at("partners.transitions.may", lambda *_a, **_o: YES),),
        ("act",),
    ),
    Plant(
        "any officer settles threads",
        (_at("assessments.review.operations.threads._require_assigned", _nothing),),
        ("thread", "thread_open"),
    ),
    Plant(
        "auditors ask for documents",
        (_at("assessments.publication.operations.asking.require_asker", _nothing),),
        ("documents", "document_again"),
    ),
    Plant(
        "every document is public",
        (_at("assessments.publication.queries.documents._visible", lambda *_a: Q()),),
        ("document_file", "document_status"),
    ),
    Plant(
        "full documents of published plans are public",
        (
            _at(
                "assessments.publication.queries.documents._visible",
                lambda *_a: Q(snapshot__assessment__state="published"),
            ),
        ),
        ("document_file",),
    ),
    Plant(
        "approved plans count as published",
        (_at("assessments.publication.queries.plans.published", _all_snapshots),),
        ("plan", "api-plan", "api-plan-actions", "api-plan-progress", "plan_action", "offer"),
    ),
    Plant(
        "unpublished digests are verified",
        (_at("assessments.publication.queries.verification._published_version", _by_digest),),
        ("verify",),
    ),
    Plant(
        "every offer is visible to everybody",
        (_at("funding.queries.offers.visible_to", lambda *_a: PledgeOffer.objects.all()),),
        ("offer_detail", "offer_act"),
    ),
    Plant(
        "a donor represents every organisation",
        (_at("funding.queries.offers.organisations_of", _every_organisation),),
        ("offer_detail",),
    ),
    Plant(
        "the ledger requires nothing",
        (_at("funding.views.ledger.require", _nothing),),
        ("ledger", "ledger_add", "entry"),
    ),
    Plant(
        "an auditor may enter rows",
        (
            lambda: mock.patch.dict(
                ROLES, {Role.AUDITOR: ROLES[Role.AUDITOR] | {Permission.ENTER_LEDGER}}
            ),
        ),
        ("ledger_add", "rates"),
    ),
    Plant(
        "the pages on people have no guard",
        (_at("partners.views.people._guard", _nothing),),
        ("people", "person", "role_grant"),
    ),
    Plant(
        "the trail has no guard",
        (_at("partners.views.trail._guard", _nothing),),
        ("trail", "trail_entry"),
    ),
    Plant(
        "everybody records the status of countries",
        (_at("partners.views.countries.require", _nothing),),
        ("record_status",),
    ),
    Plant(
        "a private page forgot to ask for sign-in",
        (_on(desk, "login_required", False),),
        ("desk",),
    ),
    Plant(
        "nobody needs a second factor",
        (_at("partners.models.people.NEEDS_SECOND_FACTOR", frozenset()),),
        ("desk", "assessments"),
    ),
    Plant(
        "the gate of the second factor stands open",
        (_at("techbank.web.middleware.is_mfa_enabled", lambda *_a: True),),
        ("desk", "account"),
    ),
    Plant(
        "a disabled person keeps the session",
        (_on(AuthenticationBackend, "user_can_authenticate", lambda *_a: True),),
        ("desk", "account"),
    ),
)


def _rows_open(as_of: Any, **options: Any) -> list[Any]:
    rows = rows_as_of(as_of, **options)
    for row in rows:
        object.__setattr__(row.promise, "confidential", False)
    return rows


def _whole(plan: FundedPlan) -> dict[str, Any]:
    return cast(dict[str, Any], plan.snapshot.full)


CANARY_PLANTS = (
    Plant(
        "lists show every dossier",
        (_at("assessments.dossiers.queries.access.visible_to", _all_dossiers),),
        ("assessments", "desk"),
    ),
    Plant(
        "the public plan is the full one",
        (_on(FundedPlan, "content", property(_whole)),),
        ("api-plan", "plan"),
    ),
    Plant(
        "confidential promises are listed",
        (
            _at("funding.queries.donors.rows_as_of", _rows_open),
            _at("funding.queries.figures.rows_as_of", _rows_open),
        ),
        ("contributions", "api-contributions", "figure", "api-coverage"),
    ),
    Plant(
        "an action lists its confidential money",
        (_on(ActionFunding, "listed", property(lambda row: list(row.parts))),),
        ("plan_action",),
    ),
    Plant(
        "officers read what a country keeps to itself",
        (_at("assessments.dossiers.views.pages.Page.may_read", lambda *_a: True),),
        ("section", "section_check", "history"),
    ),
    Plant(
        "approved plans count as published",
        (_at("assessments.publication.queries.plans.published", _all_snapshots),),
        ("plans", "api-plans"),
    ),
)
