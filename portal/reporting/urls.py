"""The addresses of reporting, gathered from its rooms."""

from importlib.util import find_spec

from django.urls import include, path

ROOMS = ("workflow.urls", "entry.urls", "indicators.urls", "workbooks.urls", "period_urls")


def _exists(room: str) -> bool:
    package = room.split(".", maxsplit=1)[0]
    return find_spec(f"portal.reporting.{package}") is not None and (find_spec(f"portal.reporting.{room}") is not None)


urlpatterns = [path("", include(f"portal.reporting.{room}")) for room in ROOMS if _exists(room)]
