from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Rows of later work, written in the transaction of the act that asks for it."""

    name = "techbank.outbox"
    label = "outbox"
