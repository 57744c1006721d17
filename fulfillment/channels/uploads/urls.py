from django.urls import path

from fulfillment.channels.uploads import pages
from fulfillment.channels.uploads.lists import pages as lists

app_name = "uploads"
urlpatterns = [
    path("orders/<int:order_id>/tracking/", pages.of_order, name="order"),
    path("orders/<int:order_id>/tracking/send/", pages.send, name="send"),
    path("orders/<int:order_id>/tracking/sent/", pages.panel, name="panel"),
    path("outbox/<uuid:write_id>/withdraw/", pages.withdraw, name="withdraw"),
    path("outbox/<uuid:write_id>/retry/", pages.retry, name="retry"),
    path("tracking/import/", lists.lists, name="lists"),
    path("tracking/import/<uuid:pk>/", lists.of_list, name="list"),
    path("tracking/import/<uuid:pk>/mend/", lists.mend, name="list-mend"),
    path("tracking/import/<uuid:pk>/send/", lists.send, name="list-send"),
    path("tracking/import/<uuid:pk>/undo/", lists.undo, name="list-undo"),
    path("tracking/import/<uuid:pk>/forget/", lists.forget, name="list-forget"),
    path("tracking/import/<uuid:pk>/report.csv", lists.report, name="list-report"),
]
