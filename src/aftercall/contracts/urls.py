"""The URLs of contracts."""

from django.urls import path

from aftercall.contracts import views

app_name = "contracts"
urlpatterns = [
    path("", views.contracts, name="contracts"),
    path("new/", views.new_contract, name="new_contract"),
    path("<int:pk>/", views.contract, name="contract"),
    path("<int:pk>/pdf/", views.contract_pdf, name="contract_pdf"),
    path("<int:pk>/next/", views.next_version, name="next_version"),
]
