"""The path of a dossier, as a table: from where, who, under which condition, to where.

drafting -> submitted -> in review -> recommended -> approved -> published, with the ways back.
``partners.transitions`` is the engine; ``operations.path`` are the verbs.
"""

from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.models import Assessment, Revision
from assessments.reading.queries import progress
from assessments.states import BEFORE_APPROVAL, State
from partners.access import YES, AccessDecision, no
from partners.models import Country, User
from partners.roles import Permission
from partners.transitions import Act

from .queries import review, trail


def _country(assessment: Any) -> Country:
    return cast(Country, assessment.country)


def _wrote_in(assessment: Assessment, person: User) -> bool:
    if assessment.opened_by_id == person.pk or assessment.submitted_by_id == person.pk:
        return True
    if Revision.objects.filter(assessment=assessment, written_by=person).exists():
        return True
    if assessment.record_revisions.filter(written_by=person).exists():
        return True
    return trail.wrote_without_revision(assessment, person)


def _complete(assessment: Assessment, _by: User, _at: datetime) -> AccessDecision:
    missing = progress.missing(assessment)
    if not missing:
        return YES
    sentences = [sentence for section in missing.values() for sentence in section]
    return no(
        _("The dossier is not complete yet. %(what)s")
        % {"what": " ".join(str(sentence) for sentence in sentences)}
    )


def _not_own_work(assessment: Assessment, by: User, _at: datetime) -> AccessDecision:
    if _wrote_in(assessment, by):
        return no(_("You wrote in this dossier, so another officer has to act on it."))
    return YES


def _assigned(assessment: Assessment, by: User, _at: datetime) -> AccessDecision:
    if assessment.taken_by_id == by.pk:
        return YES
    return no(
        _("This dossier is with %(officer)s, who alone acts on it.")
        % {"officer": assessment.taken_by}
    )


def _nothing_left_to_fix(assessment: Assessment, by: User, at: datetime) -> AccessDecision:
    assigned = _assigned(assessment, by, at)
    if not assigned:
        return assigned
    waiting = review.must_fix_open(assessment)
    if waiting:
        return no(
            ngettext(
                "%(count)d remark marked “must fix” is still open. Resolve it first.",
                "%(count)d remarks marked “must fix” are still open. Resolve them first.",
                waiting,
            )
            % {"count": waiting}
        )
    return YES


def _four_eyes(assessment: Assessment, by: User, at: datetime) -> AccessDecision:
    if assessment.recommended_by_id == by.pk:
        return no(_("You recommended this dossier, so somebody else has to decide on it."))
    return _not_own_work(assessment, by, at)


def _not_yet_released(assessment: Assessment, _by: User, _at: datetime) -> AccessDecision:
    return no(_("It was released already.")) if assessment.released_at else YES


def _released(assessment: Assessment, _by: User, _at: datetime) -> AccessDecision:
    if assessment.released_at:
        return YES
    return no(_("The country has not released it for publication yet."))


