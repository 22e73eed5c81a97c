from django.urls import path

from portal.accounts.views import entrance, people

urlpatterns = [
    path("login/", entrance.sign_in, name="login"),
    path("logout/", entrance.sign_out, name="sign_out"),
    path("password/", entrance.change_password, name="password_change"),
    path("accounts/", people.list_accounts, name="account_list"),
    path("accounts/new/", people.create_account, name="account_create"),
    path("accounts/<int:pk>/", people.show_account, name="account_detail"),
    path("accounts/<int:pk>/grant/", people.grant_role, name="account_grant"),
    path("accounts/<int:pk>/switch/", people.switch_account, name="account_switch"),
    path("accounts/<int:pk>/reset/", people.reset_password, name="account_reset"),
    path("memberships/<int:pk>/revoke/", people.revoke_role, name="membership_revoke"),
]
