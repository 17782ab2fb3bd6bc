"""Fixtures with a conversation on stage: Anna has joined, and if wanted, she and Olena have spoken."""

import pytest

from tests.support.house import House
from tests.support.talk import Talk


@pytest.fixture
async def joined(house: House) -> Talk:
    """Anna has joined and nobody has written yet."""
    await house.anna.starts(house.bot, house.links["anna"])
    talk = Talk(house)
    await talk.at_client("Your manager is")
    await talk.in_topic("joined")
    return talk


@pytest.fixture
async def talk(joined: Talk) -> Talk:
    """A conversation is open and Olena has answered: from here on nobody is pinged and no name stands in front."""
    await joined.client("Good morning")
    await joined.in_topic("Good morning")
    await joined.team("Hello Anna")
    await joined.at_client("Hello Anna")
    await joined.house.quiet()
    return joined
