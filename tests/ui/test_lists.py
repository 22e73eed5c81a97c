"""Sorting, paging, badges, charts and the other pieces of lists."""

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.template import engines
from django.test import RequestFactory

from portal.ui import charts
from portal.ui.paging import page
from portal.ui.sorting import sort
from portal.ui.tones import tone_of

COLUMNS = {"name": "unit__sort_order", "state": ("state", "-due_on")}


def render(source, path="/", **context):
    template = engines["django"].from_string("{% load ui %}" + source)
    return template.render(context, RequestFactory().get(path))


def test_sorting_takes_declared_columns_only():
    get = RequestFactory().get
    assert sort(get("/?sort=-state"), COLUMNS, "name").order_by == ("-state", "due_on", "pk")
    assert sort(get("/?sort=password"), COLUMNS, "-name").order_by == ("-unit__sort_order", "pk")


def test_a_column_head_says_its_order_and_turns_it():
    request = RequestFactory().get("/?sort=name&page=3&q=x")
    by = sort(request, COLUMNS, "name")
    html = (
        engines["django"]
        .from_string('{% load ui %}{% sort_th by "name" "单位" %}{% sort_th by "state" "状态" "num" %}')
        .render({"by": by}, request)
    )
    assert '<th scope="col" aria-sort="ascending"><a class="sort" href="?sort=-name&amp;q=x">单位</a></th>' in html
    assert '<th scope="col" class="num"><a class="sort" href="?sort=state&amp;q=x">状态</a></th>' in html


def test_an_undeclared_sort_column_is_a_programming_error():
    request = RequestFactory().get("/")
    with pytest.raises(ValueError, match="no sort column"):
        render('{% sort_th by "nope" "x" %}', by=sort(request, COLUMNS, "name"))


@pytest.mark.parametrize(("asked", "number"), [("1", 1), ("3", 3), ("99", 3), ("-1", 3), ("x", 1)])
def test_any_page_number_leads_to_a_page(asked, number):
    assert page(RequestFactory().get(f"/?page={asked}"), list(range(250))).number == number


def test_the_pager_keeps_the_filters_and_names_the_total():
    request = RequestFactory().get("/?q=秦岳&page=2")
    html = (
        engines["django"]
        .from_string("{% load ui %}{% pager rows '家' %}")
        .render({"rows": page(request, list(range(250)))}, request)
    )
    assert "共 250 家，本页第 101–200 家" in html
    assert "q=%E7%A7%A6%E5%B2%B3&amp;page=3" in html
    assert '<b aria-current="page">2</b>' in html


def test_one_page_needs_no_links():
    html = render("{% pager rows %}", rows=page(RequestFactory().get("/"), [1, 2]))
    assert "共 2 条" in html
    assert "<ol>" not in html


def test_a_badge_says_its_state_in_word_and_shape():
    assert render('{% badge "未达标" %}') == '<span class="badge bad">未达标</span>'
    assert render('{% badge "不适用" %}') == '<span class="badge">不适用</span>'
    assert tone_of("逾期 3 天") == "bad"


def test_a_badge_escapes_what_it_shows():
    assert "&lt;b&gt;" in render("{% badge text %}", text="<b>")


def test_segments_fill_the_bar_in_proportion():
    parts = [charts.Segment("已审核", 3), charts.Segment("逾期", 0), charts.Segment("填报中", 1)]
    blocks = charts.blocks(parts)
    assert [block.segment.label for block in blocks] == ["已审核", "填报中"]
    assert blocks[0].width == Decimal("673.5")
    assert blocks[1].x + blocks[1].width == charts.WIDTH
    html = render("{% segments '进度' parts %}", parts=parts)
    assert "已审核 3，逾期 0，填报中 1" in html
    assert "75.00%" in html


def test_segments_of_nothing_are_an_empty_bar():
    assert "<desc" in render("{% segments '进度' parts %}", parts=[charts.Segment("已审核", 0)])


def test_a_missing_quarter_is_a_gap_in_the_trend():
    drawn = charts.spark([1, 2, None, 3])
    assert len(drawn.lines) == 1
    assert drawn.dots == [drawn.last]
    assert charts.spark([None, None]).last is None
    assert 'aria-label="0405：1，2，—，3"' in render("{% spark values '0405' %}", values=[1, 2, None, 3])


def test_a_bar_is_never_cut_at_one_hundred_percent():
    wide = charts.bullet(Fraction(3, 2), Fraction(1), True)
    assert (wide.bar, wide.bound, wide.tone) == ("150.0", "100.0", "bok")


def test_ratios_without_a_denominator_are_not_applicable():
    assert render("{% ratio 5 0 %}") == "—"
    assert render("{% ratio 220 400 bound %}", bound=Fraction(3, 5)) == "55.00%"


def test_a_stepper_marks_where_the_work_is():
    steps = [
        SimpleNamespace(label="填表人", state="done", note=""),
        SimpleNamespace(label="审核人", state="now", note=""),
    ]
    html = render("{% stepper steps %}", steps=steps)
    assert 'class="now" aria-current="step"' in html
    assert "（已完成）" in html
