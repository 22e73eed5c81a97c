from portal.ui.menu import MenuEntry, register

register(
    MenuEntry(
        "参数与日历",
        "parameter_list",
        ("parameter.edit", "calendar.edit"),
        order=70,
        also=("parameter_detail", "parameter_edit", "holiday_calendar"),
    )
)
