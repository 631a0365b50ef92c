"""The web process: waitress with eight threads, which a few slow readers do not block."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

# An attached file has at most 10 MB. A larger one gets a page that says so; a body above this limit
# gets its own page (413.html) and is not read. A proxy in front should allow as much (nginx:
# client_max_body_size).
LARGEST_BODY = 32 * 1024 * 1024


class Command(BaseCommand):
    help = "Serve the portal."
    requires_system_checks = "__all__"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *args: Any, **options: Any) -> None:
        from waitress import serve
        from waitress.channel import HTTPChannel

        from techbank.web.request_limits import Parser
        from techbank.wsgi import application

        HTTPChannel.parser_class = Parser
        serve(
            application,
            host=options["host"],
            port=options["port"],
            threads=options["threads"],
            ident=None,
            max_request_body_size=LARGEST_BODY,
            # Waitress drops X-Forwarded-* unless proxies of ours are known to set them.
            clear_untrusted_proxy_headers=not settings.TRUSTED_PROXY_COUNT,
        )
