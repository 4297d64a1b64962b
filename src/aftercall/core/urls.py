"""URLs of the audit trail."""

from django.urls import path

from aftercall.core import views
from aftercall.core.trail.views import audit_entry, audit_trail

app_name = "core"
urlpatterns = [
    path("", audit_trail, name="audit"),
    path("<int:pk>/", audit_entry, name="audit_entry"),
    path("check/", views.check_audit, name="check_audit"),
    path("head/", views.save_head, name="save_head"),
]
