"""E-mail beside the inbox. The inbox is what counts: mail says that something waits there."""

from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from portal.jobs import JobFailed, RunningJob, handler
from portal.notices.models import Notice
from portal.notices.sending import EMAIL

FOOT = "本邮件由产改工作门户自动发出，请登录门户查看和办理，不要直接回复。"


@handler(EMAIL, label="发送邮件通知")
def send_emails(job: RunningJob) -> None:
    """Mail the notices not mailed yet. A row is marked as soon as its mail is out, so a restart goes on behind it;
    killed between the two, it mails that one notice twice rather than never."""
    rows = Notice.objects.filter(pk__in=job.payload["notices"], emailed_at=None).select_related("user").order_by("pk")
    waiting = list(rows)
    try:
        with get_connection() as connection:
            for done, row in enumerate(waiting, start=1):
                _mail(row, connection)
                job.progress(done, len(waiting), "已发出")
    except (SMTPException, OSError) as error:
        raise JobFailed(f"邮件没有发出（{error}）。收件箱里的通知不受影响；请检查 EMAIL_URL 后重试。") from error


def _mail(row: Notice, connection: Any) -> None:
    text = "\n\n".join(part for part in (f"{row.user.full_name}：", row.title, row.body, FOOT) if part)
    subject = f"【产改工作门户】{row.title}"
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [row.user.email], connection=connection).send()
    Notice.objects.filter(pk=row.pk).update(emailed_at=timezone.now())
