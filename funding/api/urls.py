"""Routes of the funding floor below /api/v1/, all open to anybody and read-only."""

from django.urls import path

from .funding import ContributionsView, CoverageView
from .plans import PlanActionsView, PlanProgressView, PlansView, PlanView

urlpatterns = [
    path("plans/", PlansView.as_view(), name="api-plans"),
    path("plans/<uuid:plan_id>/", PlanView.as_view(), name="api-plan"),
    path("plans/<uuid:plan_id>/actions/", PlanActionsView.as_view(), name="api-plan-actions"),
    path("plans/<uuid:plan_id>/progress/", PlanProgressView.as_view(), name="api-plan-progress"),
    path("funding/coverage/", CoverageView.as_view(), name="api-coverage"),
    path("funding/contributions/", ContributionsView.as_view(), name="api-contributions"),
]
