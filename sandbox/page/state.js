/**
 * What the page knows: people, bots, chats, topics, messages, notes, the clock. Filled once, then kept live by events.
 *
 * How it works: views are replaced, never changed in place, so "the same object" means "nothing to draw again".
 * A *place* is where messages stand: `{chatId, botId, thread}`; `thread` is undefined (whole chat), "general" or a
 * message_thread_id. Whoever draws something calls `on(topic, handler)`; the topics are "people", "chats", "topics",
 * "notes", "clock", "commands", "action", "unread" and `messages <place key>`.
 */
import { api } from "./api.js";

const PAGE_SIZE = 60;

export const state = {
  bots: new Map(),
  people: new Map(),
  chats: new Map(),
  topics: new Map(),
  notes: {},
  clock: { ahead: 0, now: Date.now(), readAt: Date.now(), frozen: false },
};

const handlers = new Map();
const lists = new Map();

export function on(topic, handler) {
  if (!handlers.has(topic)) handlers.set(topic, new Set());
  handlers.get(topic).add(handler);
  return () => handlers.get(topic).delete(handler);
}

export function emit(topic, detail) {
  for (const handler of [...(handlers.get(topic) ?? [])]) handler(detail);
}

/** Private chats with two bots share their id, so the bot is part of the key. */
export const chatKey = (chatId, botId) => (chatId > 0 ? `${chatId}:${botId}` : String(chatId));
export const placeKey = ({ chatId, botId, thread }) => `${chatKey(chatId, botId)}/${thread ?? ""}`;
export const keyOfChat = (chat) => chatKey(chat.id, chat.bot_id);

/** The place a message stands in. Only forums are divided into threads. */
export function placeOf(view) {
  const chat = state.chats.get(chatKey(view.chat.id, view.bot_id));
  const forum = chat?.is_forum ?? view.chat.is_forum;
  const thread = forum ? (view.is_topic_message ? view.message_thread_id : "general") : undefined;
  return { chatId: view.chat.id, botId: view.bot_id, thread };
}

/** The sandbox's time as a Date. */
export function now() {
  const { now: read, readAt, frozen } = state.clock;
  return new Date(frozen ? read : read + Date.now() - readAt);
}

export const mainBot = () => state.bots.get(state.notes.bot_id) ?? [...state.bots.values()][0];

const IN_GROUP = new Set(["creator", "administrator", "member", "restricted"]);

/** The chats a person sees, newest activity first. The chat with the main bot is there before Start was pressed. */
export function chatsOf(personId) {
  const seen = [...state.chats.values()].filter((chat) => chat.type === "private"
    ? chat.id === personId
    : !chat.migrated_to && chat.members?.some((m) => m.user.id === personId && IN_GROUP.has(m.status)));
  const bot = mainBot();
  if (bot && !seen.some((chat) => chat.id === personId && chat.bot_id === bot.id)) {
    seen.push({ id: personId, type: "private", bot_id: bot.id, bot, started: false, pinned: [], last_message: null });
  }
  return seen.sort((a, b) => (b.last_message?.date ?? 0) - (a.last_message?.date ?? 0));
}

export function chatAt({ chatId, botId }) {
  return state.chats.get(chatKey(chatId, botId));
}

function byId(rows) {
  return new Map(rows.map((row) => [row.id, row]));
}

let refreshing = null;
let held = [];

/**
 * Fetch everything anew: at the start, after a reset, and after the connection came back. Events that come meanwhile are
 * held and applied afterwards: what they tell may be newer than what is being fetched.
 */
export function refresh() {
  refreshing ??= fetchEverything().finally(() => {
    refreshing = null;
    const waiting = held;
    held = [];
    for (const [kind, data] of waiting) applyEvent(kind, data);
  });
  return refreshing;
}

async function fetchEverything() {
  const [bots, people, chats, notes, clock] = await Promise.all(
    [api.bots(), api.people(), api.chats(), api.notes(), api.clock()]);
  const forums = chats.filter((chat) => chat.is_forum);
  const topics = await Promise.all(forums.map(async (chat) => [chat.id, await topicsOf(chat.id)]));
  // Everything changes in one step: nobody may see a forum without its topics.
  state.bots = byId(bots);
  state.topics = new Map(topics);
  state.people = byId(people);
  state.chats = new Map(chats.map((chat) => [keyOfChat(chat), chat]));
  state.notes = notes ?? {};
  setClock(clock);
  await Promise.all([...lists.values()].map((list) => chatAt(list.place) ? loadLatest(list) : list.forget()));
  for (const topic of ["people", "notes", "chats", "topics", "clock", "commands"]) emit(topic);
}

/** General is no topic for the Bot API; here it is one with the thread "general", so that lists need no exception. */
const general = (last = null) => ({ message_thread_id: "general", name: "General", last_message: last });

async function topicsOf(chatId) {
  const [rows, { messages }] = await Promise.all(
    [api.topics(chatId), api.messages({ chatId, thread: "general" }, { limit: 5 })]);
  const last = messages.findLast((view) => !view.deleted);
  return new Map([general(last), ...rows].map((topic) => [topic.message_thread_id, topic]));
}

function setClock(clock) {
  state.clock = { ahead: clock.offset_seconds, now: Date.parse(clock.now), readAt: Date.now(), frozen: clock.frozen };
  emit("clock");
}

