"""URLs of consultations: those for the public, and under manage/ those for staff."""

from django.urls import path

from aftercall.consultations.views import answering, inviting, paper, public, releasing, results, staff

app_name = "consultations"
urlpatterns = [
    path("", public.hub, name="hub"),
    path("moderation-policy/", results.policy, name="policy"),
    path("code/", inviting.code, name="code"),
    path("answer/<str:token>/", answering.answer, name="answer"),
    path("manage/", staff.index, name="manage"),
    path("manage/new/", staff.new, name="new"),
    path("manage/<slug:slug>/", staff.overview, name="overview"),
    path("manage/<slug:slug>/edit/", staff.edit, name="edit"),
    path("manage/<slug:slug>/document/", staff.add_document, name="add_document"),
    path("manage/<slug:slug>/document/<int:pk>/", staff.draft_document, name="draft_document"),
    path("manage/<slug:slug>/document/remove/", staff.remove_document, name="remove_document"),
    path("manage/<slug:slug>/event/", staff.add_event, name="add_event"),
    path("manage/<slug:slug>/event/<int:pk>/approve/", staff.approve_event, name="approve_event"),
    path("manage/<slug:slug>/event/<int:pk>/remove/", staff.remove_event, name="remove_event"),
    path("manage/<slug:slug>/evidence/", staff.evidence, name="evidence"),
    path("manage/<slug:slug>/submit/", staff.submit, name="submit"),
    path("manage/<slug:slug>/send-back/", staff.send_back, name="send_back"),
    path("manage/<slug:slug>/approve/", staff.approve, name="approve"),
    path("manage/<slug:slug>/take-back/", staff.take_back, name="take_back"),
    path("manage/<slug:slug>/discard/", staff.discard, name="discard"),
    path("manage/<slug:slug>/close/", staff.close, name="close"),
    path("manage/<slug:slug>/paper-form/", paper.draft_form, name="draft_form"),
    path("manage/<slug:slug>/paper/", paper.enter, name="enter_paper"),
    path("manage/<slug:slug>/addresses/", inviting.draw, name="draw"),
    path("manage/<slug:slug>/addresses/letters/", inviting.letters, name="letters"),
    path("manage/<slug:slug>/addresses/certificate/", inviting.certificate, name="certificate"),
    path("manage/<slug:slug>/population/", releasing.population, name="population"),
    path("manage/<slug:slug>/floods/", releasing.floods, name="floods"),
    path("manage/<slug:slug>/texts/", releasing.moderate, name="moderate"),
    path("manage/<slug:slug>/texts/decided/", releasing.decided, name="decided"),
    path("manage/<slug:slug>/results/", releasing.parts, name="parts"),
    path("manage/<slug:slug>/outcome/", releasing.outcome, name="outcome"),
    path("<slug:slug>/", public.consultation, name="consultation"),
    path("<slug:slug>/document/<int:pk>/", public.document, name="document"),
    path("<slug:slug>/answer/", answering.begin, name="begin"),
    path("<slug:slug>/paper/", paper.form, name="paper"),
    path("<slug:slug>/results/", results.results, name="results"),
    path("<slug:slug>/results/<str:field>/", results.texts, name="texts"),
    path("<slug:slug>/results.csv", results.results_csv, name="results_csv"),
    path("<slug:slug>/moderation/", results.moderation_log, name="moderation_log"),
]
