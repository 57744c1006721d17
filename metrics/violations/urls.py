from django.urls import path

from metrics.violations import pages

app_name = "violations"
urlpatterns = [
    path("metrics/violations/", pages.index, name="index"),
    path("metrics/violations/add/", pages.add, name="add"),
    path("metrics/violations/<int:violation_id>/", pages.detail, name="violation"),
    path("metrics/violations/<int:violation_id>/step/", pages.step, name="step"),
    path("metrics/violations/<int:violation_id>/appeal.pdf", pages.paper, name="paper"),
    path("metrics/violations/<int:violation_id>/appeal.zip", pages.pack, name="pack"),
    path("metrics/violations/order/<int:order_id>/papers.zip", pages.of_order, name="of-order"),
]
