"""The URLs of the product and of a bare view, which everybody may open."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from aftercall.config import url_policy


def bare(_: HttpRequest) -> HttpResponse:
    """One word."""
    return HttpResponse("bare")


urlpatterns: list[Any] = [path("bare/", bare, name="bare"), path("", include("aftercall.config.urls"))]
url_policy.URL_POLICY = {**url_policy.URL_POLICY, "bare": url_policy.EVERYBODY}
