"""Published plans with their money, for donors. All public."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.views.decorators.http import require_safe

from assessments.plan.queries.published_words import PublishedLine, in_words
from assessments.progress.queries import each, public_standings
from assessments.progress.views.words import activity_row, plan_drawing, public_figures
from assessments.publication.documents import store
from assessments.questions.catalogues import COST_CATEGORIES, FUNDING_KINDS, label_of
from funding.queries import plans as published
from partners.access import organisations_of
from partners.roles import Permission

from .drawings import money_by_action, money_figures

SORTS: dict[str, Any] = {
    "number": gettext_lazy("number"),
    "gap": gettext_lazy("largest gap first"),
    "cost": gettext_lazy("highest cost first"),
    "funded": gettext_lazy("most money found first"),
}


def _may_offer(request: HttpRequest, on: date) -> bool:
    return bool(organisations_of(request.user, Permission.OFFER_PLEDGE, on))


def country_name(content: dict[str, Any], language: str) -> str:
    """The country's name in the reader's language, else in English."""
    names = content["assessment"]["country"]["names"]
    return str(names.get(language.split("-")[0]) or names["en"])


def language_name(code: str) -> str:
    return str(get_language_info(code)["name_local"])


def _lines(action: dict[str, Any]) -> list[dict[str, Any]]:
    """Every cost line with the number of its activity and the words for its category."""
    return [
        {
            **line,
            "activity": activity["number"],
            "label": label_of(COST_CATEGORIES, line["category"]),
        }
        for activity in action["activities"]
        for line in activity["cost_lines"]
    ]


def _published(content: dict[str, Any], action: str | None = None) -> list[PublishedLine]:
    """Totals printed elsewhere, of one action or of all; empty in plans that have none."""
    rows = content.get("published_totals", ())
    return [in_words(row) for row in rows if action is None or row["action"] == action]


@login_not_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Every published plan: country, cost, firm money, what is missing. Four queries at most."""
    funded_plans = published.published_plans(timezone.now().date())
    language = request.LANGUAGE_CODE
    rows = [
        {"plan": item, "country": country_name(item.content, language)} for item in funded_plans
    ]
    return render(request, "funding/plans.html", {"rows": rows})


@login_not_required
@require_safe
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One plan from its public snapshot: summary, actions with their money, progress, priorities,
    needs."""
    today = timezone.now().date()
    funded_plan = published.published_plan(plan_id, today)
    progress = public_standings(funded_plan.snapshot, today)
    sort = request.GET.get("sort", "number")
    actions = published.in_order(funded_plan.actions, sort)
    context = {
        "plan": funded_plan,
        "content": funded_plan.content,
        "country": country_name(funded_plan.content, request.LANGUAGE_CODE),
        "actions": actions,
        "sort": sort,
        "sorts": SORTS.items(),
        "figures": money_figures(funded_plan),
        "drawing": money_by_action(actions),
        "published": _published(funded_plan.content),
        "progress_figures": public_figures(each(progress)),
        "progress_rows": [
            activity_row(standing, funded_plan.snapshot.version) for standing in each(progress)
        ],
        "progress_drawing": plan_drawing(progress, today),
        "priorities": published.priorities(funded_plan.content),
        "documents": [
            {
                "id": document.pk,
                "language": language_name(document.language),
                "state": document.state,
                "is_signed": store.has_signed_copy(document.digest),
            }
            for document in published.public_documents(funded_plan.snapshot)
        ],
    }
    return render(request, "funding/plan.html", context)


@login_not_required
@require_safe
def plan_action(request: HttpRequest, plan_id: UUID, action_id: UUID) -> HttpResponse:
    """One action: activities with their progress, cost lines, and the rows that pay for it."""
    today = timezone.now().date()
    funded_plan = published.published_plan(plan_id, today)
    action = funded_plan.action(action_id)
    standings = next(
        standing.activities
        for standing in public_standings(funded_plan.snapshot, today)
        if standing.action["id"] == action.content["id"]
    )
    context = {
        "plan": funded_plan,
        "content": funded_plan.content,
        "country": country_name(funded_plan.content, request.LANGUAGE_CODE),
        "action": action,
        "figures": money_figures(action.funding),
        "listed": action.funding.listed,
        "activities": [
            activity_row(standing, funded_plan.snapshot.version) for standing in standings
        ],
        "reported": any(standing.report for standing in standings),
        "lines": _lines(action.content),
        "published": _published(funded_plan.content, action.content["id"]),
        "sought": [
            {**sought, "label": label_of(FUNDING_KINDS, sought["kind"])}
            for sought in action.content["funding_sought"]
        ],
        "may_offer": _may_offer(request, today),
    }
    return render(request, "funding/plan_action.html", context)
