"""Addresses of the entry grid."""

from django.urls import path

from .views import page, saving

FORM = "returns/<str:period>/<str:unit>/forms/<int:no>/"

urlpatterns = [
    path(FORM, page.form_page, name="form_page"),
    path(f"{FORM}save/", page.save_form, name="save_form"),
    path(f"{FORM}cells/", saving.save_cells_view, name="save_cells"),
    path(f"{FORM}notes/", saving.save_note, name="save_note"),
    path(f"{FORM}evidence/", saving.attach_evidence, name="attach_evidence"),
    path(f"{FORM}act/", saving.act_on_form, name="act_on_form"),
    path("returns/<str:period>/<str:unit>/cells/<str:code>/", page.cell_page, name="cell_page"),
]
