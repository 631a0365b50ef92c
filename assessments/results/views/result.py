"""The result page: the ranking by scores, the reasoned order, and how the two differ."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.dossiers.views.pages import Page, open_page
from assessments.models import Prioritisation, ScoringSession
from assessments.priorities.queries import reasons
from assessments.priorities.queries.origin import origin, origin_of
from assessments.priorities.queries.ranking import OrderPlace, Ranking
from assessments.priorities.queries.ranking import ranking as ranking_of
from assessments.priorities.queries.robustness import costs_of
from assessments.reading.queries import submitted
from assessments.states import SessionState
from assessments.workshop.queries import results, sessions
from assessments.workshop.views.setup import session_context, team_page
from techbank.exceptions import Hidden, Refused

from .finding import finding
from .origin_words import apart_words, origin_words

_SECTION = "priorities"


@dataclass(frozen=True)
class OrderComparisonRow:
    """A place in the reasoned order beside the rank by scores; ``differs`` where they are not the
    same."""

    entry: OrderPlace
    rank: int | None

    @property
    def differs(self) -> bool:
        return self.rank is not None and self.rank != self.entry.place


def _order_rows(ranked: Ranking) -> list[OrderComparisonRow]:
    ranks = {option.id: option.rank for option in ranked.result.options} if ranked.result else {}
    return [OrderComparisonRow(record, ranks.get(record.option.pk)) for record in ranked.order]


def _compared(ranked: Ranking) -> str:
    """Whom both orders put first; empty without two of them."""
    if ranked.result is None:
        return ""
    names = ranked.by_option
    leaders = [names[option.id].name for option in ranked.result.options if option.rank == 1]  # type: ignore[index]
    return reasons.orders_compared([record.option.name for record in ranked.order], leaders)


def _follows(ranked: Ranking) -> str:
    if ranked.kind == Prioritisation.Kind.REASONED:
        return _("The assessment follows its reasoned order.")
    return _("The assessment follows its scores.") if ranked.order else ""


def _finding(ranked: Ranking) -> dict[str, Any]:
    if ranked.result is None or ranked.case is None:
        return {}
    return finding(
        ranked.case,
        ranked.result,
        ranked.reversals,
        costs=costs_of(ranked.options),
        stale=ranked.stale,
    )


def _require_handed_in(page: Page) -> None:
    """Scores have no history: while they are back with the country nobody else reads them."""
    for key in ("options", _SECTION):
        if submitted.notice(page.assessment, key, of_country=page.of_country):
            raise Refused(
                _("The country is changing this. You can read it once it is submitted again.")
            )


@require_GET
def ranking(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """What comes first and why, how sure that is, what would change it, who disagreed."""
    page = open_page(request, assessment_id)
    _require_handed_in(page)
    ranked = ranking_of(page.assessment)
    context = page.context(
        ("", _("Result")),
        ranking=ranked,
        found=_finding(ranked),
        order=_order_rows(ranked),
        headline=reasons.reasoned_words([record.option.name for record in ranked.order]),
        compared=_compared(ranked),
        follows=_follows(ranked),
        editable=bool(page.may_edit(_SECTION)),
        **_origin(page, ranked),
    )
    return render(request, "assessments/results/ranking.html", context)


def _origin(page: Page, ranked: Ranking) -> dict[str, Any]:
    source = origin(ranked.session_id) if ranked.result else None
    return {
        "origin": source,
        "origin_words": origin_words(source),
        "apart": apart_words(source, of_country=page.of_country),
    }


@require_GET
def session_result(request: HttpRequest, assessment_id: UUID, session_id: UUID) -> HttpResponse:
    """The result of a frozen scoring session in one page; before it is frozen there is none."""
    page = team_page(request, assessment_id)
    session = sessions.get_session(page.assessment, session_id)
    if session.state != SessionState.FROZEN:
        raise Hidden
    context = session_context(
        page, session, ("", _("Result")), found=_session_found(session), **_session_origin(session)
    )
    return render(request, "assessments/results/session.html", context)


def _session_found(session: ScoringSession) -> dict[str, Any]:
    outcome = results.outcome(session)
    if outcome.case is None or outcome.result is None:
        return {}
    return finding(outcome.case, outcome.result, outcome.reversals)


def _session_origin(session: ScoringSession) -> dict[str, Any]:
    source = origin_of(session)
    return {"origin_words": origin_words(source), "apart": apart_words(source, of_country=True)}
