"""A peer: the object library in Django's own admin, as one writes it on the first day."""

from typing import Any

from django.contrib import admin
from django.test import RequestFactory
from django.urls import path, set_urlconf

from suiji.libraries.models import InspectedObject

site = admin.AdminSite()


@admin.register(InspectedObject, site=site)
class Objects(admin.ModelAdmin):  # type: ignore[type-arg]  # subscripted only for the type checker
    """The same columns, the same search."""

    list_display = ("code", "name", "address", "region", "kind", "source")
    list_select_related = True
    search_fields = ("name", "code")
    ordering = ("code",)
    list_per_page = 50


urlpatterns = [path("peer/", site.urls)]


class Everybody:
    """A user who may do everything."""

    is_active = is_staff = is_authenticated = True
    pk = 1

    def has_perm(self, *_: Any) -> bool:
        """Yes."""
        return True

    has_module_perms = has_perm

    def get_username(self) -> str:
        """For the page's corner."""
        return "peer"


def searched(word: str) -> bytes:
    """The page of a search by name."""
    set_urlconf("bench.peer_admin")
    try:
        request = RequestFactory().get("/peer/", {"q": word}, headers={"host": "localhost"})
        request.user = Everybody()  # type: ignore[assignment]
        return bytes(Objects(InspectedObject, site).changelist_view(request).render().content)
    finally:
        set_urlconf(None)
