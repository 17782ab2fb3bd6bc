"""The first thing a person must be able to do: write, be read, be answered."""

from tests.support.house import House


async def test_a_client_joins_writes_and_is_answered(house: House):
    await house.anna.starts(house.bot, house.links["anna"])
    welcome = await house.box.receives(house.anna.id, "Your manager is")
    assert "Olena" in welcome.text
    await house.anna.sends(house.anna.id, "Good morning!")
    arrived = await house.in_topic("ACME · Anna", "Good morning!")
    assert "Olena" in arrived.text, "the first message of a conversation pings the owner"
    await house.olena.sends(house.desk, "Good morning, Anna", thread=await house.topic_of("ACME · Anna"))
    answer = await house.box.receives(house.anna.id, "Good morning, Anna")
    assert answer.text == "Olena\nGood morning, Anna"
