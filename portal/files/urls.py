from django.urls import path

from portal.files import views

urlpatterns = [path("files/<int:pk>/", views.download_file, name="download_file")]
