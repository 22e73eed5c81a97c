from django.urls import path

from portal.organisations.views import acts, directory

urlpatterns = [
    path("units/", directory.list_units, name="unit_list"),
    path("units/new/", acts.open_unit, name="unit_open"),
    path("units/<int:pk>/", directory.show_unit, name="unit_detail"),
    path("units/<int:pk>/checker/", directory.waive_checker, name="unit_waive_checker"),
    path("units/<int:pk>/<str:kind>/", acts.act_on_unit, name="unit_act"),
]
