from django.urls import path

from sourcing.portal import pages, quoting

app_name = "supplier"
urlpatterns = [
    path("<str:token>/", pages.page, name="page"),
    path("<str:token>/offers/<int:offer_id>/", pages.promise, name="promise"),
    path("<str:token>/orders/<int:purchase_id>/", pages.accept, name="accept"),
    path("<str:token>/lines/<int:line_id>/", pages.send, name="send"),
    path("<str:token>/closures/", pages.close, name="close"),
    path("<str:token>/quotes/<int:quote_id>/", quoting.quote, name="quote"),
    path("<str:token>/quotes/<int:quote_id>/sample/", quoting.sample, name="sample"),
    path("<str:token>/quotes/<int:quote_id>/photo/", quoting.photo, name="photo"),
    path("<str:token>/sheet/", pages.download, name="sheet"),
    path("<str:token>/sheet/send/", pages.upload, name="upload"),
]
