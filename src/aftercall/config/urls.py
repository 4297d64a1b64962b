"""All URLs of the site. config/url_policy.py says who may open each."""

from allauth.account.views import account_inactive, login, logout
from django.urls import include, path

from aftercall.config.navigation import start

urlpatterns = [
    path("", include("aftercall.public.urls")),
    path("sign-in/", login, name="account_login"),
    path("sign-out/", logout, name="account_logout"),
    path("account-closed/", account_inactive, name="account_inactive"),
    path("start/", start, name="start"),
    path("account/", include("aftercall.accounts.urls")),
    path("", include("aftercall.programmes.urls")),
    path("mappings/", include("aftercall.mappings.urls")),
    path("handover/", include("aftercall.handover.urls")),
    path("analyses/", include("aftercall.results.urls")),
    path("results/", include("aftercall.publication.urls")),
    path("audit/", include("aftercall.core.urls")),
    path("jobs/", include("aftercall.core.jobs.urls")),
    path("fieldwork/", include("aftercall.fieldwork.urls")),
]
