from django.urls import path

from portal.policy import views

urlpatterns = [
    path("policy/parameters/", views.parameter_list, name="parameter_list"),
    path("policy/parameters/<slug:code>/", views.parameter_detail, name="parameter_detail"),
    path("policy/parameters/<slug:code>/change/", views.parameter_edit, name="parameter_edit"),
    path("policy/calendar/", views.holiday_calendar, name="holiday_calendar"),
    path("policy/calendar/<int:year>/", views.holiday_calendar, name="holiday_calendar"),
    path("policy/calendar/<int:year>/add/", views.add_days, name="add_days"),
    path("policy/calendar/<int:year>/confirm/", views.confirm_year, name="confirm_year"),
    path("policy/calendar/<int:year>/remove/<int:pk>/", views.remove_day, name="remove_day"),
]
