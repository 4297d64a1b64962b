"""The URLs of this room."""

from django.urls import path

from aftercall.verbatims.views import codebooks, coding, quotations, rounds

app_name = "verbatims"
urlpatterns = [
    path("", rounds.rounds, name="rounds"),
    path("waves/<int:pk>/", rounds.coding_of_wave, name="round"),
    path("waves/<int:pk>/begin/", rounds.begin, name="begin"),
    path("waves/<int:pk>/return/", rounds.return_codes, name="return_codes"),
    path("codebooks/<slug:slug>/", codebooks.codebook, name="codebook"),
    path("codebooks/<slug:slug>/new/", codebooks.code, name="new_code"),
    path("codebooks/<slug:slug>/codes/<slug:name>/", codebooks.code, name="code"),
    path("codebooks/<slug:slug>/codes/<slug:name>/remove/", codebooks.remove_code, name="remove_code"),
    path("codebooks/<slug:slug>/confirm/", codebooks.confirm, name="confirm_codebook"),
    path("coding/", coding.coding, name="coding"),
    path("coding/<slug:reference>/", coding.text, name="text"),
    path("redaction/<slug:reference>/", quotations.redact, name="redact"),
    path("quotations/", quotations.quotations, name="quotations"),
    path("quotations/<slug:reference>/", quotations.quotation, name="quotation"),
]
