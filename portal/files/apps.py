from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "portal.files"
    label = "files"
    verbose_name = "文件"
    audit_actions = {"file.store": "上传文件"}
