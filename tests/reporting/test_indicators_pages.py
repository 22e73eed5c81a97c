"""Who sees which figures, in which view; what the pages say; how many queries they take."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.jobs.models import Job
from portal.organisations.models import Line, Unit, UnitKind
from portal.organisations.scope import system
from portal.reporting.indicators.compute import compute
from portal.reporting.models import Period
from tests.factories import make_member, make_unit
from tests.reporting.indicator_world import IndicatorWorld

pytestmark = pytest.mark.django_db
CODE = "2025Q3"
BUDGET = 30


class Cast:
    """Two groups in one province; the first has a unit in the city's territory and one elsewhere."""

    def __init__(self) -> None:
        self.world = IndicatorWorld()
        self.prov, self.city = make_unit(UnitKind.PROV_UNION), make_unit(UnitKind.CITY_UNION)
        self.sasac = make_unit(UnitKind.PROV_SASAC)
        self.group, self.other = make_unit(UnitKind.GROUP), make_unit(UnitKind.GROUP)
        self.inside, self.outside, self.foreign = (
            make_unit(name="城内机械厂"),
            make_unit(),
            make_unit(name="外集团分厂"),
        )
        top: dict[int, int | None] = {self.prov.pk: None, self.group.pk: self.prov.pk, self.other.pk: self.prov.pk}
        below: dict[int, int | None] = {self.inside.pk: self.group.pk, self.outside.pk: self.group.pk}
        with system("test data"):
            self.world.tree(
                CODE, Line.REPORTING, top | below | {self.foreign.pk: self.other.pk, self.city.pk: self.prov.pk}
            )
            self.world.tree(CODE, Line.TERRITORY, {self.city.pk: None, self.inside.pk: self.city.pk})
            self.world.tree(CODE, Line.SASAC, {self.sasac.pk: None, self.group.pk: self.sasac.pk} | below)
            figures = [(self.inside, "149.99", "250"), (self.outside, "90", "100"), (self.foreign, "10", "100")]
            for unit, frontline, total in figures:
                self.world.file(CODE, unit, {"0405": Decimal(frontline), "0404": Decimal(total)})
        compute(Period.objects.get(code=CODE))

    def client(self, unit: Unit, role: str) -> Client:
        user: User = make_member(unit, role)
        client = Client()
        client.force_login(user)
        return client


@pytest.fixture
def cast() -> Cast:
    return Cast()


def words(response: Any) -> str:
    """The page's text without tags, for what a reader sees."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def address(unit: Unit, *rest: str) -> str:
    return "/".join(("/indicators", CODE, unit.code, *rest)) + "/"


# --- scope -------------------------------------------------------------------------------------------------------


def test_each_role_lands_on_its_own_unit_and_view(cast: Cast) -> None:
    homes = [
        (cast.prov, "province_reviewer", "合计（隶属）"), (cast.group, "reviewer", "合计（隶属）"),
        (cast.city, "reviewer", "合计（属地）"), (cast.sasac, "sasac_reviewer", "合计（国资监管）"),
        (cast.inside, "filler", "本级"),
    ]  # fmt: skip
    for unit, role, view in homes:
        response = cast.client(unit, role).get("/indicators/", follow=True)
        assert response.redirect_chain[-1][0] == address(unit)
        assert f"口径：{view}" in words(response)


@pytest.mark.parametrize("rest", [(), ("I-0402",)])
def test_a_unit_out_of_scope_is_not_found(cast: Cast, rest: tuple[str, ...]) -> None:
    client = cast.client(cast.group, "reviewer")
    assert client.get(address(cast.inside, *rest)).status_code == 200
    assert client.get(address(cast.foreign, *rest)).status_code == 404
    assert cast.client(cast.city, "reviewer").get(address(cast.outside, *rest)).status_code == 404
    assert cast.client(cast.inside, "filler").get(address(cast.group, *rest)).status_code == 404


def test_an_aggregate_along_another_line_is_not_shown(cast: Cast) -> None:
    """The SASAC reads the group along its own line; the union line's sum could hold units it does not supervise."""
    client = cast.client(cast.sasac, "sasac_reviewer")
    assert client.get(address(cast.group) + "?view=sasac").status_code == 200
    assert client.get(address(cast.group) + "?view=reporting").status_code == 404


def test_an_officer_does_not_see_the_sum_of_other_units(cast: Cast) -> None:
    client = cast.client(cast.group, "filler")
    assert client.get(address(cast.group) + "?view=reporting").status_code == 404
    assert client.get(address(cast.group, "I-0402", "units")).status_code == 404
    ranking = cast.client(cast.inside, "filler").get(address(cast.inside, "I-0402", "units"))
    assert "只在有下属单位时才有" in words(ranking)


def test_a_ranking_lists_the_units_of_its_tree_only(cast: Cast) -> None:
    text = words(cast.client(cast.group, "reviewer").get(address(cast.group, "I-0402", "units")))
    assert "城内机械厂" in text and "外集团分厂" not in text
    text = words(cast.client(cast.prov, "province_reviewer").get(address(cast.prov, "I-0402", "units")))
    assert "城内机械厂" in text and "外集团分厂" in text


