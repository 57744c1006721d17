from django.urls import path

from sourcing.seeking import pages, quote_pages

app_name = "seeking"
urlpatterns = [
    path("", pages.requests, name="board"),
    path("over/", pages.over, name="over"),
    path("export/", pages.export, name="export"),
    path("new/", pages.add, name="add"),
    path("<int:request_id>/", pages.request_page, name="request"),
    path("<int:request_id>/change/", pages.change, name="change"),
    path("<int:request_id>/ask/", pages.ask, name="ask"),
    path("<int:request_id>/close/", pages.close, name="close"),
    path("<int:request_id>/undo/", pages.undo, name="undo"),
    path("<int:request_id>/take/", pages.take, name="take"),
    path("quotes/<int:quote_id>/", quote_pages.quote, name="quote"),
    path("quotes/<int:quote_id>/decline/", quote_pages.decline, name="decline"),
    path("quotes/<int:quote_id>/sample/", quote_pages.ask_sample, name="ask-sample"),
    path("quotes/<int:quote_id>/look/", quote_pages.look, name="look"),
    path("quotes/<int:quote_id>/approve/", quote_pages.approve, name="approve"),
]
