"""The content fields of messages without files: text, location, venue, contact, dice, poll."""

import random
from typing import Any

from sandbox import entities as entity_rules
from sandbox.errors import bad_request
from sandbox.messages import Json

MAX_TEXT = 4096
MAX_CAPTION = 1024
DICE_VALUES = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}


def text(source: str, entities: list[Json]) -> Json:
    """A text, trimmed, with links and commands found.

    Raises:
        ApiError: 400 when nothing is left, or more than 4096 UTF-16 units are.
    """
    source, entities = entity_rules.trim(source, entities)
    if not source:
        raise bad_request("message text is empty")
    if len(source) > MAX_TEXT or (len(source) > MAX_TEXT // 2 and entity_rules.utf16_length(source) > MAX_TEXT):
        raise bad_request("message is too long")
    entities = entity_rules.find(source, entities)
    return {"text": source, "entities": entities} if entities else {"text": source}


def caption(source: str, entities: list[Json]) -> Json:
    """The caption fields; none for an empty caption.

    Raises:
        ApiError: 400 over 1024 UTF-16 units.
    """
    source, entities = entity_rules.trim(source, entities)
    if not source:
        return {}
    if entity_rules.utf16_length(source) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    entities = entity_rules.find(source, entities)
    return {"caption": source, "caption_entities": entities} if entities else {"caption": source}


def location(latitude: float, longitude: float, live_period: int | None = None, heading: int | None = None) -> Json:
    """A point on the map; `live_period` in seconds makes it a live location."""
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise bad_request("wrong latitude or longitude specified")
    point: Json = {"latitude": latitude, "longitude": longitude}
    if live_period:
        if not 60 <= live_period <= 86400 and live_period != 0x7FFFFFFF:
            raise bad_request("wrong live location period specified")
        point["live_period"] = live_period
    if heading:
        point["heading"] = heading
    return {"location": point}


def venue(latitude: float, longitude: float, title: str, address: str) -> Json:
    """A named place; Telegram repeats its location beside it."""
    point = location(latitude, longitude)["location"]
    if not title:
        raise bad_request("venue title must be non-empty")
    return {"venue": {"location": point, "title": title, "address": address}, "location": point}


def contact(phone_number: str, first_name: str, last_name: str | None = None, user_id: int | None = None) -> Json:
    """Somebody's telephone number."""
    if not phone_number:
        raise bad_request("phone number must be non-empty")
    if not first_name:
        raise bad_request("first name must be non-empty")
    card: Json = {"phone_number": phone_number, "first_name": first_name}
    if last_name:
        card["last_name"] = last_name
    if user_id:
        card["user_id"] = user_id
    return {"contact": card}


def dice(emoji: str | None, value: int | None = None) -> Json:
    """A thrown die; without `value` chance decides."""
    emoji = emoji or "🎲"
    sides = DICE_VALUES.get(emoji)
    if sides is None:
        raise bad_request("wrong dice emoji specified")
    if value is not None and not 1 <= value <= sides:
        raise bad_request(f"the value of {emoji} lies between 1 and {sides}")
    return {"dice": {"emoji": emoji, "value": value or random.randint(1, sides)}}


def poll(
    poll_id: str,
    question: str,
    options: list[str],
    *,
    is_anonymous: bool = True,
    kind: str = "regular",
    allows_multiple_answers: bool = False,
    correct_option_id: int | None = None,
) -> Json:
    """A poll nobody has voted in yet."""
    if not question:
        raise bad_request("poll question must be non-empty")
    if len(question) > 300:
        raise bad_request("poll question length must not exceed 300")
    if len(options) < 1:
        raise bad_request("poll must have at least 1 option")
    if len(options) > 12:
        raise bad_request("poll can't have more than 12 options")
    if any(not option or len(option) > 100 for option in options):
        raise bad_request("poll options length must not exceed 100")
    body: Json = {
        "id": poll_id,
        "question": question,
        "options": [
            {"persistent_id": str(number), "text": option, "voter_count": 0} for number, option in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": is_anonymous,
        "type": kind,
        "allows_multiple_answers": allows_multiple_answers,
        "allows_revoting": kind != "quiz",
        "members_only": False,
    }
    if kind == "quiz":
        if correct_option_id is None or not 0 <= correct_option_id < len(options):
            raise bad_request("wrong correct option ID specified")
        body["correct_option_ids"] = [correct_option_id]
        body["correct_option_id"] = correct_option_id
    return {"poll": body}


def option_texts(given: list[Any]) -> list[str]:
    """Poll options given as strings or as InputPollOption objects."""
    return [item["text"] if isinstance(item, dict) else str(item) for item in given]
