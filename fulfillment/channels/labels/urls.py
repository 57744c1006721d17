from django.urls import path

from fulfillment.channels.labels import batch_pages, file_pages, pages

app_name = "labels"
urlpatterns = [
    path("", batch_pages.batches, name="batches"),
    path("<uuid:batch_id>/", batch_pages.batch, name="batch"),
    path("<uuid:batch_id>/papers.pdf", batch_pages.paper, name="paper"),
    path("files/<int:file_id>/", file_pages.show, name="file"),
    path("files/<int:file_id>/remove/", file_pages.remove, name="remove-file"),
    path("<int:order_id>/attach/", file_pages.attach, name="attach"),
    path("<int:order_id>/<int:package_id>/<slug:kind>/", pages.print_document, name="print"),
]
