from django.urls import path

from .views import measures, rankings, units

urlpatterns = [
    path("indicators/", units.open_indicators, name="indicator_home"),
    path("indicators/<str:period>/compute/", units.compute_again, name="compute_indicators"),
    path("indicators/<str:period>/<str:unit>/", units.list_indicators, name="indicator_list"),
    path("indicators/<str:period>/<str:unit>/<str:code>/", units.show_path, name="indicator_path"),
    path("indicators/<str:period>/<str:unit>/<str:code>/units/", rankings.rank_units, name="indicator_ranking"),
    path("measures/", measures.list_measures, name="measure_list"),
    path("measures/<int:number>/", measures.show_measure, name="measure_detail"),
]
