"""The room's registration."""

from django.apps import AppConfig
from django.core.checks import register


class OrgansConfig(AppConfig):
    """机构与人员."""

    name = "suiji.organs"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        """Doors are checked before the house opens; the house's own conditions are known to every query."""
        from suiji.organs import lookups  # noqa: F401 — is registered by being read
        from suiji.organs.checks import every_door_is_marked

        register(every_door_is_marked)
