"""The web process. It refuses to start with wrong settings."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techbank.settings")

application = get_wsgi_application()

from techbank.settings import ENVIRONMENT  # noqa: E402  after Django is set up

if ENVIRONMENT.problems:
    raise ImproperlyConfigured(
        " ".join(f"{problem.sentence} {problem.hint}" for problem in ENVIRONMENT.problems)
    )
