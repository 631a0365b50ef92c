from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class TechbankConfig(AppConfig):
    """The base app, which every other app uses."""

    name = "techbank"
    verbose_name = "Technology Bank"

    def ready(self) -> None:
        from techbank.configuration import checks  # noqa: F401  registers the system checks
        from techbank.database.application_role import grant_to_application_role
        from techbank.web.accounts import connect_signals

        connect_signals()

        # Sent for each app with models after all have migrated; one of them is enough.
        post_migrate.connect(
            grant_to_application_role,
            sender=apps.get_app_config("outbox"),
            dispatch_uid="techbank.application_role",
        )
