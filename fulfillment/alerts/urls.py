from django.urls import path

from fulfillment.alerts import pages

urlpatterns = [
    path("alerts/", pages.alerts, name="alerts"),
    path("alerts/mail/", pages.mail, name="alerts-mail"),
    path("alerts/quiet/", pages.quiet, name="alerts-quiet"),
    path("alerts/<int:pk>/seen/", pages.seen, name="alert-seen"),
    path("alerts/<int:pk>/unseen/", pages.unseen, name="alert-unseen"),
]
