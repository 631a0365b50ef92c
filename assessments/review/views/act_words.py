"""What the confirmation page says of each act before it is done: plainly, with what follows."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Text


@dataclass(frozen=True)
class Wording:
    """``follows`` says what changes, for whom. ``done`` is shown afterwards."""

    title: Text
    button: Text
    follows: tuple[Text, ...]
    done: Text
    reason: Text = ""
    hint: Text = ""
    final: bool = False


WORDS: dict[str, Wording] = {
    "submit": Wording(
        title=_("Submit the assessment for review"),
        button=_("Submit for review"),
        follows=(
            _("Every section is locked: nobody changes an answer while it is being reviewed."),
            _("Officers of the Technology Bank and auditors can read all of it from now on."),
            _("You can withdraw it until it is approved."),
            _("You get a receipt with the time and a digest that proves it."),
        ),
        done=_("Submitted. It waits for an officer of the Technology Bank to take it."),
    ),
    "take": Wording(
        title=_("Take this assessment for review"),
        button=_("Take it for review"),
        follows=(
            _("You alone act on it from now on; other officers may only read it."),
            _("The country’s team sees your name."),
            _("You may recommend it, but then you cannot approve it."),
        ),
        done=_("It is yours to review."),
    ),
    "return_sections": Wording(
        title=_("Return sections to the country"),
        button=_("Return these sections"),
        follows=(
            _("The sections you choose open again for the country’s team."),
            _("All other sections stay as they were submitted."),
            _("This round of review ends. The next begins when the country submits again."),
        ),
        done=_("Returned. The country’s team can change the sections you chose."),
        reason=_("What has to change, and why?"),
        hint=_("The country’s team reads this first."),
    ),
    "recommend": Wording(
        title=_("Recommend this assessment for approval"),
        button=_("Recommend approval"),
        follows=(
            _("An approving officer decides on it: approves it, sends it back to you, or refuses."),
            _("You cannot be the one who approves it."),
            _("Nothing in it can be changed in the meantime."),
        ),
        done=_("Recommended. It waits for an approving officer."),
        reason=_("Note to the approving officer"),
    ),
    "send_back": Wording(
        title=_("Send it back to the reviewing officer"),
        button=_("Send it back"),
        follows=(
            _("The recommendation is taken back and the review goes on with the same officer."),
            _("The country’s answers stay as they are."),
        ),
        done=_("Sent back. The review goes on."),
        reason=_("What is still open?"),
        hint=_("The reviewing officer reads this."),
    ),
    "refuse": Wording(
        title=_("Refuse this assessment"),
        button=_("Refuse for good"),
        follows=(
            _("This is final: the dossier is closed and cannot be submitted again."),
            _("The country reads your reason and may open a new assessment for the same cycle."),
            _("Nothing of it becomes public."),
        ),
        done=_("Refused. The country has your reason."),
        reason=_("Why is it refused?"),
        hint=_("The country’s team reads this word for word."),
        final=True,
    ),
    "approve": Wording(
        title=_("Approve this assessment"),
        button=_("Approve and freeze"),
        follows=(
            _(
                "What you approve is frozen as a numbered version with a digest. "
                "Nobody can change it."
            ),
            _("The plan document is made from that version."),
            _("Nothing is public yet: first the country releases it, then it is published."),
            _("You confirm with your name that you did not write or recommend it."),
        ),
        done=_("Approved. The version is frozen and the plan document is being made."),
        reason=_("Note on the approval"),
    ),
    "withdraw": Wording(
        title=_("Withdraw this assessment"),
        button=_("Withdraw it"),
        follows=(
            _("The dossier is closed. It cannot be opened again."),
            _("Officers of the Technology Bank can no longer read it."),
            _("You can open a new assessment for the same cycle."),
        ),
        done=_("Withdrawn."),
        reason=_("Why is it withdrawn?"),
        final=True,
    ),
    "release": Wording(
        title=_("Release the plan for publication"),
        button=_("Release it"),
        follows=(
            _("The Technology Bank may publish the public version of the approved plan."),
            _(
                "The public version has no personal names without consent, no individual scores "
                "and no internal notes."
            ),
            _("Donors will see each action and what it costs."),
        ),
        done=_("Released. The Technology Bank can publish it now."),
    ),
    "publish": Wording(
        title=_("Publish the plan"),
        button=_("Publish it"),
        follows=(
            _("Anybody can read the public version of the plan, download it and use its data."),
            _("Donors can pledge to its actions."),
            _("The full version stays with the country and the Technology Bank."),
        ),
        done=_("Published. Anybody can read the plan."),
    ),
}
