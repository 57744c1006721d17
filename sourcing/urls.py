from django.urls import path

from sourcing import pages, supplier_pages
from sourcing.portal import door_pages
from sourcing.purchasing import pages as purchasing

app_name = "sourcing"
urlpatterns = [
    path("", pages.offers, name="offers"),
    path("export/", pages.export, name="export"),
    path("new/", pages.add, name="add"),
    path("offers/<int:offer_id>/", pages.offer, name="offer"),
    path("offers/<int:offer_id>/end/", pages.end, name="end"),
    path("words/<int:word_id>/take-back/", pages.take_back, name="take-back"),
    path("buy/", purchasing.buy, name="buy"),
    path("buy/place/", purchasing.place_them, name="place"),
    path("purchases/", purchasing.purchases, name="purchases"),
    path("purchases/<int:purchase_id>/", purchasing.purchase, name="purchase"),
    path("purchases/<int:purchase_id>/recall/", purchasing.take_back, name="recall"),
    path("purchases/<int:purchase_id>/paper/", purchasing.paper, name="purchase-paper"),
    path("purchases/<int:purchase_id>/sheet/", purchasing.sheet, name="purchase-sheet"),
    path("suppliers/", supplier_pages.suppliers, name="suppliers"),
    path("suppliers/<int:supplier_id>/", supplier_pages.supplier, name="supplier"),
    path("suppliers/<int:supplier_id>/change/", supplier_pages.change, name="change-supplier"),
    path("suppliers/<int:supplier_id>/closures/", supplier_pages.close, name="close"),
    path("suppliers/<int:supplier_id>/page/", door_pages.open_door, name="open-door"),
    path("suppliers/<int:supplier_id>/page/revoke/", door_pages.shut_door, name="shut-door"),
    path("closures/<int:closure_id>/remove/", supplier_pages.remove_closure, name="remove-closure"),
]
