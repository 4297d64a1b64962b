"""The URLs of evidence returns and exports."""

from django.urls import path

from aftercall.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.files, name="files"),
    path("new-return/", views.new_return, name="new_return"),
    path("new-export/", views.new_export, name="new_export"),
    path("sent/", views.sent, name="sent"),
    path("sent/<slug:reference>/", views.sent_file, name="sent_file"),
    path("sent/<slug:reference>/return.zip", views.sent_download, name="sent_download"),
    path("sent/<slug:reference>/evidence.pdf", views.sent_guide, name="sent_guide"),
    path("<slug:reference>/", views.file, name="file"),
    path("<slug:reference>/approve/", views.approve, name="approve"),
    path("<slug:reference>/refuse/", views.refuse, name="refuse"),
    path("<slug:reference>/file.zip", views.download, name="download"),
]
