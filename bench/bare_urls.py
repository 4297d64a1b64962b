"""The URLs of the product and of a bare view, which everybody may open."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from aftercall.config import url_policy, urls


def bare(_: HttpRequest) -> HttpResponse:
    """One word."""
    return HttpResponse("bare")


urlpatterns = [path("bare/", bare, name="bare"), *urls.urlpatterns]
url_policy.URL_POLICY = {**url_policy.URL_POLICY, "bare": url_policy.EVERYBODY}
