from importlib.util import find_spec

from django.urls import include, path

PARTS = ("accounts", "organisations", "policy", "files", "jobs", "notices", "audit", "reporting")

urlpatterns = [
    path("", include(f"portal.{part}.urls")) for part in PARTS if find_spec(f"portal.{part}.urls")
]
