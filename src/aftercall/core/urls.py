"""URLs of the audit log."""

from django.urls import path

from aftercall.core import views
from aftercall.core.log_pages.views import audit_entry, audit_log

app_name = "core"
urlpatterns = [
    path("", audit_log, name="audit"),
    path("<int:pk>/", audit_entry, name="audit_entry"),
    path("check/", views.check_audit, name="check_audit"),
    path("head/", views.save_head, name="save_head"),
]
