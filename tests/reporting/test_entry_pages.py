"""The form's page: what it shows to whom, in which version, within its query budget."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from .workflow_cast import World, bring_to, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def as_(actor: Any) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def address(world: World, no: int = 2, tail: str = "") -> str:
    return f"/returns/{world.period.code}/{world.ret.unit.code}/forms/{no}/{tail}"


@pytest.mark.parametrize("no", range(5))
@pytest.mark.parametrize("stage", ["not_started", "drafting", "returned", "reviewer"])
def test_every_form_renders_in_every_stage(world: World, no: int, stage: str) -> None:
    bring_to(world, stage)
    for who in ("filler", "head", "group", "province", "sasac"):
        page = as_(world.actors[who]).get(address(world, no))
        assert page.status_code == 200, (who, stage)
        assert f"产改基{no}表" in page.content.decode()
