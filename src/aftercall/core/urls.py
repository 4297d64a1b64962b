"""URLs of the audit trail."""

from django.urls import path

from aftercall.core import views

app_name = "core"
urlpatterns = [
    path("", views.audit_trail, name="audit"),
    path("check/", views.check_audit, name="check_audit"),
    path("head/", views.save_head, name="save_head"),
]
