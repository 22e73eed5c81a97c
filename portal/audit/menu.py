from portal.ui.menu import MenuEntry, register

register(MenuEntry("审计记录", "event_list", "audit.view", order=90))
