from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "workforce"
    label = "workforce"
    verbose_name = "思想政治建设"
