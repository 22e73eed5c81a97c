from django.urls import path

from portal.notices import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all_notices, name="read_all_notices"),
    path("inbox/<int:pk>/", views.open_notice, name="open_notice"),
]
