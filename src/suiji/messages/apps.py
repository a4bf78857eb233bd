"""The room's name among Django's applications."""

from django.apps import AppConfig


class Outbox(AppConfig):
    """Labelled ``outbox`` (发件箱): ``messages`` is the label of ``django.contrib.messages``."""

    name = "suiji.messages"
    label = "outbox"
    verbose_name = "消息"
