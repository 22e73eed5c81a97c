"""Bringing the starting data into the database. Safe to repeat: what stands there already is left alone."""

from typing import Any

from django.apps import apps as current_apps

from portal.policy.data.holidays import statutory_years
from portal.policy.data.measures import DOCUMENT, MEASURES, SECTIONS
from portal.policy.data.parameters import PARAMETERS, Seed

SOURCE = "国务院办公厅当年节假日安排通知（随门户安装录入）"


def load_all(apps: Any = current_apps) -> None:
    """Documents, measures, parameters and calendar; `apps` is the registry (a migration passes its own)."""
    load_measures(apps)
    load_parameters(apps)
    load_holidays(apps)


def load_measures(apps: Any = current_apps) -> None:
    """The first document, its four sections and eighteen measures."""
    document, _ = _model(apps, "PolicyDocument").objects.get_or_create(number=DOCUMENT["number"], defaults=DOCUMENT)
    sections = {number: _section(apps, document, number) for number in SECTIONS}
    measures = _model(apps, "Measure").objects
    for number, text in MEASURES.items():
        facts = {"title": text.title, "summary": text.summary, "actors": text.actors}
        measures.get_or_create(document=document, number=number, defaults=facts | {"section": sections[text.section]})


def _section(apps: Any, document: Any, number: int) -> Any:
    title, app_label = SECTIONS[number]
    facts = {"title": title, "app_label": app_label}
    section, _ = _model(apps, "Section").objects.get_or_create(document=document, number=number, defaults=facts)
    return section


def load_parameters(apps: Any = current_apps) -> None:
    """Parameters of which no general value exists yet; one that was changed since is not touched."""
    parameters = _model(apps, "PolicyParameter").objects
    known = set(parameters.filter(unit_id=None).values_list("code", flat=True))
    for seed in PARAMETERS:
        if seed.code not in known:
            parameters.create(**_columns(seed))


def _columns(seed: Seed) -> dict[str, Any]:
    numerator, _, denominator = seed.value.partition("/")
    return {
        "code": seed.code,
        "label": seed.label,
        "numerator": numerator,
        "denominator": denominator or "1",
        "unit": seed.unit,
        "document_text": seed.document,
        "article": seed.article,
        "authority": seed.authority,
        "valid_from": seed.since,
        "note": seed.note,
    }


def load_holidays(apps: Any = current_apps) -> None:
    """The exceptions of every year known to chinesecalendar that has not been entered yet."""
    years, holidays = _model(apps, "CalendarYear").objects, _model(apps, "Holiday").objects
    entered = set(years.values_list("year", flat=True))
    for year, days in statutory_years():
        if year not in entered:
            years.create(year=year, source=SOURCE)
            rows = [holidays.model(day=day, is_working=works, name=name) for day, works, name in days]
            holidays.bulk_create(rows, ignore_conflicts=True)


def _model(apps: Any, name: str) -> Any:
    return apps.get_model("policy", name)
