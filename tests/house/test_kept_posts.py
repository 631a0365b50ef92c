"""A person who types in a form loses nothing when the session has ended, with no JavaScript too."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FORM = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", re.DOTALL)
TYPED = re.compile(
    r"\{\{ ?[\w.]*form\b|\{\{ ?(?:field|\w+\.fields)\b|as_field_group|<textarea|<select"
    r"|\{% block fields"
    r"|<input(?![^>]*type=\"(?:hidden|checkbox|radio|submit)\")"
)
KEPT = "{% keep_if_signed_out %}"
# Signing in and its factors: what is typed there is a secret, or the session is only beginning.
# Phones of a scoring session have no account; the header's form only chooses a language, and a file
# that is checked cannot be kept.
WITHOUT_ACCOUNT = (
    "account/",
    "mfa/",
    "usersessions/",
    "assessments/workshop/phone/",
    "components/site_header.html",
    "assessments/publication/verify_file.html",
)


def forms_that_keep_nothing() -> list[str]:
    """Paths of templates with a form in which a person types and that keeps nothing of it."""
    rows = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        if name.startswith(WITHOUT_ACCOUNT):
            continue
        for form in FORM.findall(path.read_text(encoding="utf-8")):
            if TYPED.search(form) and KEPT not in form:
                rows.append(name)
    return rows


def test_every_form_in_which_a_person_types_is_kept_when_the_session_has_ended() -> None:
    assert forms_that_keep_nothing() == []
