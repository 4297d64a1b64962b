"""URLs of the administrator's programme pages, of the researcher's wave pages, and of the public page that verifies a
certificate."""

from django.urls import path

from aftercall.programmes.views import loads, matches, programmes, verification, waves

app_name = "programmes"
urlpatterns = [
    path("programmes/", programmes.programmes, name="programmes"),
    # Not below programmes/, where it would be the address of a programme called New.
    path("new-programme/", programmes.new_programme, name="new_programme"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/settings/<slug:section>/", programmes.settings, name="settings"),
    path("programmes/<slug:slug>/confirm/", programmes.confirm, name="confirm"),
    path("programmes/<slug:slug>/discard/", programmes.discard, name="discard"),
    path("programmes/<slug:slug>/remove/", programmes.remove, name="remove_programme"),
    path("programmes/<slug:slug>/versions/", programmes.versions, name="versions"),
    path("programmes/<slug:slug>/programme.toml", programmes.programme_file, name="programme_file"),
    path("waves/", waves.waves, name="waves"),
    path("waves/verify/", verification.verify, name="verify"),
    path("waves/verify/guide/", verification.verify_guide, name="verify_guide"),
    path("waves/<int:pk>/", waves.wave, name="wave"),
    path("waves/<int:pk>/remove/", waves.remove, name="remove_wave"),
    path("waves/<int:pk>/load/", loads.load, name="load"),
    path("waves/<int:pk>/loading/", loads.loading, name="loading"),
    path("waves/<int:pk>/rejected/", loads.rejected, name="rejected"),
    path("waves/<int:pk>/rejected.csv", loads.rejected_csv, name="rejected_csv"),
    path("waves/<int:pk>/matches/", matches.matches, name="matches"),
    path("waves/<int:pk>/matches/apply/", matches.apply_matches, name="apply_matches"),
    path("waves/<int:pk>/matches/withdraw/", matches.withdraw_matches, name="withdraw_matches"),
    path("waves/<int:pk>/draw/", waves.draw, name="draw"),
    path("waves/<int:pk>/certificate.zip", waves.certificate, name="certificate"),
]
