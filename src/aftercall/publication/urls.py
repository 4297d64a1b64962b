"""URLs of the results pages."""

from django.urls import path

from aftercall.publication.views import public, staff, statements

app_name = "publication"
urlpatterns = [
    path("", public.results, name="results"),
    path("statements/", statements.statements, name="statements"),
    path("prepare/<int:pk>/", staff.prepare, name="prepare"),
    path("draft/<slug:slug>/", staff.draft, name="draft"),
    path("draft/<slug:slug>/sign-off/", staff.sign_off, name="sign_off"),
    path("<slug:slug>/", public.result, name="result"),
    path("<slug:slug>/figures.csv", public.data, name="data"),
]
