"""URLs of the results pages."""

from django.urls import path

from aftercall.publication import views

app_name = "publication"
urlpatterns = [
    path("", views.results, name="results"),
    path("prepare/<int:pk>/", views.prepare, name="prepare"),
    path("draft/<slug:slug>/", views.draft, name="draft"),
    path("draft/<slug:slug>/figures/", views.which_figures, name="which_figures"),
    path("draft/<slug:slug>/sign-off/", views.sign_off, name="sign_off"),
    path("<slug:slug>/", views.result, name="result"),
    path("<slug:slug>/figures.csv", views.data, name="data"),
]
