from importlib.util import find_spec

from django.urls import include, path

PARTS = ("accounts", "organisations", "policy", "files", "jobs", "notices", "audit", "reporting")

urlpatterns = [path("", include(f"portal.{part}.urls")) for part in PARTS if find_spec(f"portal.{part}.urls")]

handler400 = "portal.ui.errors.bad_request"
handler403 = "portal.ui.errors.permission_denied"
handler404 = "portal.ui.errors.page_not_found"
handler500 = "portal.ui.errors.server_error"
