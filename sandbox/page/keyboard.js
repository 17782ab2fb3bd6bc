/** The buttons that bots put under messages (inline) and under the writing field (reply keyboards). */
import { api } from "./api.js";
import { alertDialog, tell, toast } from "./dialogs.js";
import { el, icon } from "./dom.js";
import { safeUrl } from "./links.js";

const PRESS_SECONDS = 15;
const STYLES = new Set(["primary", "success", "danger"]);

/** The rows of an inline keyboard. `chat` is the ChatPane: it knows who presses and how links are opened. */
export function inlineKeyboard(view, chat) {
  const rows = view.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el("div", { class: "keyboard", role: "group", "aria-label": "Buttons of this message" },
    rows.map((row, y) => el("div", { class: "keyboard-row" }, row.map((button, x) => inlineButton(view, button, [y, x], chat)))));
}

function inlineButton(view, button, position, chat) {
  const style = STYLES.has(button.style) ? button.style : "";
  const node = el("button", { type: "button", class: `key ${style}`.trim() }, el("span", { text: button.text, dir: "auto" }));
  if (button.url) {
    node.append(icon("link"));
    node.addEventListener("click", () => openAddress(button.url, chat));
  } else if (button.copy_text) {
    node.append(icon("copy"));
    node.addEventListener("click", () => copy(button.copy_text.text, node));
  } else if (button.callback_data !== undefined) {
    node.addEventListener("click", () => press(view, position, node, chat));
  } else {
    node.disabled = true;
    node.title = "This kind of button does nothing here";
  }
  return node;
}

function openAddress(address, chat) {
  const url = safeUrl(address);
  if (url && !chat.openLink(url)) window.open(url.href, "_blank", "noopener");
}

/** Copy and say so; where the browser forbids it, show the text to be copied by hand. */
export async function copy(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    toast(near, "Copied");
  } catch {
    toast(near, `Copy by hand: ${text}`);
  }
}

async function press(view, position, node, chat) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  const answer = await tell(node, () => api.press(chat.viewer, { chat_id: view.chat.id, bot_id: view.bot_id,
    message_id: view.message_id, position, timeout: PRESS_SECONDS }));
  node.removeAttribute("aria-busy");
  if (!answer) return;
  const near = chat.node;
  if (!answer.answered) toast(near, "The bot has not answered this button.", "bad");
  else if (answer.url) openAddress(answer.url, chat);
  else if (answer.text && answer.show_alert) await alertDialog(answer.text);
  else if (answer.text) toast(near, answer.text);
}

/** The reply keyboard that is in force after these messages, or null. */
export function replyKeyboard(rows) {
  const last = rows.findLast((view) => view.by_bot && (view.reply_markup?.keyboard || view.reply_markup?.remove_keyboard));
  return last?.reply_markup.keyboard ? last.reply_markup : null;
}