def test_administrators_see_no_figures(cast: Cast) -> None:
    client = cast.client(cast.prov, "sysadmin")
    for url in ("/indicators/", address(cast.prov), "/measures/", "/measures/4/"):
        assert client.get(url).status_code == 403


@pytest.mark.parametrize("url", ["/indicators/2099Q1/X/", "/indicators/nonsense/X/", "/measures/99/"])
def test_what_does_not_exist_is_not_found(cast: Cast, url: str) -> None:
    assert cast.client(cast.prov, "province_reviewer").get(url).status_code == 404


# --- content -----------------------------------------------------------------------------------------------------


def test_59_996_percent_is_never_printed_as_60(cast: Cast) -> None:
    client = cast.client(cast.prov, "province_reviewer")
    for url in (address(cast.inside), address(cast.inside, "I-0402"), address(cast.prov, "I-0402", "units")):
        text = words(client.get(url))
        assert "59.996%" in text and "现状未达线" in text


def test_the_path_leads_from_clause_to_cell(cast: Cast) -> None:
    response = cast.client(cast.inside, "filler").get(address(cast.inside, "I-0402"))
    html = response.content.decode()
    assert "/measures/4/" in html
    assert f"/returns/{CODE}/{cast.inside.code}/forms/2/#r0405" in html
    assert "149.99 ÷ 250.00 = 59.996%" in words(response)


def test_a_ranking_shows_what_leaving_a_unit_out_does(cast: Cast) -> None:
    """Whole 239.99/350; without the second unit 149.99/250, −8.573 percentage points."""
    text = words(cast.client(cast.group, "reviewer").get(address(cast.group, "I-0402", "units")))
    assert "68.57%" in text and "−8.573" in text


def test_amounts_show_the_decimals_of_their_items_and_name_their_unit(cast: Cast) -> None:
    client = cast.client(cast.group, "reviewer")
    text = words(client.get(address(cast.group, "I-0402", "units")))
    assert "90.00 100.00 90.00%" in text and "分子 万元" in text and "分母 万元" in text
    assert "0.01 万元 在各自分母不变时" in text
    path = words(client.get(address(cast.inside, "I-0402")))
    assert "分子 / 分母（万元） 149.99 ÷ 250.00 分母不变时还差 0.01 万元" in path
    counts = words(client.get(address(cast.group, "I-9001")))
    assert "分子 / 分母（家） 2 ÷ 2" in counts


def test_the_other_reading_stands_beside(cast: Cast) -> None:
    """The verdict is on money spent; the reading on money accrued stands beside it, and the other way round."""
    accrued = make_unit(name="计提机械厂")
    with system("test data"):
        period = Period.objects.get(code=CODE)
        for unit, depth in ((accrued, 0), (cast.group, 1), (cast.prov, 2)):
            period.ancestry.create(line=Line.REPORTING, ancestor=unit, descendant=accrued, depth=depth)
        figures = {"0405": Decimal(60), "0404": Decimal(90), "0402": Decimal(110)}
        cast.world.file(CODE, accrued, figures)
    compute(period)
    client = cast.client(cast.group, "reviewer")
    sister = "I-0403 一线职工培训经费占比（提取口径）"
    for url in (address(accrued, "I-0402"), address(cast.group, "I-0402"), address(cast.group, "I-0402", "units")):
        page = client.get(url)
        assert f"并列： {sister} 54.55%" in words(page) and "未达线" in words(page)
        assert url.replace("I-0402", "I-0403") in page.content.decode()
    assert "并列： I-0402" in words(client.get(address(accrued, "I-0403")))
    assert "并列" not in words(client.get(address(accrued, "I-0404")))


def test_a_share_of_units_says_so_and_the_year_is_not_judged_early(cast: Cast) -> None:
    """师徒结对: of a group, the share of units that have one; before the fourth quarter nobody is 达标."""
    pairs = make_unit(name="结对机械厂")
    with system("test data"):
        period = Period.objects.get(code=CODE)
        for unit, depth in ((pairs, 0), (cast.group, 1), (cast.prov, 2)):
            period.ancestry.create(line=Line.REPORTING, ancestor=unit, descendant=pairs, depth=depth)
        cast.world.file(CODE, pairs, {"0414": 7})
    compute(period)
    client = cast.client(cast.group, "reviewer")
    for url in ("/measures/4/", address(cast.group, "I-0408a"), address(cast.group, "I-0408a", "units")):
        text = words(client.get(url))
        assert "100.00% 家数占比" in text, url
        assert "现状达线 / 应算" in text and "达标 / 应算" not in text, url
    assert "7 对" in words(client.get(address(pairs, "I-0408a")))


def test_the_list_of_measures_says_in_words_how_indicators_stand(cast: Cast) -> None:
    text = words(cast.client(cast.group, "reviewer").get("/measures/"))
    assert "现状达线 I-0402" in text and "待核实 I-0401" in text


def test_before_any_quarter_the_declared_indicators_are_counted() -> None:
    client = Client()
    client.force_login(make_member(make_unit(UnitKind.PROV_UNION), "province_reviewer"))
    page = client.get("/measures/")
    rows = {row.measure.number: row for row in page.context["rows"]}
    assert rows[4].count > 5 and "还没有计算" in words(page)


