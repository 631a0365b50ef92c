"""Log lines as JSON, one object a line, so that a machine can read them."""

import json
import logging
import re
from datetime import UTC, datetime

from django.conf import settings

# What every LogRecord carries anyway; everything else was passed as `extra`.
USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def without_secrets(text: str) -> str:
    """The text with every address that lets somebody in cut short: “/join/…”.

    ``SECRETS_FOLLOW`` names what stands before such a secret in a path.
    """
    before = "|".join(re.escape(one) for one in settings.SECRETS_FOLLOW)
    return re.sub(rf"({before})[^/\s\"'?#\\<>]+", r"\1…", text)


class JsonLines(logging.Formatter):
    """Whatever is logged, also by others, names no secret of an address."""

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
        return without_secrets(json.dumps(line, ensure_ascii=False, default=str))
