/** One bubble: author, forward line, quote, media, text, buttons, reactions, time. An album is one bubble too. */
import { el, icon, iconButton } from "./dom.js";
import { renderText } from "./entities.js";
import { inlineKeyboard } from "./keyboard.js";
import { authorOf, avatar, colourOf, nameOf } from "./names.js";
import { reactionChips } from "./reactions.js";
import { isVisual, renderMedia, summary } from "./render-media.js";
import { serviceText } from "./render-service.js";
import { clockTime } from "./time.js";

const BARE = new Set(["sticker", "video_note", "dice"]);

/** A centred line: who did what, or the day. */
export function renderService(view) {
  return el("div", { class: "service", role: "article", tabindex: "-1", data: { id: view.message_id } },
    el("span", { text: serviceText(view), dir: "auto" }));
}

export function renderDay(name) {
  return el("div", { class: "day", role: "separator", "aria-label": name }, el("span", { text: name }));
}

/**
 * `views`: one message, or the messages of an album. `place`: {own, first, last} says where the bubble stands in a run
 * of one author. `chat` is the ChatPane.
 */
export function renderBubble(views, place, chat) {
  const [main] = views;
  const who = authorOf(main);
  const name = nameOf(who);
  const captioned = views.find((view) => view.caption) ?? main;
  const text = captioned.text ?? captioned.caption;
  const entities = captioned.text !== undefined ? captioned.entities : captioned.caption_entities;
  const showName = chat.showsNames && place.first && !place.own;
  const edge = views.every(isVisual);

  const bubble = el("div", { class: "bubble" },
    showName ? el("div", { class: `author n${colourOf(who?.id)}`, text: name, dir: "auto" }) : null,
    forwardLine(main),
    quote(main, chat),
    views.length > 1 ? album(views, name) : renderMedia(main, name),
    text ? el("div", { class: "text", dir: "auto" }, renderText(text, entities, {
      link: (url) => chat.openLink(url),
      command: (command) => chat.sendText(command),
    })) : null,
    meta(views, chat),
    reactionChips(main, chat));
  bubble.classList.toggle("edge", edge && !text);
  bubble.classList.toggle("has-media", edge);
  bubble.classList.toggle("bare", views.length === 1 && BARE.has(main.kind));
  bubble.classList.toggle("jumbo", isJumbo(main));

  const side = place.own ? "own" : "other";
  const edges = `${place.first ? " first" : ""}${place.last ? " last" : ""}`;
  return el("div", { class: `message ${side}${edges}`, role: "article", tabindex: "-1",
    "aria-label": `${place.own ? "You" : name}, ${clockTime(main.date, chat.zone)}`,
    data: { id: main.message_id, ids: views.map((view) => view.message_id).join(" ") } },
    chat.showsNames && !place.own ? (place.last ? avatar(name, who?.id, "small") : el("span", { class: "avatar-space" })) : null,
    el("div", { class: "stack" }, bubble, inlineKeyboard(main, chat)),
    iconButton("dots", "Actions for this message", (event) => chat.openActions(views, event.currentTarget),
      { class: "more", "aria-haspopup": "menu" }));
}

/** One to three emoji alone are shown large. */
function isJumbo(view) {
  return view.kind === "text" && !view.entities?.length && /^(\p{RGI_Emoji}\s?){1,3}$/v.test(view.text ?? "");
}

function forwardLine(view) {
  const origin = view.forward_origin;
  if (!origin) return null;
  const from = origin.sender_user ?? origin.sender_chat ?? origin.chat;
  return el("div", { class: "forwarded" }, "Forwarded from ",
    el("strong", { text: origin.sender_user_name ?? nameOf(from), dir: "auto" }));
}

function quote(view, chat) {
  const answered = view.reply_to_message;
  // A message in a topic that answers nothing points at the topic's first service message.
  if (!answered || answered.forum_topic_created) {
    return view.external_reply ? el("div", { class: "quote" }, el("span", { text: "Reply to a message of another chat" })) : null;
  }
  const who = authorOf(answered);
  return el("button", { type: "button", class: `quote n${colourOf(who?.id)}`, "aria-label": `In reply to ${nameOf(who)}: ${summary(answered)}`,
    on: { click: () => chat.jumpTo(answered.message_id) } },
    el("strong", { text: nameOf(who), dir: "auto" }),
    el("span", { text: view.quote?.text ?? summary(answered), dir: "auto" }));
}

function album(views, name) {
  const visual = views.every(isVisual);
  return el("div", { class: visual ? `album of${Math.min(views.length, 10)}` : "album-list", role: "group", "aria-label": `Album of ${views.length}` },
    views.map((view) => el("div", { class: "tile", data: { id: view.message_id } }, renderMedia(view, name))));
}

function meta(views, chat) {
  const [main] = views;
  const edited = views.some((view) => view.edit_date);
  return el("span", { class: "meta" },
    views.some((view) => view.is_pinned) ? el("span", { title: "Pinned", "aria-label": "Pinned" }, icon("pin")) : null,
    edited ? el("span", { text: "edited" }) : null,
    el("time", { datetime: new Date(main.date * 1000).toISOString(), text: clockTime(main.date, chat.zone) }));
}
