/** "Open this link as …": which person follows a deep link of the bot. */
import { api } from "./api.js";
import { ask, choices, field, tell, toast } from "./dialogs.js";
import { el } from "./dom.js";
import { desk, phones, staff } from "./roster.js";
import { chatAt, chatsOf, emit } from "./state.js";

function everybody() {
  const rows = [...phones(), ...staff()];
  return rows.filter((row, i) => rows.findIndex((other) => other.person === row.person) === i);
}

/**
 * Ask who opens the link, open it, and show that person's chat. `viewer` is the person of the pane where it was pressed: the
 * first choice on a phone; from the desk it is the first phone that has not started the bot yet.
 */
export async function openAs({ bot, link, toGroup, viewer, near }) {
  if (toGroup) return openInGroup({ link, viewer, near });
  const onPhone = phones().some((row) => row.person === viewer);
  const fresh = phones().find((row) => !chatAt({ chatId: row.person, botId: bot.id })?.started);
  const first = onPhone ? viewer : (fresh?.person ?? viewer);
  const answer = await ask({ title: "Open this link", text: link, yes: "Open", fields: [
    choices("person", "Open it as", everybody().map((row) => ({ value: row.person, text: row.label, checked: row.person === first }))),
  ] });
  if (!answer) return;
  const person = Number(answer.get("person"));
  const opened = await tell(near, () => api.open(person, { link, bot_id: bot.id }));
  if (opened) emit("show person", person);
}

async function openInGroup({ link, viewer, near }) {
  const groups = chatsOf(viewer).filter((chat) => chat.type !== "private");
  if (!groups.length) return toast(near, "This person is in no group that the bot could be added to.", "bad");
  const answer = await ask({ title: "Add the bot to a group", text: link, yes: "Add", fields: [
    choices("group", "Group", groups.map((chat, i) => ({ value: chat.id, text: chat.title, checked: chat.id === desk()?.id || i === 0 }))),
  ] });
  if (answer) await tell(near, () => api.open(viewer, { link, chat_id: Number(answer.get("group")) }));
  return undefined;
}

/** A link typed or pasted by hand, opened as one person. */
export async function openTyped(person, name, near) {
  const input = el("input", { name: "link", type: "text", inputmode: "url", required: "", placeholder: "https://t.me/…?start=…", autocomplete: "off" });
  const answer = await ask({ title: `Open a link as ${name}`, yes: "Open", fields: [field("Link", input)] });
  const link = answer?.get("link").trim();
  if (link) await tell(near, () => api.open(person, { link }));
}

const LANGUAGES = [["en", "English"], ["uk", "Ukrainian"], ["ru", "Russian"], ["de", "German"], ["pl", "Polish"], ["es", "Spanish"],
  ["ar", "Arabic"], ["he", "Hebrew"]];

/** A phone for somebody new; answers the person, or null. */
export async function addPhone(near) {
  const answer = await ask({ title: "A new phone", yes: "Add", text: "Somebody with a Telegram account who does not know the bot yet.", fields: [
    field("Name", el("input", { name: "name", required: "", maxlength: "64", autocomplete: "off", dir: "auto" })),
    field("Language of their Telegram", el("select", { name: "language" }, LANGUAGES.map(([value, text]) => el("option", { value, text })))),
  ] });
  const name = answer?.get("name").trim();
  return name ? tell(near, () => api.addPerson({ name, language_code: answer.get("language") })) : null;
}
