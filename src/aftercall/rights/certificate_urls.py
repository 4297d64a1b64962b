"""The URLs of certificates of erasure."""

from django.urls import path

from aftercall.rights import certificate_views

app_name = "retention"
urlpatterns = [
    path("", certificate_views.certificates, name="certificates"),
    path("retention.csv", certificate_views.export, name="export"),
    path("<int:pk>/", certificate_views.certificate, name="certificate"),
    path("<int:pk>/certificate.json", certificate_views.download, name="download"),
]
