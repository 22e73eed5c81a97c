"""Items: a declaration is a plain column to Django, and nothing of it reaches a migration."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.migrations.state import ModelState

from portal.reporting import items
from portal.reporting.items import ItemField
from portal.reporting.schema import Schema, section_models

FIELD_CLASSES = {
    items.Count: models.BigIntegerField,
    items.Money: models.DecimalField,
    items.Amount: models.DecimalField,
    items.Percent: models.DecimalField,
    items.YesNo: models.BooleanField,
    items.Narrative: models.TextField,
    items.Text: models.CharField,
    items.DateItem: models.DateField,
    items.Year: models.PositiveSmallIntegerField,
}


@pytest.mark.parametrize(("item", "plain"), FIELD_CLASSES.items())
def test_deconstructs_to_the_plain_field(item: type[ItemField], plain: type[models.Field]) -> None:
    field = item("0001", "从业人员", note="口径", measure=1)
    assert type(field.clone()) is plain
    _, path, args, kwargs = field.deconstruct()
    assert path == f"django.db.models.{plain.__name__}"
    assert args == []
    assert kwargs == {"null": True, "blank": True, **item.column_options}


def test_every_item_of_the_forms_is_a_plain_column_in_a_migration_state() -> None:
    for model in section_models():
        for name, field in ModelState.from_model(model).fields.items():
            assert type(field).__module__.startswith("django.db.models"), name


def test_no_label_or_note_reaches_a_migration() -> None:
    words = {text for item in Schema.current().items for text in (item.label, item.note) if len(text) > 3}
    for model in section_models():
        folder = Path(apps.get_app_config(model._meta.app_label).path) / "migrations"
        text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("0*.py"))
        assert "CreateModel" in text
        assert [word for word in words if word in text] == []


def test_every_yes_no_item_has_a_column_for_its_document_number() -> None:
    schema = Schema.current()
    yes_no = [item for item in schema.items if item.type == "yesno"]
    assert len(yes_no) > 20
    for item in yes_no:
        column = apps.get_model(item.model)._meta.get_field(item.ref_column)
        assert isinstance(column, models.CharField)
        assert column.max_length == 200


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        (items.Count("0001", "人数"), -1, 0),
        (items.Count("0001", "人数"), 10**10, 10**10 - 1),
        (items.Money("0404", "支出"), Decimal("-0.01"), Decimal("0.00")),
        (items.Narrative("0111", "做法"), "字" * 801, "字" * 800),
        (items.Year("1701y", "年度"), 26, 2026),
    ],
)
def test_refuses_values_that_can_never_be_right(field: ItemField, bad: object, good: object) -> None:
    field.set_attributes_from_name("cell")
    assert field.clean(good, None) == good
    with pytest.raises(ValidationError) as refused:
        field.clean(bad, None)
    assert re.search(r"[\u4e00-\u9fff]", refused.value.messages[0])


def test_a_signed_amount_may_be_negative() -> None:
    field = items.Money("0403", "年初结转", signed=True)
    field.set_attributes_from_name("cell")
    assert field.clean(Decimal("-3.50"), None) == Decimal("-3.50")
