from django.urls import path

from fulfillment.inspections.checklists import check_pages, pages, version_pages

app_name = "checklists"
urlpatterns = [
    path("", pages.index, name="list"),
    path("<int:checklist_id>/", pages.edit, name="edit"),
    path("<int:checklist_id>/goods/", pages.goods, name="goods"),
    path("<int:checklist_id>/sampling/", pages.sampling, name="sampling"),
    path("<int:checklist_id>/undo/", pages.undo, name="undo"),
    path("<int:checklist_id>/put-away/", pages.put_away, name="put-away"),
    path("<int:checklist_id>/preview/", pages.preview, name="preview"),
    # its checks
    path("<int:checklist_id>/checks/add/", check_pages.add, name="add-check"),
    path("<int:checklist_id>/checks/<str:key>/", check_pages.change, name="change-check"),
    path("<int:checklist_id>/checks/<str:key>/move/", check_pages.move, name="move-check"),
    path("<int:checklist_id>/checks/<str:key>/take-out/", check_pages.take_out, name="take-out-check"),
    # its versions
    path("<int:checklist_id>/publish/", version_pages.publish, name="publish"),
    path("<int:checklist_id>/versions/<int:number>/", version_pages.version, name="version"),
    path("<int:checklist_id>/versions/<int:number>/again/", version_pages.again, name="again"),
]
