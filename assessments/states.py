"""The states a dossier and its documents can be in."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFTING = "drafting", _("Drafting")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned")
    RECOMMENDED = "recommended", _("Recommended")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


EDITABLE = (State.DRAFTING, State.RETURNED)
BEFORE_APPROVAL = (
    State.DRAFTING,
    State.SUBMITTED,
    State.IN_REVIEW,
    State.RETURNED,
    State.RECOMMENDED,
)
# While the country and the bank talk about it: threads are written in and settled.
UNDER_REVIEW = (State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.RECOMMENDED)
APPROVED_STATES = (State.APPROVED, State.PUBLISHED)
CLOSED = (State.REFUSED, State.WITHDRAWN)
# What officers and auditors may read: everything that was ever submitted and is not withdrawn.
SUBMITTED_STATES = (
    State.SUBMITTED,
    State.IN_REVIEW,
    State.RETURNED,
    State.RECOMMENDED,
    State.APPROVED,
    State.PUBLISHED,
    State.REFUSED,
)


class DocumentState(TextChoices):
    QUEUED = "queued", _("Queued")
    RENDERING = "rendering", _("Rendering")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class RenderingStep(IntegerChoices):
    """What is done to a document that is being made, one after the other."""

    READING = 1, _("Reading the approved plan")
    DRAWING = 2, _("Drawing charts and tables")
    SETTING = 3, _("Setting the type")
    LAYING_OUT = 4, _("Laying out the pages")
    WRITING = 5, _("Writing and tagging the file")
    STORING = 6, _("Storing the file")


class Projection(TextChoices):
    FULL = "full", _("Full (restricted)")
    PUBLIC = "public", _("Public")


class SessionState(TextChoices):
    """Of a scoring session."""

    SETUP = "setup", _("Being set up")
    OPEN = "open", _("Open for scoring")
    REVEALED = "revealed", _("Results shown")
    FROZEN = "frozen", _("Frozen")
    CLOSED = "closed", _("Closed without result")


class ActivityStatus(TextChoices):
    """Of an activity of an approved plan: the words of IATI's activity status, as far as a country
    reports them."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    SUSPENDED = "suspended", _("Suspended")
    CANCELLED = "cancelled", _("Cancelled")


# Nothing more is expected of them.
OVER = (ActivityStatus.COMPLETED, ActivityStatus.CANCELLED)

# Phones may send marks; late ones, too, until the session is frozen.
LIVE_STATES = (SessionState.OPEN, SessionState.REVEALED)
RESULT_STATES = (SessionState.REVEALED, SessionState.FROZEN)
