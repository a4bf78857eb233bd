"""The house's settings with Django's admin beside it: only for ``bench.curves``, which has it as a peer."""

from suiji.config.settings import *  # noqa: F403
from suiji.config.settings import INSTALLED_APPS as OWN

INSTALLED_APPS = [*OWN, "django.contrib.admin.apps.SimpleAdminConfig"]
SILENCED_SYSTEM_CHECKS = ["admin.E403", "admin.E404", "admin.E408", "admin.E409", "admin.E410"]
