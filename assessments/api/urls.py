"""Routes of the assessments floor below /api/v1/, open to anybody and read-only."""

from django.urls import path

from .questionnaires import QuestionnairesView, QuestionnaireView

urlpatterns = [
    path("questionnaires/", QuestionnairesView.as_view(), name="api-questionnaires"),
    path("questionnaires/<str:version>/", QuestionnaireView.as_view(), name="api-questionnaire"),
]
