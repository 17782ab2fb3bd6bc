"""Texts, captions, and keyboards of outgoing messages."""

from typing import Any

from sandbox import content, entities, html
from sandbox.bot_api.call import Call
from sandbox.errors import bad_request
from sandbox.messages import Json

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
STYLES = frozenset({"danger", "success", "primary"})
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_URL_SCHEMES = ("http://", "https://", "tg://", "ton://")


def formatted(call: Call, name: str, entities_name: str) -> tuple[str, list[Json]]:
    """A text with its entities, from `parse_mode` or from explicit entities."""
    params = call.params
    return format_text(call, params.text(name), params.text("parse_mode"), params.json(entities_name))


def format_text(call: Call, source: str, parse_mode: str, given: Any) -> tuple[str, list[Json]]:
    """Parse a text by its mode; explicit entities count only without one, as at Telegram."""
    mode = parse_mode.lower()
    if mode == "html":
        text, found = html.parse(source)
        return text, _mentions_resolved(call, found)
    if mode not in ("", "none"):
        raise bad_request("unsupported parse_mode")
    return source, _mentions_resolved(call, entities.check(given, source)) if given else []


def _mentions_resolved(call: Call, found: list[Json]) -> list[Json]:
    """Mentions by id carry the whole user; one of somebody unknown is left out, as at Telegram."""
    if not any(entity["type"] == "text_mention" for entity in found):
        return found
    result: list[Json] = []
    for entity in found:
        if entity["type"] != "text_mention":
            result.append(entity)
            continue
        user_id = entity["user"]["id"]
        account = call.world.people.get(user_id) or call.world.bots.get(user_id)
        if account is not None:
            result.append({**entity, "user": account.user})
    return result


def text_fields(call: Call) -> Json:
    """The content of a text message."""
    return content.text(*formatted(call, "text", "entities"))


def caption_fields(call: Call) -> Json:
    """The caption fields of a media message."""
    fields = content.caption(*formatted(call, "caption", "caption_entities"))
    if fields and call.params.flag("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    return fields


def markup_of(call: Call) -> tuple[Json | None, Json | None]:
    """The inline keyboard, and any other keyboard, of a call's reply_markup."""
    given = call.params.json("reply_markup")
    if not given:
        return None, None
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in given:
        return inline_keyboard(given["inline_keyboard"]), None
    if any(key in given for key in ("keyboard", "remove_keyboard", "force_reply")):
        return None, given
    return None, None


def inline_keyboard(rows: Any) -> Json | None:
    """A validated inline keyboard; None for an empty one.

    Raises:
        ApiError: 400 for a malformed button, *BUTTON_DATA_INVALID* for callback_data outside 1 to 64 bytes.
    """
    if not isinstance(rows, list):
        raise bad_request('can\'t parse inline keyboard markup: field "inline_keyboard" must be of type Array')
    checked: list[list[Json]] = []
    total = 0
    for row in rows:
        if not isinstance(row, list):
            raise bad_request("can't parse inline keyboard markup: expected an Array of InlineKeyboardButton")
        buttons = [_button(button) for button in row]
        if buttons:
            checked.append(buttons)
            total += len(buttons)
    if total > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def _button(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    button: Json = {key: value for key, value in given.items() if value is not None}
    label = button.get("text")
    if not isinstance(label, str):
        raise bad_request("can't parse inline keyboard button: can't find field \"text\"")
    if not label.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    action = next((name for name in _ACTIONS if name in button), None)
    if action is None:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if action == "callback_data":
        data = button["callback_data"]
        if not isinstance(data, str):
            raise bad_request('can\'t parse inline keyboard button: field "callback_data" must be of type String')
        if not 1 <= len(data.encode()) <= MAX_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        url = str(button["url"])
        if "://" not in url and "." in url:
            button["url"] = f"http://{url}"
        elif not url.startswith(_URL_SCHEMES):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    elif action == "copy_text" and not 1 <= len(str(button["copy_text"].get("text", ""))) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "style" in button and button["style"] not in STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")
    return button


def preview_fields(call: Call) -> Json:
    """The link preview options, as Telegram repeats them in the message."""
    given = call.params.json("link_preview_options")
    if isinstance(given, dict) and given:
        return {"link_preview_options": given}
    if call.params.flag("disable_web_page_preview"):
        return {"link_preview_options": {"is_disabled": True}}
    return {}
