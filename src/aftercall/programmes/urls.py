"""Addresses of the researcher's wave pages, and of the page on which anybody verifies a certificate."""

from django.urls import path

from aftercall.programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.waves, name="waves"),
    path("verify/", views.verify, name="verify"),
    path("<int:pk>/", views.wave, name="wave"),
    path("<int:pk>/load/", views.load, name="load"),
    path("<int:pk>/draw/", views.draw, name="draw"),
    path("<int:pk>/certificate.zip", views.certificate, name="certificate"),
    path("<int:pk>/rejected.csv", views.rejected, name="rejected"),
]
