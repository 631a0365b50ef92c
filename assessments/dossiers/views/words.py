"""Words of the task list: statuses, what comes next in each state, what the buttons say."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Assessment
from assessments.questions.definitions import Text
from assessments.states import State

STATUSES: dict[str, tuple[Text, str]] = {
    "not_started": (gettext_lazy("Not started"), "todo"),
    "in_progress": (gettext_lazy("In progress"), "doing"),
    "complete": (gettext_lazy("Completed"), "done"),
    "returned": (gettext_lazy("To be changed"), "attention"),
    "locked": (gettext_lazy("As submitted"), "done"),
}
STATE_TONES: dict[str, str] = {
    State.DRAFTING: "doing",
    State.SUBMITTED: "todo",
    State.IN_REVIEW: "doing",
    State.RETURNED: "attention",
    State.RECOMMENDED: "doing",
    State.APPROVED: "todo",
    State.PUBLISHED: "done",
    State.REFUSED: "error",
    State.WITHDRAWN: "done",
}
ACT_LINKS: dict[str, Text] = {
    "submit": gettext_lazy("Submit for review"),
    "take": gettext_lazy("Take it for review"),
    "return_sections": gettext_lazy("Return sections"),
    "recommend": gettext_lazy("Recommend approval"),
    "send_back": gettext_lazy("Send it back"),
    "refuse": gettext_lazy("Refuse it"),
    "approve": gettext_lazy("Approve it"),
    "withdraw": gettext_lazy("Withdraw it"),
    "release": gettext_lazy("Release it for publication"),
    "publish": gettext_lazy("Publish it"),
}
_ACTS: dict[str, tuple[str, ...]] = {
    State.DRAFTING: ("submit", "withdraw"),
    State.SUBMITTED: ("take", "withdraw"),
    State.IN_REVIEW: ("recommend", "return_sections", "withdraw"),
    State.RETURNED: ("submit", "withdraw"),
    State.RECOMMENDED: ("approve", "send_back", "refuse", "withdraw"),
    State.APPROVED: ("release", "publish"),
}
_NEXT: dict[str, tuple[Text, Text]] = {
    State.DRAFTING: (
        gettext_lazy(
            "Fill in the sections in any order. When all are complete and the endorsement is "
            "recorded, the national coordinator submits the assessment for review."
        ),
        gettext_lazy("The country is writing it."),
    ),
    State.SUBMITTED: (
        gettext_lazy(
            "An officer of the Technology Bank takes it for review. Until then nothing is asked "
            "of you; the answers are locked."
        ),
        gettext_lazy("A reviewing officer takes it for review."),
    ),
    State.RETURNED: (
        gettext_lazy(
            "Change the sections that were returned and answer the remarks. Then the "
            "coordinator submits again. The other sections stay as they were."
        ),
        gettext_lazy("The country changes the sections that were returned."),
    ),
    State.RECOMMENDED: (
        gettext_lazy(
            "A second officer decides: approves it, sends it back to the reviewer or refuses it."
        ),
        gettext_lazy("An officer who did not recommend it decides on it."),
    ),
    State.PUBLISHED: (
        gettext_lazy("The plan is public. Donors see its actions and what is still missing."),
        gettext_lazy("The plan is public."),
    ),
    State.REFUSED: (
        gettext_lazy("It is closed. Its content may be copied into a new assessment."),
        gettext_lazy("It is closed."),
    ),
    State.WITHDRAWN: (
        gettext_lazy("It is closed. A new assessment may be opened for the same cycle."),
        gettext_lazy("It is closed."),
    ),
}


def acts_of(state: str) -> tuple[str, ...]:
    """Acts a dossier in this state may see, the one that leads on first."""
    return _ACTS.get(state, ())


def what_next(assessment: Assessment, *, of_country: bool, complete: bool = False) -> str:
    """One or two sentences: who does what next. ``complete``: nothing is missing in the draft."""
    if complete and of_country and assessment.state == State.DRAFTING:
        return _("Every section is complete. The national coordinator can submit it for review.")
    if assessment.state == State.IN_REVIEW:
        return _(
            "%(officer)s is reviewing it. Remarks appear on the review page; answering them does "
            "not have to wait."
        ) % {"officer": assessment.taken_by}
    if assessment.state == State.APPROVED:
        return _approved(assessment, of_country)
    ours, theirs = _NEXT[assessment.state]
    return str(ours if of_country else theirs)


def _approved(assessment: Assessment, of_country: bool) -> str:
    if assessment.released_at:
        return _("The country released it. The Technology Bank publishes it next.")
    if of_country:
        return _(
            "The Technology Bank approved it. It becomes public only when the coordinator "
            "releases it."
        )
    return _("It can be published once the country releases it.")
