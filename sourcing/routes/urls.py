from django.urls import path

from sourcing.routes import lane_pages, pages

app_name = "routing"
urlpatterns = [
    path("", pages.rules, name="rules"),
    path("rules/add/", pages.add, name="add"),
    path("rules/<int:rule_id>/", pages.change, name="change"),
    path("rules/<int:rule_id>/move/", pages.move, name="move"),
    path("rules/<int:rule_id>/pause/", pages.pause, name="pause"),
    path("rules/<int:rule_id>/remove/", pages.remove, name="remove"),
    path("tags/", pages.tag, name="tag"),
    path("versions/<int:set_id>/use/", pages.use, name="use"),
    path("versions/<int:set_id>/discard/", pages.discard, name="discard"),
    path("versions/<int:set_id>/rehearse/", pages.start_rehearsal, name="rehearse"),
    path("rehearsals/<int:rehearsal_id>/", lane_pages.rehearsal, name="rehearsal"),
    path("apply/", pages.apply_open, name="apply"),
    path("orders/<int:order_id>/", pages.of_order, name="of-order"),
    path("lanes/", lane_pages.performance, name="lanes"),
    path("lanes/export/", lane_pages.export, name="lanes-export"),
]