SUBMIT = Act(
    name="submit",
    permission=Permission.SUBMIT_ASSESSMENT,
    from_states=(State.DRAFTING, State.RETURNED),
    to_state=State.SUBMITTED,
    guard=_complete,
    belongs_to=_country,
    stamp="submitted",
    verb="assessment.submitted",
    sentence="%(by)s submitted “%(thing)s”.",
    refusal=gettext_lazy("Only a dossier in drafting or returned can be submitted."),
)
TAKE = Act(
    name="take",
    permission=Permission.REVIEW_ASSESSMENT,
    from_states=(State.SUBMITTED,),
    to_state=State.IN_REVIEW,
    guard=_not_own_work,
    belongs_to=_country,
    stamp="taken",
    verb="assessment.taken_for_review",
    sentence="%(by)s took “%(thing)s” for review.",
    refusal=gettext_lazy("Only a submitted dossier can be taken for review."),
)
RETURN = Act(
    name="return_sections",
    permission=Permission.REVIEW_ASSESSMENT,
    from_states=(State.IN_REVIEW,),
    to_state=State.RETURNED,
    guard=_assigned,
    belongs_to=_country,
    stamp="returned",
    needs_reason=True,
    verb="assessment.returned",
    sentence="%(by)s returned sections of “%(thing)s”.",
    refusal=gettext_lazy("Only a dossier in review can be returned."),
)
RECOMMEND = Act(
    name="recommend",
    permission=Permission.REVIEW_ASSESSMENT,
    from_states=(State.IN_REVIEW,),
    to_state=State.RECOMMENDED,
    guard=_nothing_left_to_fix,
    belongs_to=_country,
    stamp="recommended",
    verb="assessment.recommended",
    sentence="%(by)s recommended “%(thing)s” for approval.",
    refusal=gettext_lazy("Only a dossier in review can be recommended."),
)
SEND_BACK = Act(
    name="send_back",
    permission=Permission.APPROVE_ASSESSMENT,
    from_states=(State.RECOMMENDED,),
    to_state=State.IN_REVIEW,
    guard=_four_eyes,
    belongs_to=_country,
    clears=("recommended_at", "recommended_by"),
    needs_reason=True,
    verb="assessment.sent_back",
    sentence="%(by)s sent “%(thing)s” back to its reviewing officer.",
    refusal=gettext_lazy("Only a recommended dossier can be sent back."),
)
REFUSE = Act(
    name="refuse",
    permission=Permission.APPROVE_ASSESSMENT,
    from_states=(State.RECOMMENDED,),
    to_state=State.REFUSED,
    guard=_four_eyes,
    belongs_to=_country,
    stamp="refused",
    needs_reason=True,
    verb="assessment.refused",
    sentence="%(by)s refused “%(thing)s”.",
    refusal=gettext_lazy("Only a recommended dossier can be refused."),
)
APPROVE = Act(
    name="approve",
    permission=Permission.APPROVE_ASSESSMENT,
    from_states=(State.RECOMMENDED,),
    to_state=State.APPROVED,
    guard=_four_eyes,
    belongs_to=_country,
    stamp="approved",
    verb="assessment.approved",
    sentence="%(by)s approved “%(thing)s”; the snapshot is frozen.",
    refusal=gettext_lazy("Only a recommended dossier can be approved."),
)
WITHDRAW = Act(
    name="withdraw",
    permission=Permission.SUBMIT_ASSESSMENT,
    from_states=BEFORE_APPROVAL,
    to_state=State.WITHDRAWN,
    belongs_to=_country,
    stamp="withdrawn",
    needs_reason=True,
    verb="assessment.withdrawn",
    sentence="%(by)s withdrew “%(thing)s”.",
    refusal=gettext_lazy("A dossier can be withdrawn only before it is approved."),
)
RELEASE = Act(
    name="release",
    permission=Permission.RELEASE_ASSESSMENT,
    from_states=(State.APPROVED,),
    to_state=None,
    guard=_not_yet_released,
    belongs_to=_country,
    stamp="released",
    verb="assessment.released",
    sentence="%(by)s released “%(thing)s” for publication.",
    refusal=gettext_lazy("Only an approved dossier can be released."),
)
PUBLISH = Act(
    name="publish",
    permission=Permission.PUBLISH_ASSESSMENT,
    from_states=(State.APPROVED,),
    to_state=State.PUBLISHED,
    guard=_released,
    belongs_to=_country,
    stamp="published",
    verb="assessment.published",
    sentence="%(by)s published “%(thing)s”.",
    refusal=gettext_lazy("Only an approved dossier can be published."),
)

ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        SUBMIT,
        TAKE,
        RETURN,
        RECOMMEND,
        SEND_BACK,
        REFUSE,
        APPROVE,
        WITHDRAW,
        RELEASE,
        PUBLISH,
    )
}
