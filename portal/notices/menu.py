from portal.notices.models import unread_count
from portal.ui.menu import register_inbox

register_inbox("inbox", unread_count)
