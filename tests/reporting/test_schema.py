"""The schema: every code of the list of items, each once, and the same after a round trip through JSON."""

from __future__ import annotations

import json
import re

import pytest
from django.core.exceptions import FieldDoesNotExist

from portal.policy.data.measures import MEASURES
from portal.reporting.models import Period, ReturnVersion
from portal.reporting.schema import Item, Schema, UnknownItem

# The list of items: the codes of the basics form, then of each measure.
CODES = """0001-0016 0101-0111 0201-0208 0301-0312 0401-0419 0501-0508 0601-0607 0701-0708 0801-0806 0901-0912
1001-1010 1101-1108 1201-1209 1301-1306 1401-1423 1501-1504 1601-1606 1701-1705 1801-1807"""
SUPPLEMENTED = (
    "0009a 0012a 0107n 0301m 0301t 0301d 0304t 0304d 0306t 0306d 1412a "
    "1701w 1701y 1701n 1702w 1702y 1702n 1703w 1703y 1703n 1704w 1704y 1704n"
)
LETTERED = {
    "0107": "abcde", "0308": "abcd", "0604": "abcdefgh", "0605": "abcdefgh", "0701": "abcde", "0801": "abcd",
    "0803": "abcde", "1001": "abcde", "1006": "abc", "1106": "abcdefghij", "1201": "abc", "1302": "abcde",
    "1804": "abcdef", "1805": "abcd",
}  # fmt: skip


def listed() -> set[str]:
    ranges = (part.split("-") for part in CODES.split())
    return {f"{n:04d}" for first, last in ranges for n in range(int(first), int(last) + 1)}


@pytest.fixture
def schema() -> Schema:
    return Schema.current()


def extra(code: str, **options: object) -> Item:
    values = {"code": code, "label": "补充", "form": 2, "measure": 4, "kind": "P", "unit": "人", "type": "count"}
    return Item(**(values | options))  # type: ignore[arg-type]


def test_has_exactly_the_listed_codes(schema: Schema) -> None:
    assert {item.base for item in schema.entries} == listed()
    assert len(listed()) == 185


def test_has_the_supplemented_items(schema: Schema) -> None:
    assert set(SUPPLEMENTED.split()) <= schema.by_code.keys()


@pytest.mark.parametrize(("code", "letters"), LETTERED.items())
def test_codes_without_input_are_the_sum_of_their_parts(schema: Schema, code: str, letters: str) -> None:
    assert code not in schema.by_code
    assert schema.parts(code) == tuple(code + letter for letter in letters)
    assert schema.resolve(code) == schema.parts(code)
    assert schema.named(code).type == "total"


def test_an_item_with_its_own_input_has_no_parts(schema: Schema) -> None:
    assert schema.parts("1103") == ()
    assert schema.parts("0009") == ()
    assert schema.resolve("1103") == ("1103",)


def test_every_item_says_what_it_counts(schema: Schema) -> None:
    for item in schema.entries:
        assert re.fullmatch(r"\d{4}[a-z]?", item.code)
        assert len(item.note) >= 8, item.code
        assert item.unit, item.code
        assert (item.measure is None) == (item.form == 0), item.code
        assert item.indent > 0 or "其中" not in item.label, item.code
        assert not item.distinct or item.kind == "Y", item.code


def test_notes_are_not_copied_from_one_item_to_another(schema: Schema) -> None:
    notes = [item.note for item in schema.items if not re.fullmatch(r"170[1-4][wyn]", item.code)]
    again = {note for note in notes if notes.count(note) > 1}
    assert again <= {"本届代表选举产生的日期。"}


def test_measures_lie_in_the_form_of_their_section(schema: Schema) -> None:
    assert {item.measure for item in schema.entries} == {None, *MEASURES}
    for item in schema.entries:
        assert item.measure is None or MEASURES[item.measure].section == item.form, item.code


def test_forms_are_numbered_and_named(schema: Schema) -> None:
    assert [(form.no, form.table_no) for form in schema.forms] == [(n, f"产改基{n}表") for n in range(5)]
    assert [form.app_label for form in schema.forms] == [
        "workforce", "workforce", "training", "competitions", "evaluation",
    ]  # fmt: skip
    with pytest.raises(LookupError):
        schema.form(5)