/** The messages of one place that are loaded so far, in order. */
class MessageList {
  constructor(place) {
    this.place = place;
    this.forget();
  }

  forget() {
    this.views = new Map();
    this.more = false;
    this.loaded = false;
    this.error = null;
    this.fetching = null;
    this.news = new Map();
  }

  /** Visible messages, oldest first. */
  get rows() {
    return [...this.views.values()].filter((view) => !view.deleted).sort((a, b) => a.message_id - b.message_id);
  }

  put(view) {
    this.views.set(view.message_id, view);
  }
}

/** The list of a place; loaded on first use, then live. */
export function listAt(place) {
  const key = placeKey(place);
  if (!lists.has(key)) lists.set(key, new MessageList(place));
  const list = lists.get(key);
  if (!list.loaded && !list.fetching && chatAt(place)) loadLatest(list);
  return list;
}

function loadLatest(list) {
  list.news = new Map();
  list.fetching = api.messages(list.place, { limit: PAGE_SIZE }).then(({ messages, more }) => {
    // What events brought while the page was on its way is newer than the page.
    list.views = new Map([...messages.map((view) => [view.message_id, view]), ...list.news]);
    Object.assign(list, { more, loaded: true, error: null });
  }).catch((error) => {
    list.error = error.message;
  }).finally(() => {
    list.fetching = null;
    emit(`messages ${placeKey(list.place)}`);
  });
  return list.fetching;
}

/** Load the page before the oldest loaded message; false when there is none. */
export async function loadOlder(list) {
  if (!list.more || list.fetching) return false;
  const before = Math.min(...list.views.keys());
  list.fetching = api.messages(list.place, { before, limit: PAGE_SIZE });
  try {
    const { messages, more } = await list.fetching;
    for (const view of messages) if (!list.views.has(view.message_id)) list.put(view);
    list.more = more;
  } finally {
    list.fetching = null;
  }
  emit(`messages ${placeKey(list.place)}`);
  return true;
}

/** Put a message view in place of the old one. Safe to repeat. */
export function putMessage(view) {
  const place = placeOf(view);
  const key = placeKey(place);
  const list = lists.get(key);
  if (list?.fetching) list.news.set(view.message_id, view);
  if (list?.loaded) {
    list.put(view);
    emit(`messages ${key}`);
  }
  noteLast(view, place);
}

function newer(last, view) {
  if (!view.deleted) return !last || view.message_id >= last.message_id;
  return false;
}

function noteLast(view, place) {
  const key = chatKey(place.chatId, place.botId);
  const chat = state.chats.get(key);
  if (chat && newer(chat.last_message, view)) {
    state.chats.set(key, { ...chat, last_message: view });
    emit("chats");
  }
  const topics = state.topics.get(place.chatId);
  const topic = topics?.get(place.thread);
  if (topic && newer(topic.last_message, view)) {
    topics.set(place.thread, { ...topic, last_message: view });
    emit("topics");
  }
}

/** Bring one event of the stream into the state. */
export function applyEvent(kind, data) {
  if (refreshing) {
    held.push([kind, data]);
    return undefined;
  }
  if (kind === "message" || kind === "message_edited" || kind === "message_deleted" || kind === "reaction") {
    putMessage(data);
    if (kind === "message") emit("arrived", data);
    else if (kind === "message_edited") emit("pins", data);
    else if (kind === "message_deleted") refreshLast(data);
  } else if (kind === "topic") {
    const topics = state.topics.get(data.chat_id) ?? new Map([["general", general()]]);
    const known = topics.get(data.topic.message_thread_id);
    topics.set(data.topic.message_thread_id, { last_message: known?.last_message ?? null, ...data.topic });
    state.topics.set(data.chat_id, topics);
    emit("topics");
  } else if (kind === "chat") {
    state.chats.set(keyOfChat(data), data);
    if (data.is_forum && !state.topics.has(data.id)) state.topics.set(data.id, new Map([["general", general()]]));
    // A chat that a pane showed before it existed has a list that nothing has filled yet.
    for (const list of lists.values()) if (!list.loaded && !list.fetching && chatAt(list.place)) loadLatest(list);
    emit("chats");
  } else if (kind === "person") {
    state.people.set(data.id, data);
    emit("people");
  } else if (kind === "clock") setClock(data);
  else if (kind === "notes") {
    state.notes = data ?? {};
    emit("notes");
  } else if (kind === "commands") emit("commands");
  else if (kind === "chat_action") emit("action", data);
  else if (kind === "reset") return refresh();
  return undefined;
}

/** After a deletion the previews in the lists of chats and topics show what is last now. */
async function refreshLast(view) {
  const place = placeOf(view);
  const key = chatKey(place.chatId, place.botId);
  if (state.chats.get(key)?.last_message?.message_id === view.message_id) {
    const { messages } = await api.messages({ ...place, thread: undefined }, { limit: 5 });
    state.chats.set(key, { ...state.chats.get(key), last_message: messages.findLast((m) => !m.deleted) ?? null });
    emit("chats");
  }
  const topics = state.topics.get(place.chatId);
  const topic = topics?.get(place.thread);
  if (topic?.last_message?.message_id === view.message_id) {
    const { messages } = await api.messages(place, { limit: 5 });
    topics.set(place.thread, { ...topic, last_message: messages.findLast((m) => !m.deleted) ?? null });
    emit("topics");
  }
}
