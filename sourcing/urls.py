from django.urls import path

from sourcing import pages, supplier_pages

app_name = "sourcing"
urlpatterns = [
    path("", pages.offers, name="offers"),
    path("export/", pages.export, name="export"),
    path("new/", pages.add, name="add"),
    path("offers/<int:offer_id>/", pages.offer, name="offer"),
    path("offers/<int:offer_id>/end/", pages.end, name="end"),
    path("words/<int:word_id>/take-back/", pages.take_back, name="take-back"),
    path("suppliers/", supplier_pages.suppliers, name="suppliers"),
    path("suppliers/<int:supplier_id>/", supplier_pages.supplier, name="supplier"),
    path("suppliers/<int:supplier_id>/change/", supplier_pages.change, name="change-supplier"),
    path("suppliers/<int:supplier_id>/closures/", supplier_pages.close, name="close"),
    path("closures/<int:closure_id>/remove/", supplier_pages.remove_closure, name="remove-closure"),
]