def test_rows_stand_in_the_order_of_their_codes_with_totals_above_their_parts(schema: Schema) -> None:
    rows = [row.code for row in schema.form_rows(3)]
    assert rows.index("1201") < rows.index("1201a") < rows.index("1202")
    assert [code for code in rows if len(code) == 4] == sorted(code for code in rows if len(code) == 4)


def test_only_the_opening_balance_may_be_negative(schema: Schema) -> None:
    assert [item.code for item in schema.items if item.signed] == ["0403"]


def test_counts_of_dependent_units_are_not_added_up(schema: Schema) -> None:
    for code in ("0012", "1701n", "1702n", "1703n", "1704n"):
        assert not schema.by_code[code].sums


def test_paths_lead_to_columns(schema: Schema) -> None:
    for item in schema.items:
        relation, column = schema.path(item.code).split("__")
        model = ReturnVersion._meta.get_field(relation).related_model
        assert model._meta.get_field(column).name == item.column
    with pytest.raises(FieldDoesNotExist):
        ReturnVersion._meta.get_field("nothing")


def test_unknown_codes_are_refused(schema: Schema) -> None:
    for ask in (schema.path, schema.named, schema.resolve):
        with pytest.raises(UnknownItem, match="9999"):
            ask("9999")
    with pytest.raises(UnknownItem):
        schema.path("0107")


def test_expands_letters_and_whole_codes(schema: Schema) -> None:
    assert schema.expand("0605b", "0605d") == ("0605b", "0605c", "0605d")
    assert schema.expand("1301", "1303") == ("1301", "1302", "1303")
    for first, last in (("0605d", "0605b"), ("0605", "0605d"), ("0605b", "0803b")):
        with pytest.raises(ValueError, match="不是一个指标区间"):
            schema.expand(first, last)


def test_institutional_items_are_required_in_the_fourth_quarter_only(schema: Schema) -> None:
    assert [schema.by_code["1701"].required_in(quarter) for quarter in (1, 2, 3, 4)] == [False, False, False, True]
    assert schema.by_code["0404"].required_in(1)
    assert not schema.by_code["0111"].required_in(4)


def test_survives_json_with_the_same_hash(schema: Schema) -> None:
    stored = json.loads(json.dumps(schema.to_json()))
    again = Schema.from_json(stored)
    assert again.entries == schema.entries
    assert again.forms == schema.forms
    assert again.hash == schema.hash


def test_the_hash_follows_the_wording(schema: Schema) -> None:
    data = schema.to_json()
    data["items"] = [{**item, "label": item["label"] + "改"} for item in data["items"]]
    assert Schema.from_json(data).hash != schema.hash


def test_a_period_keeps_the_schema_it_was_opened_with(schema: Schema) -> None:
    shorter = Schema(schema.forms, [item for item in schema.entries if item.code != "0111"])
    opened = Period(code="2026Q3", schema=shorter.to_json(), schema_hash=shorter.hash)
    assert "0111" not in Schema.of(opened).by_code
    assert Schema.of(opened) is Schema.of(opened)
    assert "0111" in Schema.of(Period(code="2026Q4")).by_code


def test_items_come_and_go_with_the_periods(schema: Schema) -> None:
    dated = schema.with_extra([extra("0420", since="2026Q2", until="2026Q3")])
    known = [code for code in ("2026Q1", "2026Q2", "2026Q3", "2026Q4") if "0420" in dated.at(code).by_code]
    assert known == ["2026Q2", "2026Q3"]


def test_supplementary_items_are_served_like_declared_ones(schema: Schema) -> None:
    richer = schema.with_extra([extra("0420")])
    assert richer.by_code["0420"].extra
    assert richer.path("0420") == "extra__0420"
    assert [item.code for item in richer.measure_items(4)][-1] == "0420"
    assert richer.hash != schema.hash
    assert "0420" not in schema.by_code


def test_a_code_cannot_be_given_twice(schema: Schema) -> None:
    with pytest.raises(ValueError, match="0404"):
        schema.with_extra([extra("0404")])
