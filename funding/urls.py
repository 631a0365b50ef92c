"""URLs of the top layer: money, published plans with their money, and the desk page."""

from django.urls import path

from .views import dashboard, desk, ledger, offers, plans, rates

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("funding/", dashboard.funding, name="funding"),
    path("funding/figures/<slug:slug>/", dashboard.figure, name="figure"),
    path("funding/contributions/", dashboard.contributions, name="contributions"),
    path("funding/offers/", offers.offers, name="offers"),
    path("funding/offers/<int:offer_id>/", offers.offer_detail, name="offer_detail"),
    path("funding/offers/<int:offer_id>/<slug:name>/", offers.offer_act, name="offer_act"),
    path("funding/ledger/", ledger.ledger, name="ledger"),
    path("funding/ledger/add/", ledger.ledger_add, name="ledger_add"),
    path("funding/ledger/<uuid:entry_id>/", ledger.entry, name="entry"),
    path("funding/ledger/<uuid:entry_id>/<slug:name>/", ledger.entry_act, name="entry_act"),
    path("funding/rates/", rates.rates, name="rates"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<uuid:plan_id>/", plans.plan, name="plan"),
    path("plans/<uuid:plan_id>/actions/<uuid:action_id>/", plans.plan_action, name="plan_action"),
    path("plans/<uuid:plan_id>/actions/<uuid:action_id>/offer/", offers.offer, name="offer"),
]
