from django.urls import path

from metrics.weekly import act_pages, pages

app_name = "weekly"
urlpatterns = [
    path("metrics/weekly/", pages.week, name="last"),
    path("metrics/weekly/actions/<int:action_id>/", act_pages.change, name="change"),
    path("metrics/weekly/actions/<int:action_id>/<slug:state>/", act_pages.set_action, name="set-action"),
    path("metrics/weekly/notes/<int:note_id>/<slug:state>/", act_pages.set_note, name="set-note"),
    path("metrics/weekly/<str:label>/", pages.week, name="week"),
    path("metrics/weekly/<str:label>/coming/", pages.coming, name="coming"),
    path("metrics/weekly/<str:label>/act/", act_pages.act, name="act"),
    path("metrics/weekly/<str:label>/note/", act_pages.note, name="note"),
    path("metrics/weekly/<str:label>/sign/", act_pages.sign, name="sign"),
    path("metrics/weekly/<str:label>/reopen/", act_pages.reopen, name="reopen"),
    path("metrics/weekly/<str:label>/export/<slug:kind>/", pages.export, name="export"),
]
