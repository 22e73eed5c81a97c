from django.urls import path

from portal.jobs import views

urlpatterns = [
    path("jobs/", views.job_list, name="job_list"),
    path("jobs/<int:pk>/", views.job_detail, name="job_detail"),
    path("jobs/<int:pk>/progress/", views.job_progress, name="job_progress"),
    path("jobs/<int:pk>/retry/", views.retry_job, name="retry_job"),
    path("jobs/<int:pk>/cancel/", views.cancel_job, name="cancel_job"),
    path("audit/verify/", views.verify_events, name="verify_events"),
]
