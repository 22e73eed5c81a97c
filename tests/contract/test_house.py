"""House rules that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.template import engines
from django.template.loader_tags import ExtendsNode, IncludeNode

from portal.accounts.middleware import _framework
from portal.organisations.models import Unit
from portal.organisations.scope import ScopedManager
from portal.reporting.schema import Schema
from portal.ui.guards import guard_of

from .addresses import patterns

ROOT = Path(settings.BASE_DIR)
APPS = ("portal", "workforce", "training", "competitions", "evaluation")
CODE = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
MIGRATIONS = [path for app in APPS for path in sorted((ROOT / app).rglob("migrations/*.py"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MOST_LINES, MOST_FUNCTION_LINES = 320, 60
# Longer than the house's lines, each for a reason.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
# Tables of dates, not code: the calendar's data name their years.
DATA = ("portal/policy/data", "portal/reporting/forms.py")  # the latter: no quarter lies before the policy itself
# The years a portal of this decade would be tempted to write down (2048 is a size).
YEARS = range(2023, 2041)
QUARTER = re.compile(r"20\d\dQ[1-4]")
TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
NO_ENGLISH = {
    *("Excel", "WPS", "LibreOffice", "PDF", "JPG", "PNG", "DOCX", "XLSX", "xlsx"),
    *("Tab", "Enter", "Shift", "Esc", "Ctrl", "nbsp"),
}
HANDLER = re.compile(r"\son(?!ly\b)[a-z]+\s*=")
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.S)
# Only the printed cast, its sign-in and the start-up checks may ask whether this is a demonstration.
ASKS_FOR_DEBUG = {
    "portal/settings.py": "reads it",
    "portal/accounts/models.py": "demo accounts cannot be made without it",
    "portal/accounts/backends.py": "demo accounts cannot sign in without it",
    "portal/accounts/checks.py": "a start with demo accounts and without it is refused",
    "portal/demo/management/commands/seed.py": "says why it cannot make them",
    "portal/jobs/management/commands/serve.py": "the one-process server of the demonstration",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def numbered(paths: list[Path], pattern: re.Pattern[str], text: Any = Path.read_text) -> list[str]:
    """file:line of every match."""
    return [
        f"{name(path)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(text(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def bare(path: Path) -> str:
    """A template without its comments, lines kept."""
    return COMMENT.sub(lambda found: "\n" * found[0].count("\n"), path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def literals(path: Path) -> Iterator[ast.Constant]:
    """Constants of a module that are no docstrings."""
    tree = ast.parse(path.read_text())
    spoken = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in spoken:
            yield node


# --- views ----------------------------------------------------------------------------------------------------------


def test_every_view_carries_exactly_one_guard() -> None:
    for pattern in patterns():
        view = pattern.callback
        if _framework(view):
            continue
        guards = [inner for inner in unwrapped(view) if "guard" in vars(inner)]
        assert guard_of(view) is not None, pattern
        # `wraps` copies the mark to whatever decorates the guarded view; the mark itself must be one and the same.
        assert len({id(vars(inner)["guard"]) for inner in guards}) == 1, pattern


def unwrapped(view: Any) -> Iterator[Any]:
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)


def test_addresses_have_names_that_occur_once_or_lead_to_one_view() -> None:
    by_name: dict[str, set[Any]] = {}
    for pattern in patterns():
        assert pattern.name, pattern
        by_name.setdefault(pattern.name, set()).add(pattern.callback)
    assert {key: views for key, views in by_name.items() if len(views) > 1} == {}


# --- code -----------------------------------------------------------------------------------------------------------


def test_files_and_functions_stay_short() -> None:
    files = {name(path): len(path.read_text().splitlines()) for path in CODE}
    long = {path: lines for path, lines in files.items() if lines > MOST_LINES and path not in LONG_FILES}
    assert long == {}
    found = {
        f"{name(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in CODE
        for node in functions(path)
    }
    assert {key: n for key, n in found.items() if n > MOST_FUNCTION_LINES and key not in LONG_FUNCTIONS} == {}
    assert not [key for key in LONG_FILES if files.get(key, 0) <= MOST_LINES], "exceptions no longer needed"
    assert not [key for key in LONG_FUNCTIONS if found.get(key, 0) <= MOST_FUNCTION_LINES]


def test_no_query_goes_around_the_scope() -> None:
    assert numbered(CODE, re.compile(r"objects\.raw\(|\.extra\(|_base_manager\b|RawSQL\(")) == []


def test_no_year_quarter_or_count_of_measures_is_written_into_the_code() -> None:
    paths = [path for path in CODE if not name(path).startswith(DATA)]
    found = []
    for path in paths:
        for node in literals(path):
            told = isinstance(node.value, str) and QUARTER.search(node.value) and "如 " not in node.value
            if told or (isinstance(node.value, int) and not isinstance(node.value, bool) and node.value in YEARS):
                found.append(f"{name(path)}:{node.lineno}: {node.value!r}")
    assert found == []


def test_templates_count_no_measures_and_name_no_quarter() -> None:
    assert numbered(TEMPLATES, re.compile(r"18\s*(条|项)"), bare) == []
    assert numbered(TEMPLATES, QUARTER, bare) == []


def test_debug_opens_no_side_door() -> None:
    found = {name(path) for path in CODE if re.search(r"settings\.DEBUG|'DEBUG'|^DEBUG\b", code_only(path), re.M)}
    assert found - {"portal/environment.py"} <= set(ASKS_FOR_DEBUG)


def code_only(path: Path) -> str:
    """A module without docstrings and comments."""
    return ast.unparse(without_docstrings(ast.parse(path.read_text())))


def without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0] = ast.Pass()
    return tree


def test_migrations_hold_no_labels_of_items() -> None:
    told = {item.label for item in Schema.current().items if len(item.label) > 5}
    found = [
        f"{name(path)}: {label}" for path in MIGRATIONS for label in told if f"'{label}'" in path.read_text()
    ]  # fmt: skip
    assert found == []


# --- templates ------------------------------------------------------------------------------------------------------


def test_no_inline_script_style_or_handler_in_templates() -> None:
    assert numbered(TEMPLATES, re.compile(r"\sstyle\s*="), bare) == []
    assert numbered(TEMPLATES, HANDLER, bare) == []
    assert numbered(TEMPLATES, re.compile(r"<style|javascript:|hx-on|hx-vals=.js:", re.I), bare) == []
    scripts = numbered(TEMPLATES, re.compile(r"<script(?![^>]*\b(src=|type=\"application/json\"))"), bare)
    assert scripts == []


def test_templates_speak_chinese() -> None:
    """Words a person would read; names of products, formats and keys are no English."""
    found = []
    for path in TEMPLATES:
        text = re.sub(r"<(script|style)\b.*?</\1>", " ", TAGS.sub(" ", bare(path)), flags=re.S)
        spoken = [*re.findall(r'\b(?:title|alt|placeholder|aria-label)="([^"]*)"', text), re.sub(r"<[^>]*>", " ", text)]
        words = {word for part in spoken for word in re.findall(r"[A-Za-z]{3,}", part)} - NO_ENGLISH
        found += [f"{name(path)}: {word}" for word in sorted(words)]
    assert found == []


def test_a_quarter_is_called_by_one_word() -> None:
    """报告期, wherever people read it."""
    other = re.compile("报表期|期别")
    assert numbered(TEMPLATES, other) == []
    assert numbered([path for path in CODE if "models" not in name(path)], other) == []


def test_every_form_that_writes_has_its_token() -> None:
    found = []
    for path in TEMPLATES:
        text = bare(path)
        for form in re.finditer(r"<form\b[^>]*method=\"post\".*?(</form>|\Z)", text, re.S | re.I):
            if "csrf" not in form[0]:
                found.append(f"{name(path)}:{text[: form.start()].count(chr(10)) + 1}")
    assert found == []


def test_every_template_is_used() -> None:
    known = {path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES}
    named = {
        node.value
        for path in [*CODE, ROOT / "portal/settings.py"]
        for node in literals(path)
        if isinstance(node.value, str)
    }
    used = (known & named) | built(named, known)
    for one in known:
        used |= called(one)
    assert known - used == set()


def built(named: set[str], known: set[str]) -> set[str]:
    """Templates whose file name stands alone in the code, where it is joined to its folder."""
    return {one for one in known if one.rsplit("/", 1)[-1] in named}


def called(template: str) -> set[str]:
    """Names of the templates this one extends or includes."""
    nodes = engines["django"].engine.get_template(template).nodelist
    found = [*nodes.get_nodes_by_type(ExtendsNode), *nodes.get_nodes_by_type(IncludeNode)]
    parts = [getattr(node, "parent_name", None) or node.template for node in found]
    return {str(part.var) for part in parts if isinstance(part.var, str)} | {
        str(choice) for part in parts for choice in re.findall(r"[\w/]+\.html", str(part.token))
    }


# --- models ---------------------------------------------------------------------------------------------------------

# Rows that lead to a unit and are not scoped by it, each for a reason.
UNSCOPED = {
    "organisations.Ancestry": "the filter itself",
    "reporting.PeriodAncestry": "the filter itself",
}


def unit_paths(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Unit
    ]


def test_every_model_with_a_unit_has_a_scoped_manager() -> None:
    bare_ones = {
        model._meta.label
        for model in apps.get_models()
        if (unit_paths(model) or leads_to_scoped(model)) and not isinstance(model._default_manager, ScopedManager)
    }
    assert bare_ones - set(UNSCOPED) == set()


def leads_to_scoped(model: type[models.Model]) -> bool:
    """Whether a row belongs to a row that is scoped (a version's form, a bulk acceptance's sample)."""
    return any(
        isinstance(field, models.ForeignKey | models.OneToOneField)
        and field.related_model is not model
        and isinstance(getattr(field.related_model, "_default_manager", None), ScopedManager)
        for field in model._meta.get_fields()
    )


def test_scoped_models_are_scoped_for_related_rows_too() -> None:
    for model in apps.get_models():
        if isinstance(model._default_manager, ScopedManager):
            assert isinstance(model._base_manager, ScopedManager), f"{model._meta.label}: set base_manager_name"


def test_templates_compile() -> None:
    for path in TEMPLATES:
        engines["django"].engine.get_template(path.relative_to(ROOT / "templates").as_posix())