def test_a_ranking_is_sorted_filtered_and_searched(cast: Cast) -> None:
    client = cast.client(cast.prov, "province_reviewer")
    url = address(cast.prov, "I-0402", "units")
    text = words(client.get(url, {"sort": "rank"}))
    assert text.index("外集团分厂") < text.index("城内机械厂")
    text = words(client.get(url, {"q": "城内"}))
    assert "城内机械厂" in text and "外集团分厂" not in text
    assert "没有符合筛选的单位" in words(client.get(url, {"standing": "B"}))
    assert client.get(url, {"sort": "nonsense", "page": "x", "level": "children"}).status_code == 200


def test_only_problems(cast: Cast) -> None:
    client = cast.client(cast.prov, "province_reviewer")
    assert "I-9001" in words(client.get(address(cast.prov)))
    assert "I-9001" not in words(client.get(address(cast.prov), {"only": "problems"}))


def test_what_was_not_filed_is_called_so_and_is_no_problem(cast: Cast) -> None:
    late = make_unit(name="迟报机械厂")
    with system("test data"):
        period = Period.objects.get(code=CODE)
        for unit, depth in ((late, 0), (cast.group, 1), (cast.prov, 2)):
            period.ancestry.create(line=Line.REPORTING, ancestor=unit, descendant=late, depth=depth)
        cast.world.file(CODE, late, None)
    compute(period)
    page = cast.client(late, "filler").get(address(late))
    assert page.context["problems"] == 0
    assert "待核实" not in words(page).replace("未达标、预警、待核实", "") and "还没有报出" in words(page)
    ranking = words(cast.client(cast.group, "reviewer").get(address(cast.group, "I-0402", "units")))
    assert "未报 1 家，不排名" in ranking
    with_blanks = cast.client(cast.group, "reviewer").get(address(cast.group, "I-0403", "units"))
    assert "待核实 2 家、未报 1 家，不排名" in words(with_blanks)


def test_before_anything_is_computed_the_pages_say_so(cast: Cast) -> None:
    client = cast.client(cast.prov, "province_reviewer")
    with system("test"):
        Period.objects.get(code=CODE).results.all().delete()
    assert "还没有指标" in words(client.get(address(cast.prov)))
    assert "还没有指标" in words(client.get(address(cast.prov, "I-0402", "units")))
    assert client.get("/measures/4/").status_code == 200


# --- computing ---------------------------------------------------------------------------------------------------


def test_computing_again_is_one_job_with_progress(cast: Cast) -> None:
    client = cast.client(cast.prov, "province_reviewer")
    responses = [client.post(f"/indicators/{CODE}/compute/") for _ in range(2)]
    job = Job.objects.get(kind="indicators.compute")
    assert [(one.status_code, one.url) for one in responses] == [(303, f"/jobs/{job.pk}/")] * 2
    assert client.get(f"/jobs/{job.pk}/").status_code == 200


def test_the_job_computes_the_period(cast: Cast) -> None:
    from portal.jobs import running
    from portal.jobs.queue import claim

    cast.client(cast.prov, "province_reviewer").post(f"/indicators/{CODE}/compute/")
    job = claim(Job.objects.get(kind="indicators.compute").pk)
    assert job is not None
    running.run(job, pulse=False)
    job.refresh_from_db()
    assert job.state == "done", job.error
    assert Period.objects.get(code=CODE).snapshot == 2
    assert "快照 2" in job.result["text"]


def test_only_the_province_may_compute(cast: Cast) -> None:
    response = cast.client(cast.group, "reviewer").post(f"/indicators/{CODE}/compute/")
    assert response.status_code == 403
    assert cast.client(cast.prov, "province_reviewer").get(f"/indicators/{CODE}/compute/").status_code == 405


# --- cost --------------------------------------------------------------------------------------------------------


def test_pages_cost_the_same_however_many_units(cast: Cast) -> None:
    client = cast.client(cast.prov, "province_reviewer")
    pages = (address(cast.prov), address(cast.prov, "I-0402"), address(cast.prov, "I-0402", "units"), "/measures/4/")

    def queries() -> list[int]:
        counts = []
        for url in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            counts.append(len(captured))
        return counts

    queries()
    before = queries()
    with system("test data"):
        tree = {unit.pk: cast.prov.pk for unit in (make_unit() for _ in range(30))}
        from portal.reporting.models import PeriodAncestry

        PeriodAncestry.objects.bulk_create(
            PeriodAncestry(
                period=Period.objects.get(code=CODE), line="reporting", ancestor_id=top, descendant_id=unit, depth=depth
            )
            for unit in tree
            for depth, top in enumerate((unit, cast.prov.pk))
        )
        for unit in Unit.objects.filter(pk__in=tree):
            cast.world.file(CODE, unit, {"0405": Decimal(6), "0404": Decimal(10)})
    compute(Period.objects.get(code=CODE))
    after = queries()
    assert after == before
    assert max(after) <= BUDGET
