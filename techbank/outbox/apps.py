from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Background tasks, written in the transaction of the act that asks for them."""

    name = "techbank.outbox"
    label = "outbox"
