"""Published plans and the money of their actions."""

from decimal import ROUND_HALF_UP
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.progress.queries import each, public_standings
from assessments.publication.queries.plans import published_version
from assessments.states import ActivityStatus
from funding.queries.plans import FundedPlan, published_plan, published_plans

from .funding import Sum


class MoneySerializer(serializers.Serializer[Any]):
    """Dollars. Pledged is not signed yet, signed is not received yet: no overlap. ``at_least``:
    some costs are not known."""

    cost = Sum(allow_null=True)
    at_least = serializers.BooleanField()
    pledged = Sum()
    signed = Sum()
    received = Sum()
    gap = Sum(allow_null=True)


class PlanSerializer(serializers.Serializer[Any]):
    """A published plan in one line."""

    id = serializers.UUIDField(source="snapshot.pk")
    title = serializers.CharField(source="content.assessment.title")
    country = serializers.CharField(source="content.assessment.country.iso3")
    invented = serializers.BooleanField()
    version = serializers.IntegerField(source="snapshot.version")
    approved_at = serializers.DateTimeField(source="snapshot.approved_at")
    digest = serializers.CharField(source="snapshot.public_digest")
    money = serializers.SerializerMethodField()

    @extend_schema(responses=MoneySerializer)
    def get_money(self, plan: FundedPlan) -> dict[str, Any]:
        return dict(MoneySerializer(plan).data)


class WholePlanSerializer(PlanSerializer):
    """A published plan with its public snapshot as it was approved."""

    plan = serializers.JSONField(source="content")


class ActionSerializer(serializers.Serializer[Any]):
    """An action of a published plan with its money of today."""

    id = serializers.UUIDField()
    number = serializers.CharField(source="content.number")
    title = serializers.CharField(source="content.title")
    responsible = serializers.CharField(source="content.responsible")
    money = MoneySerializer(source="funding")


class ProgressSerializer(serializers.Serializer[Any]):
    """An activity of a published plan beside what its country reported last. A null ``status``:
    nothing was reported, which is not the same as not started. ``reached`` is a plain number where
    baseline and target are numbers; ``share``: of the way from baseline to target."""

    id = serializers.UUIDField(source="activity.id")
    number = serializers.CharField(source="activity.number")
    title = serializers.CharField(source="activity.title")
    planned_start = serializers.DateField(source="starts_on", allow_null=True)
    planned_end = serializers.DateField(source="ends_on", allow_null=True)
    status = serializers.ChoiceField(
        source="report.status", choices=ActivityStatus.choices, default=None, allow_null=True
    )
    reported_up_to = serializers.DateField(source="report.until_on", default=None, allow_null=True)
    version = serializers.IntegerField(source="report.version", default=None, allow_null=True)
    actual_start = serializers.DateField(source="report.started_on", default=None, allow_null=True)
    actual_end = serializers.DateField(source="report.ended_on", default=None, allow_null=True)
    late = serializers.BooleanField()
    indicator = serializers.CharField(source="activity.indicator")
    baseline = serializers.CharField(source="activity.baseline")
    target = serializers.CharField(source="activity.target")
    reached = serializers.CharField(source="report.reached", default=None, allow_null=True)
    measured_on = serializers.DateField(source="report.measured_on", default=None, allow_null=True)
    share = serializers.DecimalField(
        max_digits=60, decimal_places=4, rounding=ROUND_HALF_UP, allow_null=True
    )


class PlansView(APIView):
    """Published plans, newest first."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="plans", responses=PlanSerializer(many=True))
    def get(self, request: Request) -> Response:
        plans_found = published_plans(timezone.now().date())
        return Response(PlanSerializer(plans_found, many=True).data)


class PlanView(APIView):
    """One published plan."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="plan", responses=WholePlanSerializer)
    def get(self, request: Request, plan_id: UUID) -> Response:
        plan = published_plan(plan_id, timezone.now().date())
        return Response(WholePlanSerializer(plan).data)


class PlanActionsView(APIView):
    """The actions of one published plan, each with its cost and its money."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="plan_actions", responses=ActionSerializer(many=True))
    def get(self, request: Request, plan_id: UUID) -> Response:
        plan = published_plan(plan_id, timezone.now().date())
        return Response(ActionSerializer(plan.actions, many=True).data)


class PlanProgressView(APIView):
    """The activities of one published plan against what was reported of them."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="plan_progress", responses=ProgressSerializer(many=True))
    def get(self, request: Request, plan_id: UUID) -> Response:
        standings = public_standings(published_version(plan_id), timezone.now().date())
        return Response(ProgressSerializer(each(standings), many=True).data)
