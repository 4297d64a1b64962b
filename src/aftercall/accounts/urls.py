"""URLs of this room."""

from django.urls import path, register_converter

from aftercall.accounts import views
from aftercall.accounts.addresses import TokenConverter

register_converter(TokenConverter, "token")

app_name = "accounts"
urlpatterns = [
    path("", views.your_account, name="your_account"),
    path("password/", views.change_password, name="change_password"),
    path("forgotten-password/", views.forgotten_password, name="forgotten_password"),
    path("sign-out-everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("cancel-sign-in/", views.cancel_sign_in, name="cancel_sign_in"),
    path("agreement/", views.agreement, name="agreement"),
    path("link/<token:token>", views.open_link, name="open_link"),
    path("link/", views.use_link, name="use_link"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/change/", views.change_person, name="change_person"),
    path("people/<int:pk>/invitation/", views.renew_invitation, name="renew_invitation"),
    path("people/<int:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("people/<int:pk>/reset/", views.reset_sign_in, name="reset_sign_in"),
    path("people/<int:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<int:pk>/reactivate/", views.reactivate, name="reactivate"),
]
