/** Names, initials and colours of people, bots and chats. */
import { el } from "./dom.js";
import { state } from "./state.js";

const COLOURS = 7;

export function nameOf(who) {
  if (!who) return "Somebody";
  return who.title ?? ([who.first_name, who.last_name].filter(Boolean).join(" ") || who.username || `#${who.id}`);
}

export const nameOfPerson = (id) => nameOf(state.people.get(id) ?? { id, first_name: `#${id}` });

/** How a chat is called on the phone of the one who looks at it. */
export const nameOfChat = (chat) => (chat.type === "private" ? nameOf(chat.bot) : chat.title);

/** The author that a reader sees: a channel or the group itself when it wrote, else the person or bot. */
export const authorOf = (view) => view.sender_chat ?? view.from;

export const colourOf = (id) => Math.abs(Number(id) || 0) % COLOURS;

function initials(name) {
  const words = name.replace(/[^\p{L}\p{N}\s]/gu, " ").trim().split(/\s+/u).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("") || "·";
}

/** A coloured disc with initials. Decoration: the name always stands beside it. */
export function avatar(name, id, size = "") {
  return el("span", { class: `avatar c${colourOf(id)} ${size}`.trim(), "aria-hidden": "true", text: initials(name) });
}

/** Topics are named "ACME · Anna": initials of both; colour by thread. */
export const topicAvatar = (topic, size = "") => avatar(topic.name, topic.message_thread_id, size);
