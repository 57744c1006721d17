from django.urls import path

from fulfillment.accounts import pages, pin_pages, token_pages

urlpatterns = [
    path("team/", pages.team, name="team"),
    path("team/<int:pk>/role/", pages.change_role, name="team-role"),
    path("team/<int:pk>/remove/", pages.remove, name="team-remove"),
    path("team/<int:pk>/invite/", pages.invite_again, name="team-invite-again"),
    path("team/tokens/", token_pages.listed, name="tokens"),
    path("team/tokens/<int:pk>/revoke/", token_pages.revoke, name="token-revoke"),
    path("people/", pin_pages.people, name="people"),
    path("people/<int:membership_id>/", pin_pages.take_over, name="people-switch"),
    path("team/switch/", pages.switch, name="switch-team"),
]
