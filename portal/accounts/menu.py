from portal.ui.menu import MenuEntry, register

register(MenuEntry("账号", "account_list", "account.view", order=80, also=("account_create", "account_detail")))
