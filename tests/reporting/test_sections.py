"""The section apps: each answers for the measures of its section, and types none of their titles."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps

from portal.policy.data.measures import MEASURES, SECTIONS
from portal.reporting.sections import SectionConfig


def configs() -> dict[str, SectionConfig]:
    found = {config.label: config for config in apps.get_app_configs() if isinstance(config, SectionConfig)}
    assert found
    return found


def test_every_section_of_the_document_has_its_app() -> None:
    assert {config.section: label for label, config in configs().items()} == {
        number: app_label for number, (_, app_label) in SECTIONS.items()
    }


@pytest.mark.django_db
def test_an_app_finds_its_measures_in_the_policy() -> None:
    for label, config in configs().items():
        expected = [number for number, text in MEASURES.items() if SECTIONS[text.section][1] == label]
        assert [measure.number for measure in config.measures] == expected


def test_no_measure_title_is_typed_in_a_section_app() -> None:
    for config in configs().values():
        text = "".join(path.read_text(encoding="utf-8") for path in Path(config.path).rglob("*.py"))
        assert [measure.title for measure in MEASURES.values() if measure.title in text] == []
