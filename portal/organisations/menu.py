from portal.ui.menu import MenuEntry, register

register(MenuEntry("单位", "unit_list", "unit.view", order=70, also=("unit_detail", "unit_open", "unit_act")))
