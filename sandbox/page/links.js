/** Which addresses may become links, and which of them the page opens itself. */
import { state } from "./state.js";

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);
const TELEGRAM = new Set(["t.me", "www.t.me", "telegram.me", "telegram.dog"]);

/** A URL that is safe to put into href, or null. Bare addresses ("t.me/x") get https. */
export function safeUrl(address) {
  const full = /^(https?|mailto|tel|tg):/i.test(address) ? address : `https://${address}`;
  try {
    const url = new URL(full);
    return SCHEMES.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

const botNamed = (username) =>
  [...state.bots.values()].find((bot) => bot.username?.toLowerCase() === username?.toLowerCase());

/** `t.me/<bot>?start=…` or `?startgroup=…` of a bot that lives here → `{bot, link, toGroup}`, else null. */
export function deepLink(url) {
  let username;
  if (TELEGRAM.has(url.hostname)) username = url.pathname.split("/").filter(Boolean)[0];
  else if (url.protocol === "tg:" && url.href.includes("resolve")) username = url.searchParams.get("domain");
  const bot = username && botNamed(username);
  if (!bot) return null;
  const params = new URLSearchParams();
  for (const name of ["start", "startgroup"]) if (url.searchParams.has(name)) params.set(name, url.searchParams.get(name));
  const query = params.size ? `?${params}` : "";
  return { bot, link: `https://t.me/${bot.username}${query}`, toGroup: params.has("startgroup") };
}

/** `t.me/c/<id>/<thread>[/<message>]` of a group that lives here → its place, else null. */
export function messageLink(url) {
  if (!TELEGRAM.has(url.hostname)) return null;
  const [c, id, first, second] = url.pathname.split("/").filter(Boolean);
  const chatId = Number(`-100${id}`);
  if (c !== "c" || !state.chats.has(String(chatId))) return null;
  const known = state.topics.get(chatId);
  if (!known) return { chatId, thread: undefined, messageId: Number(first) || null };
  const thread = known.has(Number(first)) ? Number(first) : "general";
  return { chatId, thread, messageId: Number(second ?? (thread === "general" ? first : 0)) || null };
}
