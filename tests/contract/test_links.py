"""Every link, form and address on every page leads somewhere, for every role of the demo cast."""

from __future__ import annotations

import pytest

from portal.demo.cast import CAST
from tests.world import ANONYMOUS, World

from .crawling import crawl

pytestmark = pytest.mark.django_db
PEOPLE = [ANONYMOUS, *(row[0] for row in CAST)]


@pytest.mark.parametrize("username", PEOPLE)
def test_everything_a_page_shows_leads_somewhere(world: World, username: str) -> None:
    import time
    t=time.time()
    walk = crawl(world, username)
    print("\nVISITS", username, len(walk.visits), round(time.time()-t,1), sorted(walk.reached))
    from collections import Counter
    print(Counter(v.name for v in walk.visits))
    assert not walk.faults, "\n".join(f"{rule}: {one}" for rule, found in walk.faults.items() for one in found)
