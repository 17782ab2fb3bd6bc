"""How updates reach the bot, and its answers to pressed buttons."""

from urllib.parse import urlsplit

from sandbox.bot_api.call import Call, RawJson, async_method, method
from sandbox.callbacks import LIFETIME
from sandbox.errors import QUERY_TOO_OLD, WEBHOOK_ACTIVE, ApiError, bad_request
from sandbox.messages import Json
from sandbox.updates import MAX_BATCH
from sandbox.webhook import Webhook

MAX_POLL_SECONDS = 50


def _choose(call: Call) -> None:
    if "allowed_updates" in call.params.values:
        given = call.params.json("allowed_updates")
        if given is None:
            return
        if not isinstance(given, list):
            raise bad_request("can't parse allowed updates list: expected an Array")
        call.bot.updates.choose(given)


@async_method("getUpdates")
async def get_updates(call: Call) -> RawJson:
    """Long polling; see `UpdateQueue`."""
    if call.world.webhooks.get(call.bot.id) is not None:
        raise ApiError(409, WEBHOOK_ACTIVE)
    _choose(call)
    limit = min(max(call.params.integer("limit", MAX_BATCH) or MAX_BATCH, 1), MAX_BATCH)
    timeout = min(max(call.params.number("timeout") or 0, 0), MAX_POLL_SECONDS)
    return RawJson(await call.bot.updates.poll(call.params.integer("offset", 0) or 0, limit, timeout))


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    """Have updates posted to an address; an empty one ends it."""
    url = call.params.text("url")
    secret = call.params.text("secret_token")
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not (len(secret) <= 256 and all((c.isalnum() and c.isascii()) or c in "_-" for c in secret)):
        raise bad_request("secret token contains unallowed characters")
    _choose(call)
    _end_webhook(call)
    if call.params.flag("drop_pending_updates"):
        call.bot.updates.drop_all()
    if url:
        connections = min(max(call.params.integer("max_connections", 40) or 40, 1), 100)
        hook = Webhook(call.bot.updates, url, secret, connections, call.world.clock)
        call.world.webhooks[call.bot.id] = hook
        hook.start()
    return True


def _end_webhook(call: Call) -> None:
    hook = call.world.webhooks.pop(call.bot.id, None)
    if hook is not None:
        hook.stop()


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    """Back to getUpdates."""
    _end_webhook(call)
    if call.params.flag("drop_pending_updates"):
        call.bot.updates.drop_all()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """The address and what went wrong last."""
    hook = call.world.webhooks.get(call.bot.id)
    updates = call.bot.updates
    result: Json = {
        "url": hook.url if hook is not None else "",
        "has_custom_certificate": False,
        "pending_update_count": len(updates.pending),
    }
    if hook is not None:
        result["max_connections"] = hook.connections
        if hook.last_error is not None:
            result["last_error_date"], result["last_error_message"] = hook.last_error
    if updates.chosen:
        result["allowed_updates"] = updates.chosen
    return result


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """Answer a pressed button, once, within a quarter of an hour of the sandbox clock."""
    params = call.params
    query = call.world.callbacks.get(params.text("callback_query_id"))
    now = call.world.clock.now()
    if query is None or query.bot.id != call.bot.id or query.answer.done() or now - query.date > LIFETIME:
        raise bad_request(QUERY_TOO_OLD)
    text = params.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer: Json = {"show_alert": params.flag("show_alert")}
    if text:
        answer["text"] = text
    if params.text("url"):
        answer["url"] = params.text("url")
    query.answer.set_result(answer)
    told = {
        "query_id": query.id,
        "person_id": query.person.id,
        "chat_id": query.message.chat.id,
        "message_id": query.message.id,
        **answer,
    }
    call.world.events.note("callback_answer", lambda: told)
    return True
