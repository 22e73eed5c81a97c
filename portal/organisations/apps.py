from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "portal.organisations"
    label = "organisations"
    verbose_name = "组织"
    audit_actions = {
        "unit.open": "设立单位",
        "unit.move": "调整隶属",
        "unit.merge": "合并单位",
        "unit.split": "分立单位",
        "unit.close": "撤销单位",
        "unit.checker_waiver": "免设审核人",
    }

    def ready(self) -> None:
        from portal.files import access
        from portal.organisations.file_access import unit_in_scope

        access.register(unit_in_scope)
