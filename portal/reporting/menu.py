"""The menu entries of reporting."""

from portal.reporting.indicators import menu as indicator_menu  # noqa: F401 - its entries
from portal.ui.menu import MenuEntry, register

OWN = ("return.edit", "return.check", "return.sign")
MANY = ("return.review", "return.urge", "opinion.write")

register(MenuEntry("首页", "home", order=0))
register(MenuEntry("汇总导出", "summary_page", "summary.export", order=40))
register(MenuEntry("本季报表", "my_return", OWN, order=10, also=("return_detail", "form_page", "receipt_detail")))
register(
    MenuEntry(
        "报送进度", "board_now", MANY, order=15,
        also=(
            "board", "return_detail", "review_page", "urge_missing", "sample_list", "consolidation", "receipt_detail",
        ),
    )
)  # fmt: skip
PERIOD_PAGES = ("period_detail", "period_plan", "rule_list")
register(MenuEntry("报告期", "period_list", "period.view", order=20, also=PERIOD_PAGES))
