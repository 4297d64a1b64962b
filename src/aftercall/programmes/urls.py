"""URLs of the researcher's wave pages, and of the public page that verifies a certificate."""

from django.urls import path

from aftercall.programmes.views import loads, matches, verification, waves

app_name = "programmes"
urlpatterns = [
    path("", waves.waves, name="waves"),
    path("verify/", verification.verify, name="verify"),
    path("<int:pk>/", waves.wave, name="wave"),
    path("<int:pk>/load/", loads.load, name="load"),
    path("<int:pk>/loading/", loads.loading, name="loading"),
    path("<int:pk>/rejected/", loads.rejected, name="rejected"),
    path("<int:pk>/rejected.csv", loads.rejected_csv, name="rejected_csv"),
    path("<int:pk>/matches/", matches.matches, name="matches"),
    path("<int:pk>/matches/withdraw/", matches.withdraw_matches, name="withdraw_matches"),
    path("<int:pk>/draw/", waves.draw, name="draw"),
    path("<int:pk>/certificate.zip", waves.certificate, name="certificate"),
]
