"""Addresses of the researcher's wave pages."""

from django.urls import path

from aftercall.programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.waves, name="waves"),
    path("<int:pk>/", views.wave, name="wave"),
    path("<int:pk>/load/", views.load, name="load"),
    path("<int:pk>/draw/", views.draw, name="draw"),
    path("<int:pk>/certificate.json", views.certificate, name="certificate"),
    path("<int:pk>/rejected.csv", views.rejected, name="rejected"),
]
