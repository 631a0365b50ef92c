"""What people change about themselves."""

from datetime import datetime
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import User
from techbank import audit
from techbank.exceptions import Invalid


@transaction.atomic
def change_account(
    *,
    person: User,
    full_name: str,
    language: str,
    time_zone: str,
    wants_reminders: bool,
    at: datetime,
) -> User:
    """Set the person's own name, language, time zone and whether reminders come by e-mail.

    A new name is recorded in the trail.

    Raises ``Invalid`` for a language or time zone the portal does not know.
    """
    if time_zone not in available_timezones():
        raise Invalid(_("Choose a time zone of the list."), field="time_zone")
    locked = User.objects.select_for_update().get(pk=person.pk)
    before = locked.full_name
    locked.full_name, locked.time_zone = full_name, time_zone
    locked.language, locked.wants_reminders = _known(language), wants_reminders
    locked.save(update_fields=["full_name", "language", "time_zone", "wants_reminders"])
    if before != full_name:
        audit.record(
            verb="people.renamed",
            sentence=f"{before} is now called {full_name}",
            by=locked,
            subject=locked,
            details={"before": before},
        )
    return locked


def choose_language(*, person: User, language: str) -> User:
    """Save the language a person reads. Raises ``Invalid`` for one the portal lacks."""
    person.language = _known(language)
    person.save(update_fields=["language"])
    return person


def _known(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose a language of the list."), field="language")
    return language
