"""Routes of the partners app below /api/v1/."""

from rest_framework.routers import SimpleRouter

from .countries import CountryViewSet

router = SimpleRouter()
router.register("countries", CountryViewSet, basename="api-country")
urlpatterns = router.urls
