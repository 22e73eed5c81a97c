from django.urls import path

from portal.audit import views

urlpatterns = [
    path("audit/", views.event_list, name="event_list"),
    path("audit/<int:pk>/", views.event_detail, name="event_detail"),
]
