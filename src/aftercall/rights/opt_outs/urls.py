"""URLs of the officer's pages about requests to opt out."""

from django.urls import path

from aftercall.rights.opt_outs import views

app_name = "opt_outs"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("keep/", views.keep_all, name="keep_all"),
    path("<int:pk>/", views.one_request, name="request"),
]
