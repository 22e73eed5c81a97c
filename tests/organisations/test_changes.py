"""Acts on the organisation: what they do to relations, tree and history, and what they refuse."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portal.audit.models import Event
from portal.organisations import changes
from portal.organisations.changes import ChangeRefused
from portal.organisations.identifiers import enterprise_code
from portal.organisations.models import Ancestry, ChangeKind, Line, Relation, Unit, UnitChange, UnitKind
from portal.organisations.scope import system
from tests.factories import make_actor, make_area, make_province, make_unit

pytestmark = pytest.mark.django_db
DAY = date(2025, 7, 1)
NEXT = date(2026, 1, 1)


@pytest.fixture
def province():
    """Everything read and written by the acts themselves, not by a user."""
    units = make_province()
    with system("test"):
        yield units


def parent_on(unit, day, line=Line.REPORTING):
    return Relation.objects.in_force(day).filter(unit=unit, line=line).values_list("parent", flat=True).first()


def above_on(unit, day, line=Line.REPORTING):
    rows = Ancestry.objects.in_force(day).filter(descendant=unit, line=line, depth__gt=0).order_by("depth")
    return list(rows.values_list("ancestor", flat=True))


def fresh(**fields):
    return Unit(code="NEW1", name="新设单位", kind=UnitKind.SUBSIDIARY, area=make_area(), **fields)


def test_move_takes_effect_on_its_day_with_everything_below(province):
    p = province
    leaf = make_unit(UnitKind.SUBSIDIARY, p["unit"])
    changes.move(p["unit"], Line.REPORTING, p["other"], DAY, "划转")
    before = DAY - timedelta(days=1)
    assert above_on(leaf, before) == [p[k].pk for k in ("unit", "group", "industrial", "prov")]
    assert above_on(leaf, DAY) == [p[k].pk for k in ("unit", "other", "prov")]
    assert above_on(p["unit"], DAY, Line.TERRITORY) == [p["city"].pk, p["prov"].pk]


def test_move_ahead_of_time_waits(province):
    ahead = timezone.localdate() + timedelta(days=30)
    changes.move(province["unit"], Line.REPORTING, province["other"], ahead, "划转")
    assert parent_on(province["unit"], timezone.localdate()) == province["group"].pk
    assert parent_on(province["unit"], ahead) == province["other"].pk


def test_an_earlier_move_leaves_a_planned_one_in_force(province):
    p = province
    changes.move(p["unit"], Line.REPORTING, p["other"], NEXT, "划转")
    changes.move(p["unit"], Line.REPORTING, p["industrial"], DAY, "临时代管")
    assert parent_on(p["unit"], DAY) == p["industrial"].pk
    assert parent_on(p["unit"], NEXT) == p["other"].pk


def test_a_unit_may_leave_a_side_line_but_not_the_reporting_line(province):
    changes.move(province["unit"], Line.TERRITORY, None, DAY, "迁出")
    assert parent_on(province["unit"], DAY, Line.TERRITORY) is None
    with pytest.raises(ChangeRefused, match="每个单位都有报送上级"):
        changes.move(province["unit"], Line.REPORTING, None, DAY, "迁出")


def test_a_unit_may_join_a_line_it_was_not_on(province):
    changes.move(province["foreign"], Line.INDUSTRY, province["industrial"], DAY, "归口")
    assert above_on(province["foreign"], DAY, Line.INDUSTRY) == [province["industrial"].pk, province["prov"].pk]


@pytest.mark.parametrize(
    ("line", "parent", "words"),
    [
        (Line.REPORTING, "unit", "绕成一圈"),
        (Line.REPORTING, "group", "绕成一圈"),
        (Line.REPORTING, "industrial", "不必调整"),
        (Line.TERRITORY, "other", "上级为省总工会"),
        (Line.SASAC, "city", "上级为省国资委"),
    ],
)
def test_impossible_places_are_refused_and_nothing_changes(province, line, parent, words):
    before = set(Relation.objects.values_list("unit", "line", "parent", "valid_from", "valid_to"))
    with pytest.raises(ChangeRefused, match=words):
        changes.move(province["group"], line, province[parent], DAY, "划转")
    assert set(Relation.objects.values_list("unit", "line", "parent", "valid_from", "valid_to")) == before
    assert not UnitChange.objects.exists()


def test_two_moves_on_one_day_are_refused(province):
    changes.move(province["unit"], Line.REPORTING, province["other"], DAY, "划转")
    with pytest.raises(ChangeRefused, match="一天最多调整一次"):
        changes.move(province["unit"], Line.REPORTING, province["group"], DAY, "划回")


def test_a_circle_by_planned_moves_is_refused(province):
    a, b = province["group"], province["other"]
    changes.move(a, Line.REPORTING, b, NEXT, "重组")
    with pytest.raises(ChangeRefused, match="绕成一圈"):
        changes.move(b, Line.REPORTING, a, DAY, "重组")


def test_merge_hands_over_children_on_every_line_and_closes(province):
    p = province
    changes.merge(p["group"], p["other"], DAY, "重组")
    for key in ("unit", "sibling"):
        assert parent_on(p[key], DAY) == p["other"].pk
        assert parent_on(p[key], DAY, Line.SASAC) == p["other"].pk
    p["group"].refresh_from_db()
    assert p["group"].closed_on == DAY
    assert above_on(p["group"], DAY) == []
    assert p["group"].pk in above_on(p["unit"], DAY - timedelta(days=1))
    kinds = UnitChange.objects.filter(unit__in=[p["group"], p["other"]]).values_list("kind", flat=True)
    assert set(kinds) == {ChangeKind.MERGE}
    told = {change.sentence for change in UnitChange.objects.filter(unit=p["unit"])}
    assert any("并入" in text and "报送隶属" in text for text in told)


def test_merge_into_a_child_lifts_the_child(province):
    p = province
    changes.merge(p["group"], p["unit"], DAY, "吸收合并")
    assert parent_on(p["unit"], DAY) == p["industrial"].pk
    assert parent_on(p["sibling"], DAY) == p["unit"].pk


def test_split_opens_a_unit_beside_and_hands_over_children(province):
    p = province
    new = fresh(uscc=enterprise_code(777))
    changes.split(p["group"], new, [p["unit"]], DAY, "分立")
    assert above_on(p["unit"], DAY) == [new.pk, p["industrial"].pk, p["prov"].pk]
    assert above_on(p["unit"], DAY, Line.SASAC) == [new.pk, p["sasac"].pk]
    assert parent_on(p["sibling"], DAY) == p["group"].pk
    assert new.opened_on == DAY


def test_split_refuses_a_child_of_another_unit(province):
    with pytest.raises(ChangeRefused, match="从下属中选择"):
        changes.split(province["group"], fresh(), [province["foreign"]], DAY, "分立")
    assert not Unit.objects.filter(code="NEW1").exists()


def test_close_refuses_while_there_are_children(province):
    with pytest.raises(ChangeRefused, match="先划到其他单位"):
        changes.close(province["group"], DAY, "注销")
    changes.close(province["unit"], DAY, "注销")
    assert parent_on(province["unit"], DAY) is None
    with pytest.raises(ChangeRefused, match="已于"):
        changes.close(province["unit"], NEXT, "注销")


def test_nothing_is_put_below_a_closed_unit(province):
    changes.close(province["foreign"], DAY, "注销")
    with pytest.raises(ChangeRefused, match="存续"):
        changes.move(province["unit"], Line.REPORTING, province["foreign"], NEXT, "划转")


def test_open_places_the_unit_on_each_line(province):
    p = province
    unit = fresh()
    changes.open_unit(unit, {Line.REPORTING: p["group"], Line.TERRITORY: p["city"]}, DAY, "新设")
    assert above_on(unit, DAY)[0] == p["group"].pk
    assert above_on(unit, DAY, Line.TERRITORY)[0] == p["city"].pk
    assert above_on(unit, DAY - timedelta(days=1)) == []


def test_reason_is_required(province):
    with pytest.raises(ChangeRefused, match="调整原因"):
        changes.close(province["unit"], DAY, "  ")


def test_each_act_is_kept_in_history_and_audit():
    p = make_province()
    manager = make_actor(p["prov"], "province_manager")
    change = changes.move(p["unit"], Line.REPORTING, p["other"], DAY, " 陕国资〔2025〕1号 ", manager)
    assert (change.by, change.reason) == (manager.user.full_name, "陕国资〔2025〕1号")
    assert change.sentence == f"报送隶属由“{p['group'].name}”改为“{p['other'].name}”"
    event = Event.objects.get(action="unit.move")
    assert (event.object_id, event.detail["on"]) == (str(p["unit"].pk), DAY.isoformat())


@pytest.mark.parametrize("role_at", [("reviewer", "group"), ("province_reviewer", "prov"), ("secadmin", "prov")])
def test_only_the_province_manager_may_act(role_at):
    role, at = role_at
    p = make_province()
    with pytest.raises(PermissionDenied):
        changes.close(p["unit"], DAY, "注销", make_actor(p[at], role))


def test_nobody_may_act_outside_the_systems_scope():
    p = make_province()
    with pytest.raises(PermissionDenied):
        changes.close(p["unit"], DAY, "注销")
