"""Addresses of the partners app."""

from django.urls import path

from .views import account, countries, people, programme, trail

urlpatterns = [
    path("", programme.home, name="home"),
    path("countries/", countries.countries, name="countries"),
    path("countries/<slug:iso3>/", countries.country, name="country"),
    path("countries/<slug:iso3>/status/", countries.record_status, name="record_status"),
    path("programme/", programme.programme, name="programme"),
    path("organisations/", programme.organisations, name="organisations"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person_add"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/invite/", people.person_invite, name="person_invite"),
    path("people/<int:person_id>/access/", people.person_access, name="person_access"),
    path("people/<int:person_id>/roles/", people.role_grant, name="role_grant"),
    path("people/roles/<int:role_id>/end/", people.role_end, name="role_end"),
    path("trail/", trail.trail, name="trail"),
    path("trail/<int:seq>/", trail.trail_entry, name="trail_entry"),
    path("trail/verify/", trail.trail_verify, name="trail_verify"),
    path("trail/export/", trail.trail_export, name="trail_export"),
    path("account/", account.account, name="account"),
    path("language/", account.set_language, name="set_language"),
]
