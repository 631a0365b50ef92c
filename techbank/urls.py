"""Addresses of the portal. Each app has its own, and this module imports none of their views."""

from importlib.util import find_spec

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from techbank.web import health, interrupted_posts

handler500 = "techbank.web.health.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("kept/", interrupted_posts.stored_posts, name="kept"),
    path("accounts/", include("allauth.urls")),
    path("api/schema/", login_not_required(SpectacularAPIView.as_view()), name="api_schema"),
]
APPS = ("funding", "assessments", "partners")
# Found by name: an app may lack addresses.
urlpatterns += [
    path(prefix, include(f"{app}.{module}"))
    for prefix, module in (("api/v1/", "api.urls"), ("", "urls"))
    for app in APPS
    if find_spec(f"{app}.{module}")
]
