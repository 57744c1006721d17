from django.urls import path

from fulfillment.desk import supplier_reports

app_name = "supplier-reports"
urlpatterns = [
    path("", supplier_reports.reports, name="list"),
    path("<int:inspection_id>/", supplier_reports.paper, name="paper"),
    path("<int:inspection_id>/dispute/", supplier_reports.dispute, name="dispute"),
]
