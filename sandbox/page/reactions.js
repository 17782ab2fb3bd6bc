/** Reactions: the palette, the chips under a message, adding and taking back. */
import { api } from "./api.js";
import { tell } from "./dialogs.js";
import { el } from "./dom.js";
import { avatar, nameOf } from "./names.js";
import { putMessage } from "./state.js";

/** A small choice out of the emoji that Telegram allows as reactions. */
const PALETTE = [["👍", "Thumbs up"], ["❤", "Heart"], ["🔥", "Fire"], ["🎉", "Party"], ["👏", "Applause"], ["🙏", "Thank you"],
  ["🤔", "Thinking"], ["👎", "Thumbs down"]];
const FACES = 3;

const mine = (reaction, person) => reaction.users.some((user) => user.id === person);

export function paletteFor(view, chat) {
  const own = (view.reactions ?? []).filter((reaction) => mine(reaction, chat.viewer)).map((reaction) => reaction.emoji);
  return {
    label: "React",
    options: PALETTE.map(([text, label]) => ({ text, label, on: own.includes(text) })),
    run: (emoji) => react(view, own.includes(emoji) ? null : emoji, chat),
  };
}

async function react(view, emoji, chat) {
  const changed = await tell(chat.node, () => api.react(chat.viewer,
    { chat_id: view.chat.id, bot_id: view.bot_id, message_id: view.message_id, emoji }));
  if (changed) putMessage(changed);
}

/** Chips with who reacted; pressing adds the same reaction or takes the own one back. */
export function reactionChips(view, chat) {
  const shown = (view.reactions ?? []).filter((reaction) => reaction.count > 0);
  if (!shown.length) return null;
  return el("div", { class: "chips" }, shown.map((reaction) => {
    const own = mine(reaction, chat.viewer);
    const names = reaction.users.map(nameOf).join(", ");
    const face = reaction.emoji ?? "⭐";
    return el("button", { type: "button", class: "chip", "aria-pressed": String(own), title: names,
      "aria-label": `${face} ${reaction.count}: ${names}`, on: { click: () => react(view, own ? null : reaction.emoji, chat) } },
      el("span", { class: "chip-face", text: face }),
      reaction.count <= FACES && reaction.users.length
        ? reaction.users.map((user) => avatar(nameOf(user), user.id, "tiny"))
        : el("span", { text: String(reaction.count) }));
  }));
}
