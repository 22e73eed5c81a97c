"""The menu entries of the indicator pages."""

from portal.ui.menu import MenuEntry, register

register(
    MenuEntry(
        "指标",
        "indicator_home",
        "indicator.view",
        order=30,
        also=("indicator_list", "indicator_path", "indicator_ranking"),
    )
)
register(MenuEntry("措施", "measure_list", "indicator.view", order=35, also=("measure_detail",)))
