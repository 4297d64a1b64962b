"""The URLs of consents."""

from django.urls import path

from aftercall.consents import views

app_name = "consents"
urlpatterns = [
    path("", views.consents, name="consents"),
    path("waiting/<slug:name>/", views.waiting, name="waiting"),
    path("<slug:reference>/", views.consent, name="consent"),
    path("<slug:reference>/details/", views.details, name="details"),
]
