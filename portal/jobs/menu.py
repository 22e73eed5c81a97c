from portal.ui.menu import MenuEntry, register

register(MenuEntry("后台任务", "job_list", "system.view", order=80, also=("job_detail",)))
