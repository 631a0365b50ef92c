"""The Celery application of the worker, the relay and the schedule."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techbank.settings")

app = Celery("techbank")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Tasks are named by text: this app imports no app that depends on it.
app.conf.beat_schedule = {
    "anchor the audit trail outside": {
        "task": "techbank.anchor_trail",
        "schedule": crontab(minute=7),
    },
    "compare approved plans with their documents": {
        "task": "assessments.reconcile_documents",
        "schedule": crontab(hour=2, minute=20),
    },
    # Every hour: it is morning somewhere.
    "remind people of sections that are due": {
        "task": "assessments.send_reminders",
        "schedule": crontab(minute=12),
    },
    "delete files of removed sources": {
        "task": "assessments.reconcile_evidence",
        "schedule": crontab(minute=50),
    },
    "delete prints of dossiers after a week": {
        "task": "assessments.forget_prints",
        "schedule": crontab(hour=3, minute=25),
    },
    "forget which writes browsers sent half a year ago": {
        "task": "assessments.forget_sent_writes",
        "schedule": crontab(hour=3, minute=30),
    },
    "forget sessions that ended": {
        "task": "techbank.forget_sessions",
        "schedule": crontab(hour=3, minute=35),
    },
    "forget messages done long ago": {
        "task": "techbank.forget_old_messages",
        "schedule": crontab(hour=3, minute=40),
    },
}
