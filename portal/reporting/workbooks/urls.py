from django.urls import path

from . import views

urlpatterns = [
    path("summary/", views.show_summary, name="summary_page"),
    path("summary/export/", views.export_summary, name="summary_export"),
    path("summary/files/<int:pk>/", views.download_summary, name="summary_download"),
]
