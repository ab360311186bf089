"""URLs of the shop: Oscar's own at the root."""

from django.apps import apps  # type: ignore[import-untyped]
from django.urls import include, path  # type: ignore[import-untyped]

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
