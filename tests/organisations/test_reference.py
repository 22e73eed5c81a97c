"""Areas, names in pinyin, and search."""

import pytest

from portal.organisations.models import Area, ReportingArea, Unit
from portal.organisations.pinyin import fill_initials, initials
from portal.organisations.reference import load_reference, reporting_area_of
from portal.organisations.scope import system
from tests.factories import make_area, make_unit

pytestmark = pytest.mark.django_db


def test_all_areas_of_the_standard_are_there_and_loading_again_changes_nothing():
    load_reference()
    by_level = {level: Area.objects.filter(level=level).count() for level in ("province", "city", "county")}
    assert by_level == {"province": 1, "city": 10, "county": 107}
    assert list(ReportingArea.objects.order_by("sort_order").values_list("name", flat=True))[-1] == "杨凌示范区"
    assert ReportingArea.objects.count() == 11
    assert not Area.objects.exclude(level="province").filter(parent=None).exists()


@pytest.mark.parametrize(
    ("code", "area"),
    [("610403", "11"), ("610402", "04"), ("610302", "03"), ("611000", "10"), ("610000", ""), ("110101", "")],
)
def test_yangling_reports_apart_and_the_province_nowhere(code, area):
    assert reporting_area_of(code) == area


def test_county_names_are_complete():
    assert [make_area(code).name for code in ("610102", "610122", "610481")] == ["新城区", "蓝田县", "兴平市"]


@pytest.mark.parametrize(
    ("name", "letters"), [("秦岳重工（宝鸡）传动", "qyzgbjcd"), ("A1公司", "a1gs"), ("重庆路桥", "cqlq")]
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_bulk_written_units_get_initials_too():
    units = [Unit(code="X", name="延河能源")]
    fill_initials(units)
    assert units[0].initials == "yhny"


@pytest.mark.parametrize("text", ["秦岳", "qyzg", "QYZG", "CD00", "91610302MA"])
def test_search_finds_by_name_initials_and_codes(text):
    unit = make_unit(name="秦岳重工传动", code="CD00778", uscc="91610302MA0000007" + "X", area=make_area("610302"))
    make_unit(name="别的单位")
    with system("test"):
        assert list(Unit.objects.search(text)) == [unit]


def test_search_treats_wildcards_as_letters():
    make_unit(name="百分之百")
    with system("test"):
        assert list(Unit.objects.search("%")) == []
