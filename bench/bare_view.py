"""Settings for `results_pages`: those of the product, with a bare view beside its pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from aftercall.config import url_policy
from aftercall.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.bare_view"


def bare(_: HttpRequest) -> HttpResponse:
    """One word."""
    return HttpResponse("bare")


urlpatterns: list[Any] = [path("bare/", bare, name="bare"), path("", include("aftercall.config.urls"))]
url_policy.URL_POLICY = {**url_policy.URL_POLICY, "bare": url_policy.EVERYBODY}
