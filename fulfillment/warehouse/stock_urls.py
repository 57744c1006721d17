from django.urls import path

from fulfillment.warehouse import lot_pages, receive_pages, receive_photos, stock_pages

app_name = "stock"
urlpatterns = [
    # goods in
    path("receive/", receive_pages.receive_list, name="receive"),
    path("receive/start/", receive_pages.start, name="start"),
    path("receive/return/", receive_pages.start_return, name="start-return"),
    path("receive/expected/", receive_pages.expect, name="expect"),
    path("receive/expected/<int:delivery_id>/start/", receive_pages.start_expected, name="start-expected"),
    path("receive/<int:receipt_id>/", receive_pages.receipt, name="receipt"),
    path("receive/<int:receipt_id>/photos/", receive_photos.add, name="receipt-photo"),
    path("receive/<int:receipt_id>/close/", receive_pages.close, name="close"),
    path("receive/<int:receipt_id>/reopen/", receive_pages.reopen, name="reopen"),
    # stock
    path("stock/", stock_pages.stock_list, name="list"),
    path("stock/export/", stock_pages.export, name="export"),
    path("stock/skus/<int:sku_id>/", stock_pages.sku, name="sku"),
    path("stock/supplies/<int:supply_id>/", stock_pages.set_supply, name="set-supply"),
    path("stock/movements/<int:movement_id>/take-back/", receive_pages.take_back, name="take-back"),
    path("stock/orders/<int:order_id>/", stock_pages.of_order, name="of-order"),
    # one lot
    path("stock/lots/<int:lot_id>/", lot_pages.lot, name="lot"),
    path("stock/lots/<int:lot_id>/label/", lot_pages.label, name="label"),
    path("stock/lots/<int:lot_id>/reject/", lot_pages.reject_preview, name="reject-preview"),
    path("stock/lots/<int:lot_id>/rule/", lot_pages.rule, name="rule"),
    path("stock/lots/<int:lot_id>/count/", lot_pages.count, name="count"),
    path("stock/lots/<int:lot_id>/take-out/", lot_pages.take_out, name="take-out"),
    path("stock/lots/<int:lot_id>/keep-for/", lot_pages.keep_for, name="keep-for"),
]
