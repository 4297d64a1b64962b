"""The URLs of the data protection officer's documents."""

from django.urls import path

from aftercall.accountability import views

app_name = "accountability"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("record/", views.record, name="record"),
    path("record/pdf/", views.record_pdf, name="record_pdf"),
    path("impact-assessment/", views.assessment, name="assessment"),
    path("impact-assessment/pdf/", views.assessment_pdf, name="assessment_pdf"),
]
