from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "portal.policy"
    label = "policy"
    verbose_name = "政策"
    audit_actions = {
        "parameter.change": "变更政策参数",
        "calendar.set": "录入节假日安排",
        "calendar.remove": "删去节假日安排",
        "calendar.confirm": "确认年度节假日安排",
    }
