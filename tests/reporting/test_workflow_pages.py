"""The pages of the way: each opens for those it is for, at every stage; acts through them; budgets."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.organisations.scope import system
from portal.reporting.models import Explanation, Period, Return, ReturnMove
from portal.ui.dates import with_weekday

from ..factories import make_actor, make_unit
from ..keeping import unkept
from .factories import again, fill, make_period, move, put_cells
from .workflow_cast import World, bring_to, make_world

pytestmark = pytest.mark.django_db
STAGES = ("not_started", "drafting", "checker", "head", "reviewer", "returned", "accepted", "reopened", "exempt")


def browser(actor: Any) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def text(page: Any) -> str:
    return page.content.decode()


def url(world: World, name: str, *more: Any) -> str:
    return reverse(name, args=[world.period.code, world.units["unit"].code, *more])


@pytest.mark.parametrize("stage", STAGES)
def test_home_board_and_return_open_at_every_stage(stage: str) -> None:
    world = make_world()
    bring_to(world, stage)
    for who in ("filler", "head", "group", "province", "sasac", "group_head"):
        actor = world.actors[who]
        client = browser(actor)
        assert client.get("/").status_code == 200, who
        assert client.get(reverse("board", args=[world.period.code])).status_code == 200, who
        page = client.get(url(world, "return_detail"))
        assert page.status_code == (404 if who == "group_head" else 200), who


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "auditor"])
def test_administrators_get_a_plain_start_page(role: str) -> None:
    world = make_world()
    client = browser(make_actor(world.units["prov"], role))
    assert "业务数据不对管理账号开放" in text(client.get("/"))
    assert client.get(reverse("board", args=[world.period.code])).status_code == 403


def test_home_without_any_period() -> None:
    world = make_world()
    with system("test data"):
        Return.objects.all().delete()
        Period.objects.all().delete()
    page = text(browser(world.filler).get("/"))
    assert "还没有开放的季度" in page
    assert "还没有开放的季度" in text(browser(world.group).get(reverse("board_now")))


def test_out_of_scope_is_not_there() -> None:
    world = make_world()
    stranger = browser(make_actor(world.units["foreign"], "filler"))
    assert stranger.get(url(world, "return_detail")).status_code == 404
    assert stranger.get(url(world, "review_page")).status_code == 404
    posted = stranger.post(url(world, "move_return", "start"), {"key": uuid4(), "expect": 0})
    assert posted.status_code == 404
    assert browser(world.filler).get("/returns/2031Q9/").status_code == 404


def test_a_move_by_the_page_and_its_double_click() -> None:
    world = make_world()
    bring_to(world, "reviewer")
    client = browser(world.group)
    page = text(client.get(url(world, "return_detail")))
    fields = {name: re.search(f'name="{name}" value="([^"]+)"', page)[1] for name in ("key", "expect")}  # type: ignore[index]
    first = client.post(url(world, "move_return", "pass_on"), fields)
    second = client.post(url(world, "move_return", "pass_on"), fields)
    assert (first.status_code, second.status_code) == (303, 303)
    with system("count"):
        assert ReturnMove.objects.filter(ret=world.ret, move="pass_on").count() == 1


def test_a_stale_page_names_who_moved_it() -> None:
    world = make_world()
    ret = bring_to(world, "reviewer")
    seen = again(ret).moves_count
    move(ret, "pass_on", world.group)
    page = browser(world.group).post(url(world, "move_return", "pass_on"), {"key": uuid4(), "expect": seen})
    assert page.status_code == 409
    assert world.group.user.full_name in text(page) and "页面已经过时" in text(page)


@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, 400), ({"key": "x", "expect": "1"}, 400), ({"key": str(uuid4()), "expect": "１２"}, 400),
     ({"key": str(uuid4()), "expect": "9" * 40}, 400)],
)  # fmt: skip
def test_mangled_hidden_fields_are_refused_in_words(fields: dict[str, str], status: int) -> None:
    world = make_world()
    bring_to(world, "reviewer")
    page = browser(world.group).post(url(world, "move_return", "pass_on"), fields)
    assert page.status_code == status
    assert "怎样改" in text(page)


def test_the_wrong_person_gets_403_and_an_unknown_move_422() -> None:
    world = make_world()
    ret = bring_to(world, "reviewer")
    good = {"key": uuid4(), "expect": again(ret).moves_count}
    assert browser(world.city).post(url(world, "move_return", "pass_on"), good).status_code == 403
    assert browser(world.group).post(url(world, "move_return", "explode"), good).status_code == 422


def test_review_keeps_what_was_typed_when_a_question_is_missing() -> None:
    world = make_world()
    ret = bring_to(world, "reviewer")
    fields = {
        "key": uuid4(), "expect": again(ret).moves_count, "origin": "review", "cell": ["0405", "0414"],
        "q-0405": "为何少 1.35 万元？",
    }  # fmt: skip
    page = browser(world.group).post(url(world, "move_return", "send_back") + "?view=all", fields)
    assert page.status_code == 422
    assert "0414" in text(page) and "还没有写" in text(page) and "为何少 1.35 万元？" in text(page)


def test_review_lists_only_what_wants_looking_at() -> None:
    world = make_world()
    bring_to(world, "reviewer")
    client = browser(world.group)
    page = client.get(url(world, "review_page"))
    assert page.status_code == 200 and "没有要看的单元格" in text(page)
    everything = text(client.get(url(world, "review_page") + "?view=all&over=10"))
    assert everything.count("退回此格") == page.context["total"] > 150


def test_review_shows_what_the_rule_found_beside_the_explanation(django_assert_max_num_queries: Any) -> None:
    world = make_world()
    version = again(bring_to(world, "reviewer")).filed
    assert version is not None
    with unkept(), system("test data"):
        put_cells(version, c0404="100.00", c0405="52.10")
        for rule, why in (("S05", "四季度安排两期脱产班，年底可达到。"), ("S20", "按账面数填列，确为整万元。")):
            Explanation.objects.create(version=version, rule=rule, text=why, by="填表人")
    client = browser(world.group)
    client.get(url(world, "review_page"))
    with django_assert_max_num_queries(16):  # that of the session apart
        page = client.get(url(world, "review_page"))
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text(page)))
    assert "＝52.10%；应有：" in said and "不小于 60.00%" in said and "说明：四季度安排两期脱产班" in said
    assert "S20 至少五个金额恰为整万元 说明：按账面数填列" in said


def test_the_date_shown_is_that_of_the_desk_whose_turn_it_is() -> None:
    world = make_world()
    dates = {due.layer: with_weekday(due.due_on) for due in world.period.due_dates.all()}
    own = f"<dt>截止</dt><dd>{dates['base']}</dd>"
    assert own in text(browser(world.filler).get(url(world, "return_detail")))
    bring_to(world, "province_reviewer")
    for page in ("return_detail", "review_page"):
        shown = text(browser(world.province).get(url(world, page)))
        province = world.units["prov"].label
        assert f"<dt>截止</dt><dd>{dates['province']}（{province}）</dd>" in shown
        assert f"<dt>单位截止</dt><dd>{dates['base']}</dd>" in shown and own not in shown


def test_only_those_whose_turn_it_is_are_offered_to_review() -> None:
    world = make_world()
    bring_to(world, "reviewer")
    for who in ("group", "sasac", "head", "province", "checker"):
        client, word = browser(world.actors[who]), "审核" if who == "group" else "查看"
        assert f">逐格{word}</a>" in text(client.get(url(world, "return_detail"))), who
        assert f"<h1>{word}　" in text(client.get(url(world, "review_page"))), who


def test_review_before_filing_is_not_there() -> None:
    world = make_world()
    bring_to(world, "drafting")
    assert browser(world.group).get(url(world, "review_page")).status_code == 404


def test_the_filler_is_led_to_the_cell_that_was_sent_back() -> None:
    world = make_world()
    bring_to(world, "returned")
    client = browser(world.filler)
    cell = url(world, "form_page", 2) + "#r0405"
    home = text(client.get("/"))
    assert f'href="{cell}">去答复 0405</a>' in home and f'<a href="{cell}">0405</a>' in home
    assert "继续填" not in home and home.count("答复退回的格") == 1 and home.count(">查看</a>") == 4
    page = text(client.get(url(world, "return_detail")))
    assert f'href="{cell}"' in page and page.count("答复退回的格") == 1
    assert "“提交”现在不能办：报表处于“退回待答”，请用“答复并交回”。" in page


def test_a_whole_return_sent_back_is_filled_as_before() -> None:
    world = make_world()
    move(bring_to(world, "reviewer"), "send_back", world.group, note="请按新口径重填")
    home = text(browser(world.filler).get("/"))
    assert "继续填报" in home and home.count("继续填</a>") == 5 and "去答复" not in home


def test_answers_are_kept_then_sent() -> None:
    world = make_world()
    ret = bring_to(world, "returned")
    client = browser(world.filler)
    question = again(ret)
    with system("read"):
        asked = question.questions.get()
    target, name = url(world, "save_answers"), f"answer-{asked.pk}"
    base = {"key": uuid4(), "expect": question.moves_count}
    kept = client.post(target, base | {name: "口径按人社文件执行。"})
    assert kept.status_code == 303 and again(ret).state == "returned"
    refused = client.post(target, base | {name: "", "send": "1"})
    assert refused.status_code == 422 and "0405 还没有答复" in text(refused)
    sent = client.post(target, base | {name: "口径按人社文件执行。", "send": "1"})
    assert sent.status_code == 303 and again(ret).desk_id == world.units["group"].pk


def test_receipt_verifies_and_shows_tampering() -> None:
    world = make_world()
    ret = bring_to(world, "reviewer")
    with system("read"):
        version = again(ret).filed
    assert version is not None
    target = reverse("receipt_detail", args=[version.receipt])
    for who in ("filler", "head", "group", "industry", "province", "sasac"):
        assert "核验一致" in text(browser(world.actors[who]).get(target)), who
    assert browser(make_actor(world.units["foreign"], "filler")).get(target).status_code == 404
    with unkept():
        fill(version, **{"0405": 1})
    assert "核验不一致" in text(browser(world.group).get(target))


def test_board_finds_by_filters() -> None:
    world = make_world()
    client, target = browser(world.province), reverse("board", args=[world.period.code])

    def found(query: str) -> set[str]:
        rows = client.get(f"{target}?{query}").context["rows"]
        return {key for key, unit in world.units.items() for row in rows if row["ret"].unit_id == unit.pk}

    unit = world.units["unit"]
    assert found("") == {"group", "unit", "sibling", "soe", "other", "foreign"}
    assert found(f"q={unit.code.lower()}") == {"unit"}
    assert found(f"q={unit.initials[-4:]}") >= {"unit"}
    assert found(f"group={world.units['group'].code}") == {"group", "unit", "sibling"}
    assert found(f"industry={world.units['industrial'].code}") == {"group", "unit", "sibling"}
    assert found("layer=hq") == {"group", "other"}
    assert found("area=61&layer=sub") == set()
    assert found("group=nonsense") == set()
    assert found("tab=accepted") == set()
    assert client.get(f"{target}?tab=bad&sort=bad&page=99").status_code == 200


def test_counts_of_tabs_and_bar_agree_and_add_up() -> None:
    """One subsidiary still at its own checker, one unit overdue: neither counts as 审核中 or 未开始."""
    world = make_world()
    bring_to(world, "checker")
    with system("test data"):
        late = timezone.localdate() - dt.timedelta(days=3)
        Return.objects.filter(period=world.period, unit=world.units["soe"]).update(due_on=late)
    client, target = browser(world.province), reverse("board", args=[world.period.code])
    page = client.get(target)
    tabs = {key: count for key, _, count in page.context["tabs"]}
    bar = {part.label: part.count for part in page.context["segments"]}
    assert (tabs["inside"], tabs["in_review"], tabs["late"], tabs["not_started"]) == (1, 0, 1, 4)
    labels = {label: count for _, label, count in page.context["tabs"]}
    assert {label: labels[label] for label in bar} == bar and sum(bar.values()) == page.context["counts"].due
    for key in ("inside", "in_review", "late", "not_started"):
        assert len(client.get(f"{target}?tab={key}").context["rows"]) == tabs[key]
    inside = text(client.get(f"{target}?tab=inside"))
    assert "单位内审核</span>" in inside and world.units["unit"].name in inside
    assert "单位内审核</span>" in text(client.get(reverse("urge_missing", args=[world.period.code])))


def test_what_was_reported_is_accepted_in_review_or_sent_back() -> None:
    world = make_world()
    for stage, parts in (("reviewer", (0, 1, 0)), ("returned", (0, 0, 1))):
        if stage == "returned":
            world.ret = move(world.ret, "send_back", world.group, questions={"0405": "请说明口径"})
        else:
            bring_to(world, stage)
        counts = browser(world.province).get(reverse("board", args=[world.period.code])).context["counts"]
        assert (counts.by_tab["accepted"], counts.by_tab["in_review"], counts.sent_back) == parts
        assert counts.reported == 1


def test_board_of_three_thousand_units_keeps_its_budget(django_assert_max_num_queries: Any) -> None:
    world = make_world()
    bring_to(world, "reviewer")
    late = timezone.localdate() - dt.timedelta(days=3)
    with system("test data"):
        extra = make_many(world, 3000)
        Return.objects.bulk_create(Return(period=world.period, unit=unit, due_on=late) for unit in extra)
    for who in ("province", "group"):
        client = browser(world.actors[who])
        for query in ("", "?tab=late", "?tab=clean", "?q=u0&layer=sub&sort=-due&page=3"):
            with django_assert_max_num_queries(15):
                page = client.get(reverse("board", args=[world.period.code]) + query)
            assert page.status_code == 200
    assert len(client.get(reverse("board", args=[world.period.code])).context["rows"]) == 100


def make_many(world: World, count: int) -> list[Any]:
    """Many subsidiaries below the world's group, in the frozen tree too, written in bulk."""
    from portal.organisations.models import Unit
    from portal.reporting.models import PeriodAncestry

    area = world.units["unit"].area_id
    units = Unit.objects.bulk_create(
        Unit(
            code=f"M{n:05d}", name=f"批量单位{n}", kind="subsidiary", area_id=area, is_due=True, sort_order=n,
            uscc="", initials=f"pldw{n}",
        )
        for n in range(count)
    )  # fmt: skip
    chain = [world.units["group"], world.units["industrial"], world.units["prov"]]
    PeriodAncestry.objects.bulk_create(
        PeriodAncestry(period=world.period, line="reporting", ancestor=above, descendant=unit, depth=depth)
        for unit in units
        for depth, above in enumerate([unit, *chain])
    )
    return units


def test_menu_leads_to_the_own_return() -> None:
    world = make_world()
    page = browser(world.filler).get(reverse("my_return"))
    assert page.status_code == 302 and page.url == url(world, "return_detail")
    lone = make_unit("group", world.units["prov"])
    assert "没有要填的报表" in text(browser(make_actor(lone, "filler")).get(reverse("my_return")))


def test_period_switcher_leads_to_the_quarter_before() -> None:
    world = make_world()
    make_period(2026, 2)
    page = text(browser(world.filler).get(url(world, "return_detail")))
    assert reverse("return_detail", args=["2026Q2", world.units["unit"].code]) in page


def test_flows_may_swing_more_than_stocks() -> None:
    from portal.reporting.items import FLOW, STOCK
    from portal.reporting.schema import Schema
    from portal.reporting.workflow.changes import limit_for

    items = Schema.current().by_code
    assert (items["0001"].kind, limit_for(items["0001"], 30)) == (STOCK, 30)
    assert (items["0408"].kind, limit_for(items["0408"], 30)) == (FLOW, 100)
