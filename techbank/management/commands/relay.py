"""The relay process: sends outbox rows to the queue."""

import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from techbank.outbox.relay import Relay


class Command(BaseCommand):
    help = "Hand messages of the outbox to the workers, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        relay = Relay()

        def stop(number: int, frame: FrameType | None) -> None:
            relay.stopping = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        relay.run()
