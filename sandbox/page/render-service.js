/** Service messages as short sentences: who did what. */
import { authorOf, nameOf } from "./names.js";
import { summary } from "./render-media.js";

const list = (people) => people.map(nameOf).join(", ");

const SENTENCES = [
  ["forum_topic_created", (v, who) => `${who} created the topic “${v.forum_topic_created.name}”`],
  ["forum_topic_edited", (v, who) => v.forum_topic_edited.name
    ? `${who} renamed the topic to “${v.forum_topic_edited.name}”` : `${who} changed the topic’s icon`],
  ["forum_topic_closed", (v, who) => `${who} closed the topic`],
  ["forum_topic_reopened", (v, who) => `${who} reopened the topic`],
  ["general_forum_topic_hidden", (v, who) => `${who} hid General`],
  ["general_forum_topic_unhidden", (v, who) => `${who} showed General again`],
  ["new_chat_members", (v, who) => v.new_chat_members.length === 1 && v.new_chat_members[0].id === v.from?.id
    ? `${who} joined` : `${who} added ${list(v.new_chat_members)}`],
  ["left_chat_member", (v, who) => v.left_chat_member.id === v.from?.id ? `${who} left` : `${who} removed ${nameOf(v.left_chat_member)}`],
  ["pinned_message", (v, who) => `${who} pinned “${shorten(summary(v.pinned_message))}”`],
  ["new_chat_title", (v, who) => `${who} named the group “${v.new_chat_title}”`],
  ["group_chat_created", (v, who) => `${who} created the group`],
  ["supergroup_chat_created", (v, who) => `${who} created the group`],
  ["migrate_to_chat_id", () => "This group became a supergroup. The talk goes on there."],
  ["migrate_from_chat_id", () => "This supergroup was a basic group before."],
  ["message_auto_delete_timer_changed", (v, who) => `${who} changed how long messages stay`],
  ["users_shared", (v, who) => `${who} shared people with the bot`],
];

function shorten(text) {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

export function serviceText(view) {
  const who = nameOf(authorOf(view));
  const known = SENTENCES.find(([name]) => view[name] !== undefined);
  return known ? known[1](view, who) : `${who} changed something in this chat`;
}
