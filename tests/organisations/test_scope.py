"""Scope: own, child, sibling, foreign; after a move; nothing without a scope; the known holes."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone

from portal.accounts.models import Membership
from portal.organisations import changes
from portal.organisations.models import Ancestry, Line, Relation, Unit, UnitChange
from portal.organisations.scope import Scope, ScopedManager, ScopedModel, ScopeMissing, active, current, system, use
from tests.factories import make_actor, make_province, make_unit

pytestmark = pytest.mark.django_db
OURS = ("organisations", "accounts")


@pytest.fixture
def province():
    return make_province()


def seen(scope):
    with use(scope):
        return set(Unit.objects.values_list("pk", flat=True))


def keys(province, scope):
    ids = seen(scope)
    return {key for key, unit in province.items() if unit.pk in ids}


@pytest.mark.parametrize(
    ("role", "at", "visible"),
    [
        ("filler", "unit", {"unit"}),
        ("filler", "group", {"group"}),
        ("reviewer", "group", {"group", "unit", "sibling"}),
        ("reviewer", "city", {"city", "unit", "soe"}),
        ("reviewer", "industrial", {"industrial", "group", "unit", "sibling"}),
        (
            "province_reviewer",
            "prov",
            {"prov", "city", "industrial", "group", "unit", "sibling", "soe", "other", "foreign"},
        ),
        ("sasac_reviewer", "sasac", {"sasac", "group", "unit", "sibling", "other", "foreign"}),
        ("sysadmin", "prov", set()),
        ("auditor", "prov", set()),
    ],
)
def test_each_role_sees_its_units(province, role, at, visible):
    assert keys(province, make_actor(province[at], role).scope) == visible


def test_security_administrator_sees_the_directory_but_no_data(province):
    scope = make_actor(province["prov"], "secadmin").scope
    assert keys(province, scope) == set(province)
    assert not scope.covers(province["unit"].pk)


def test_covers_follows_the_tree(province):
    scope = make_actor(province["group"], "reviewer").scope
    covered = {key for key, unit in province.items() if scope.covers(unit.pk)}
    assert covered == {"group", "unit", "sibling"}


def test_after_a_move_the_new_group_sees_the_unit_from_that_day_on(province):
    today = timezone.localdate()
    unit, old, new = province["unit"], province["group"], province["other"]
    with system("test"):
        changes.move(unit, Line.REPORTING, new, today + timedelta(days=10), "划转")
    before, after = make_actor(old, "reviewer").scope, make_actor(new, "reviewer").scope
    assert unit.pk in seen(before)
    assert unit.pk not in seen(after)
    for days, sees in ((9, before), (10, after)):
        assert sees.covers(unit.pk, today + timedelta(days=days))
    assert not before.covers(unit.pk, today + timedelta(days=10))


@pytest.mark.parametrize("model", [Unit, Relation, Ancestry, UnitChange, Membership])
def test_without_a_scope_every_read_raises(model):
    assert active() is None
    for read in (model.objects.all, model.objects.count, model._base_manager.all, model.objects.none):
        with pytest.raises(ScopeMissing):
            read()


def test_scope_ends_with_its_block(province):
    with use(Scope()):
        assert current() == Scope()
    with pytest.raises(ScopeMissing):
        current()


def test_system_needs_a_reason_and_logs_it(caplog):
    with pytest.raises(ValueError, match="reason"), system(" "):
        pass
    with caplog.at_level("INFO", "portal.organisations.scope"), system("nightly roll-up"):
        pass
    assert "nightly roll-up" in caplog.text


def test_raw_sql_is_refused_in_a_users_scope(province):
    with use(make_actor(province["group"], "reviewer").scope):
        for source in (Unit.objects, Unit.objects.filter(code="x")):
            with pytest.raises(ScopeMissing, match="raw"):
                source.raw("SELECT * FROM organisations_unit")
    with system("test"):
        assert len(list(Unit.objects.raw("SELECT * FROM organisations_unit"))) == len(province)


def test_related_objects_and_prefetches_are_scoped(province):
    with use(make_actor(province["unit"], "filler").scope):
        relation = Relation.objects.get(line=Line.REPORTING)
        with pytest.raises(Unit.DoesNotExist):
            _ = relation.parent
        [unit] = Unit.objects.prefetch_related("child_relations", Prefetch("relations"))
        assert {row.unit_id for row in unit.relations.all()} == {unit.pk}
    with use(make_actor(province["group"], "reviewer").scope):
        group = Unit.objects.prefetch_related("child_relations").get(pk=province["group"].pk)
        below = {province["unit"].pk, province["sibling"].pk}
        assert {row.unit_id for row in group.child_relations.all()} == below


def test_uniqueness_is_checked_against_all_units(province):
    with use(make_actor(province["unit"], "filler").scope):
        double = Unit(code=province["foreign"].code, name="重名", kind="group", area=province["unit"].area)
        with pytest.raises(ValidationError) as refused:
            double.validate_unique()
    assert "code" in refused.value.message_dict


def test_constraints_are_checked_against_all_units(province):
    with use(make_actor(province["unit"], "filler").scope):
        double = Unit(code="Z1", name="重码", kind="group", area=province["unit"].area, uscc=province["foreign"].uscc)
        with pytest.raises(ValidationError, match="已登记在另一单位名下"):
            double.validate_constraints()


def scoped_models():
    return [model for model in apps.get_models() if isinstance(model._default_manager, ScopedManager)]


def test_no_unscoped_model_joins_into_scoped_ones():
    """A query that starts at an unscoped model would walk past the filter, so such models have no way in."""
    ways = [
        f"{model._meta.label} → {relation.related_model._meta.label} by {relation.name}"
        for model in apps.get_models()
        if model not in scoped_models() and model._meta.app_label in OURS
        for relation in model._meta.get_fields()
        if relation.is_relation and relation.related_model in scoped_models()
    ]
    assert ways == []


def test_every_scoped_model_scopes_its_related_managers_and_uniqueness_too():
    assert {Unit, Relation, Ancestry, UnitChange, Membership} <= set(scoped_models())
    for model in scoped_models():
        assert isinstance(model._base_manager, ScopedManager), model
        assert issubclass(model, ScopedModel) or model._meta.app_label not in OURS, model


def test_a_closed_unit_leaves_the_trees(province):
    today = timezone.localdate()
    scope = make_actor(province["group"], "reviewer").scope
    with system("test"):
        changes.close(province["sibling"], today, "注销")
    assert province["sibling"].pk not in seen(scope)
    assert make_unit("group", province["prov"]).pk not in seen(scope)
