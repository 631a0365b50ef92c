"""Published plans and the money of their actions."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from funding.queries.plans import FundedPlan, published_plan, published_plans

from .funding import Sum


class MoneySerializer(serializers.Serializer):
    """Dollars. Pledged is not signed yet, signed is not received yet: no overlap. ``at_least``:
    some costs are not known."""

    cost = Sum(allow_null=True)
    at_least = serializers.BooleanField()
    pledged = Sum()
    signed = Sum()
    received = Sum()
    gap = Sum(allow_null=True)


class PlanSerializer(serializers.Serializer):
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


class ActionSerializer(serializers.Serializer):
    """An action of a published plan with its money of today."""

    id = serializers.UUIDField()
    number = serializers.CharField(source="content.number")
    title = serializers.CharField(source="content.title")
    responsible = serializers.CharField(source="content.responsible")
    money = MoneySerializer(source="funding")


class PlansView(APIView):
    """Published plans, newest first."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="plans", responses=PlanSerializer(many=True))
    def get(self, request: Request) -> Response:
        found = published_plans(timezone.now().date())
        return Response(PlanSerializer(found, many=True).data)


class PlanView(APIView):
    """One published plan."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="plan", responses=WholePlanSerializer)
    def get(self, request: Request, plan_id: UUID) -> Response:
        found = published_plan(plan_id, timezone.now().date())
        return Response(WholePlanSerializer(found).data)


class PlanActionsView(APIView):
    """The actions of one published plan, each with its cost and its money."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="plan_actions", responses=ActionSerializer(many=True))
    def get(self, request: Request, plan_id: UUID) -> Response:
        found = published_plan(plan_id, timezone.now().date())
        return Response(ActionSerializer(found.actions, many=True).data)
