"""Addresses of the dossiers: the country's pages, then those of review and documents."""

from django.urls import URLPattern, path

from assessments.answers.views import changes, history, offline, record_history, saves, sections
from assessments.coach import views as coach
from assessments.dossiers.views import endorsement, language
from assessments.evidence.views import sources
from assessments.external import views as external
from assessments.prints import views as prints
from assessments.priorities.views import order, scores
from assessments.progress.views import pages as progress_reports
from assessments.publication.views import documents, published, verification
from assessments.records.views import one, tables
from assessments.results.views import result
from assessments.review.views import acts, review, trail
from assessments.tasklist import views as dossiers
from assessments.team.views import team
from assessments.versions import views as roll_forward
from assessments.workbook import views as workbook
from assessments.workshop.views import phone, phone_marks, room, setup

_ONE = "assessments/<uuid:assessment_id>/"
_RECORDS = f"{_ONE}records/<slug:kind>/"
_EVIDENCE = f"{_ONE}evidence/<uuid:evidence_id>/"
_ACTIVITY = f"{_ONE}progress/<uuid:activity_id>/"

country_urls: list[URLPattern] = [
    path("assessments/", dossiers.listing, name="assessments"),
    path("assessments/outgoing/", offline.outgoing, name="outgoing"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("assessments/signed-in/", saves.signed_in, name="signed_in"),
    path("assessments/open/", dossiers.open_dossier, name="assessment_open"),
    path(_ONE, dossiers.task_list, name="assessment"),
    path(f"{_ONE}saves/", saves.save, name="save"),
    path(f"{_ONE}offline/", offline.offline, name="offline"),
    path(f"{_ONE}sections/<slug:key>/", sections.section, name="section"),
    path(f"{_ONE}sections/<slug:key>/check/", sections.check, name="section_check"),
    path(_RECORDS, tables.table, name="record_table"),
    path(f"{_RECORDS}add/", one.add, name="record_add"),
    path(f"{_RECORDS}<uuid:record_id>/", one.edit, name="record_edit"),
    path(f"{_RECORDS}<uuid:record_id>/remove/", one.remove, name="record_remove"),
    path(f"{_ONE}scores/", scores.scores, name="scores"),
    path(f"{_ONE}ranking/", result.ranking, name="ranking"),
    path(f"{_ONE}order/", order.order, name="order"),
    path(f"{_ONE}coach/", coach.plan_coach, name="plan_coach"),
    path(f"{_ONE}language/", language.language, name="language"),
    path(f"{_ONE}questionnaire/", roll_forward.rolling, name="roll_forward"),
    path(f"{_ONE}endorsement/", endorsement.endorsement, name="endorsement"),
    path(f"{_ONE}evidence/", sources.evidence, name="evidence"),
    path(_EVIDENCE, sources.evidence_change, name="evidence_change"),
    path(f"{_EVIDENCE}remove/", sources.evidence_remove, name="evidence_remove"),
    path(f"{_EVIDENCE}file/", sources.evidence_file, name="evidence_file"),
    path(f"{_ONE}progress/", progress_reports.plan_progress, name="plan_progress"),
    path(_ACTIVITY, progress_reports.activity_progress, name="activity_progress"),
    path(f"{_ACTIVITY}report/", progress_reports.progress_report, name="progress_report"),
    path(f"{_ONE}print/", prints.dossier, name="dossier_print"),
    path(f"{_ONE}print/pdf/", prints.dossier_pdf, name="dossier_print_pdf"),
    path("assessments/questionnaire/<str:version>/blank/", prints.blank, name="blank_form"),
    path(
        "assessments/questionnaire/<str:version>/blank/<slug:language>/",
        prints.blank_pdf,
        name="blank_form_pdf",
    ),
    path(f"{_ONE}workbook/", workbook.workbook, name="workbook"),
    path(
        f"{_ONE}workbook/issued/<uuid:issued_id>/",
        workbook.workbook_download,
        name="workbook_download",
    ),
    path(f"{_ONE}workbook/return/", workbook.workbook_return, name="workbook_return"),
    path(
        f"{_ONE}workbook/returns/<uuid:return_id>/",
        workbook.workbook_preview,
        name="workbook_preview",
    ),
    path(f"{_ONE}history/<str:key>/", history.history, name="history"),
    path(f"{_ONE}history/<str:key>/again/", history.answer_again, name="answer_again"),
    path(f"{_RECORDS}<uuid:record_id>/history/", record_history.history, name="record_history"),
    path(f"{_RECORDS}<uuid:record_id>/again/", record_history.again, name="record_again"),
    path(f"{_ONE}changes/", changes.changes, name="changes"),
    path(f"{_ONE}team/", team.team_page, name="team"),
    path(f"{_ONE}team/invite/", team.invite, name="team_invite"),
    path(f"{_ONE}team/assign/", team.assign, name="team_assign"),
    path(f"{_ONE}team/people/<int:person_id>/", team.team_person, name="team_person"),
    path(f"{_ONE}team/assignments/<uuid:assignment_id>/", team.assignment, name="assignment"),
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
    path("documents/", published.published_documents, name="published_documents"),
    path(
        "documents/status/",
        published.published_documents_status,
        name="published_documents_status",
    ),
    path(
        "documents/again/",
        published.published_documents_again,
        name="published_documents_again",
    ),
    path("documents/<uuid:document_id>/file/", documents.document_file, name="document_file"),
    path("documents/<uuid:document_id>/status/", documents.document_status, name="document_status"),
    path("documents/<uuid:document_id>/again/", documents.document_again, name="document_again"),
    path("documents/<uuid:document_id>/tables/", documents.document_tables, name="document_tables"),
    path(
        "documents/<uuid:document_id>/snapshot/",
        documents.document_snapshot,
        name="document_snapshot",
    ),
    path("verify/", verification.verify_file, name="verify_file"),
    path("verify/<slug:digest>/", verification.verify, name="verify"),
]

_SESSION = f"{_ONE}scoring/<uuid:session_id>/"
_SEAT = "join/<str:code>/"

# Scoring sessions: the facilitator's pages, and the door for phones without account.
workshop_urls: list[URLPattern] = [
    path(f"{_ONE}scoring/", setup.sessions, name="scoring_sessions"),
    path(_SESSION, setup.session, name="scoring_session"),
    path(f"{_SESSION}options/", setup.options, name="scoring_options"),
    path(f"{_SESSION}criteria/", setup.criteria, name="scoring_criteria"),
    path(f"{_SESSION}weights/", setup.weights, name="scoring_weights"),
    path(f"{_SESSION}room/", room.room, name="scoring_room"),
    path(f"{_SESSION}result/", result.session_result, name="scoring_result"),
    path(f"{_SESSION}progress/", room.progress, name="scoring_progress"),
    path(f"{_SESSION}acts/<slug:name>/", room.act, name="scoring_act"),
    path(f"{_SESSION}seats/<int:number>/", room.seat, name="scoring_seat"),
    path("join/", phone.join, name="join"),
    path(_SEAT, phone.join_session, name="join_session"),
    path(f"{_SEAT}marks/", phone.seat_marks, name="seat_marks"),
    path(f"{_SEAT}sync/", phone_marks.seat_sync, name="seat_sync"),
    path(f"{_SEAT}leave/", phone.seat_leave, name="seat_leave"),
]

# The outside list comes first: "assessments/external/" is no dossier.
urlpatterns: list[URLPattern] = [*review_urls, *country_urls, *workshop_urls]
