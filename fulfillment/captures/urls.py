from django.urls import path

from fulfillment.captures import pages

app_name = "captures"
urlpatterns = [
    path("worker.js", pages.worker, name="worker"),
    path("app.webmanifest", pages.manifest, name="manifest"),
    path("captures/parts/<uuid:client_uuid>/", pages.picture_parts, name="parts"),
    path("captures/session/", pages.session, name="session"),
]
