"""URLs of the researcher's pages of analyses."""

from django.urls import path

from aftercall.results import views

app_name = "results"
urlpatterns = [
    path("", views.analyses, name="analyses"),
    path("plan/", views.plan, name="plan"),
    path("<int:pk>/", views.analysis, name="analysis"),
]
