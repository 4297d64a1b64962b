"""URLs of questionnaires. source: a version such as victim_satisfaction_2, or a draft such as draft-7."""

from django.urls import path

from aftercall.questionnaires import views

app_name = "questionnaires"
urlpatterns = [
    path("", views.index, name="index"),
    path("upload/", views.upload, name="upload"),
    path("<slug:source>/", views.questionnaire, name="questionnaire"),
    path("<slug:source>/preview/", views.preview, name="preview"),
    path("<slug:source>/test/", views.test, name="test"),
    path("<slug:source>/xlsx/", views.download, name="download"),
    path("<slug:source>/compare/<slug:earlier>/", views.compare, name="compare"),
    path("<slug:source>/compare/<slug:earlier>/decide/", views.decide, name="decide"),
    path("<slug:source>/release/", views.release, name="release"),
    path("<slug:source>/submit/", views.submit, name="submit"),
    path("<slug:source>/send-back/", views.send_back, name="send_back"),
    path("<slug:source>/approve/", views.approve, name="approve"),
    path("<slug:source>/discard/", views.discard, name="discard"),
]
