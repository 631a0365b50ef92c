"""Addresses of the dossiers: the country's pages, then those of review and documents."""

from django.urls import URLPattern, path

from assessments.views import (
    acts,
    documents,
    dossiers,
    endorsement,
    external,
    history,
    priorities,
    records,
    review,
    sections,
    trail,
)

_ONE = "assessments/<uuid:assessment_id>/"
_RECORDS = f"{_ONE}records/<slug:kind>/"

country_urls: list[URLPattern] = [
    path("assessments/", dossiers.listing, name="assessments"),
    path("assessments/open/", dossiers.open_dossier, name="assessment_open"),
    path(_ONE, dossiers.task_list, name="assessment"),
    path(f"{_ONE}sections/<slug:key>/", sections.section, name="section"),
    path(f"{_ONE}sections/<slug:key>/check/", sections.check, name="section_check"),
    path(f"{_RECORDS}add/", records.add, name="record_add"),
    path(f"{_RECORDS}<uuid:record_id>/", records.edit, name="record_edit"),
    path(f"{_RECORDS}<uuid:record_id>/remove/", records.remove, name="record_remove"),
    path(f"{_ONE}scores/", priorities.scores, name="scores"),
    path(f"{_ONE}ranking/", priorities.ranking, name="ranking"),
    path(f"{_ONE}endorsement/", endorsement.endorsement, name="endorsement"),
    path(f"{_ONE}history/<str:key>/", history.history, name="history"),
]

# Review, acts, documents and assessments made elsewhere: their routes go in this list.
review_urls: list[URLPattern] = [
    path("assessments/external/", external.external_assessments, name="external_assessments"),
    path(
        "assessments/external/<slug:iso3>/",
        external.external_assessment,
        name="external_assessment",
    ),
    path(f"{_ONE}acts/<slug:name>/", acts.act, name="act"),
    path(f"{_ONE}review/", review.review_page, name="review"),
    path(f"{_ONE}review/<slug:key>/threads/", review.thread_open, name="thread_open"),
    path(f"{_ONE}threads/<uuid:thread_id>/", review.thread, name="thread"),
    path(f"{_ONE}trail/", trail.dossier_trail, name="dossier_trail"),
    path(f"{_ONE}receipts/<int:number>/", trail.receipt, name="receipt"),
    path(f"{_ONE}documents/", documents.documents, name="documents"),
    path("documents/<uuid:document_id>/file/", documents.document_file, name="document_file"),
    path("documents/<uuid:document_id>/status/", documents.document_status, name="document_status"),
    path("documents/<uuid:document_id>/again/", documents.document_again, name="document_again"),
    path("verify/<slug:digest>/", documents.verify, name="verify"),
]

# The outside list comes first: "assessments/external/" is no dossier.
urlpatterns: list[URLPattern] = [*review_urls, *country_urls]
