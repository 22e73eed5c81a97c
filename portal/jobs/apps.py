from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "portal.jobs"
    label = "jobs"
    verbose_name = "后台任务"
    audit_actions = {"job.retry": "重试后台任务", "job.cancel": "取消后台任务"}

    def ready(self) -> None:
        """Let every app register its handlers by having a `jobs.py`."""
        autodiscover_modules("jobs")
