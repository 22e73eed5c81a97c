from portal.policy.views.calendar import add_days, confirm_year, holiday_calendar, remove_day
from portal.policy.views.parameters import parameter_detail, parameter_edit, parameter_list

__all__ = [
    "add_days",
    "confirm_year",
    "holiday_calendar",
    "parameter_detail",
    "parameter_edit",
    "parameter_list",
    "remove_day",
]
