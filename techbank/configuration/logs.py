"""Log lines as JSON, one object a line, so that a machine can read them."""

import json
import logging
import re
from datetime import UTC, datetime

from django.conf import settings

# The attributes of every LogRecord; all others were passed as `extra`.
USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def without_secrets(text: str) -> str:
    """The text with the secret of every address that gives access removed: “/join/…”.

    ``SECRETS_FOLLOW`` names the parts of a path that are followed by a secret.
    """
    prefixes = "|".join(re.escape(prefix) for prefix in settings.SECRETS_FOLLOW)
    return re.sub(rf"({prefixes})[^/\s\"'?#\\<>]+", r"\1…", text)


class JsonLines(logging.Formatter):
    """Formats records as JSON. No line, also of libraries, contains a secret of an address."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in USUAL}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = self.formatStack(record.stack_info)
        return without_secrets(json.dumps(line, ensure_ascii=False, default=str))
