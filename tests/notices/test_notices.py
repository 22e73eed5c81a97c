"""The inbox: who gets what, reading, and e-mail beside it."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal import notices
from portal.jobs.models import Job
from portal.jobs.queue import claim
from portal.jobs.running import run
from portal.notices.models import Notice, unread_count
from portal.notices.sending import EMAIL
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


def test_each_active_receiver_gets_one_notice():
    unit = make_unit()
    user = make_member(unit, "filler")
    make_member(unit, "filler")
    gone = make_member(unit, "filler", make_user(is_active=False))
    sent = notices.send_to_role(unit.pk, "filler", "return", "报表被退回", "0405 有一个问题", "/")
    assert len(sent) == 2
    assert not Notice.objects.of(gone).exists()
    assert len(notices.send([user, user], "urge", "请尽快填报")) == 1
    assert unread_count(user) == 2


def test_a_notice_stands_or_falls_with_its_transaction():
    user = make_user()
    with pytest.raises(RuntimeError), transaction.atomic():
        notices.send([user], "return", "不会留下")
        raise RuntimeError
    assert unread_count(user) == 0


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_a_notice_leads_nowhere_else(url):
    user = make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        notices.send([user], "return", "外链", url=url)


def test_opening_a_notice_marks_it_read_and_goes_there(client):
    user = make_member(make_unit(), "filler")
    notice = notices.send([user], "return", "去看", url=reverse("parameter_list"))[0]
    client.force_login(user)
    assert "去看" in client.get(reverse("inbox")).content.decode()
    assert unread_count(user) == 1, "looking at the list is not reading"
    response = client.post(reverse("open_notice", args=[notice.pk]))
    assert response["Location"] == reverse("parameter_list")
    assert unread_count(user) == 0


def test_reading_needs_a_post_and_ones_own_notice(client):
    mine, other = make_member(make_unit(), "filler"), make_user()
    notice = notices.send([other], "return", "别人的")[0]
    client.force_login(mine)
    assert client.get(reverse("open_notice", args=[notice.pk])).status_code == 405
    assert client.post(reverse("open_notice", args=[notice.pk])).status_code == 404
    assert unread_count(other) == 1
    assert "别人的" not in client.get(reverse("inbox")).content.decode()


def test_all_can_be_marked_at_once_and_the_filter_shows_the_rest(client):
    user = make_member(make_unit(), "filler")
    notices.send([user], "return", "第一条")
    notices.send([user], "return", "第二条")
    client.force_login(user)
    assert "未读 2" in client.get(reverse("inbox") + "?unread=1").content.decode()
    client.post(reverse("read_all_notices"))
    assert unread_count(user) == 0
    assert "没有未读通知" in client.get(reverse("inbox") + "?unread=1").content.decode()


def test_a_full_inbox_costs_few_queries(client, django_assert_max_num_queries):
    user = make_member(make_unit(), "filler")
    for number in range(3):
        notices.send([user], "return", f"通知 {number}")
    Notice.objects.bulk_create(Notice(user=user, kind="urge", title=f"催报 {n}") for n in range(300))
    client.force_login(user)
    with django_assert_max_num_queries(10):
        assert "共 303 条" in client.get(reverse("inbox")).content.decode()


def test_without_mail_settings_no_mail_is_planned(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    notices.send([make_user(email="a@example.cn")], "return", "站内")
    assert not Job.objects.filter(kind=EMAIL).exists()


def test_mail_is_sent_by_a_job_once(settings):
    settings.EMAIL_BACKEND = LOCMEM
    with_mail, without = make_user(email="a@example.cn"), make_user()
    notices.send([with_mail, without], "return", "报表被退回", "0405 有一个问题")
    job = Job.objects.get(kind=EMAIL)
    run(claim(job.pk), pulse=False)
    run_again = Job.objects.create(kind=EMAIL, key="again", payload=job.payload)
    run(claim(run_again.pk), pulse=False)
    assert [(m.to, m.subject) for m in mail.outbox] == [(["a@example.cn"], "【产改工作门户】报表被退回")]
    assert "0405 有一个问题" in mail.outbox[0].body


def test_a_mail_server_that_refuses_fails_the_job_not_the_notice(settings, monkeypatch):
    settings.EMAIL_BACKEND = LOCMEM
    user = make_user(email="a@example.cn")

    def refuse(*args, **kwargs):
        raise OSError("connection refused")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    notices.send([user], "return", "站内仍在")
    job = Job.objects.get(kind=EMAIL)
    run(claim(job.pk), pulse=False)
    job.refresh_from_db()
    assert (job.state, unread_count(user)) == ("failed", 1)
    assert "EMAIL_URL" in job.error
