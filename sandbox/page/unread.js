/** How many messages came since somebody looked, per screen and place. A screen is "desk" or the id of a person. */
import { chatKey, chatsOf, emit, on, placeKey, placeOf, state } from "./state.js";
import { desk, phones, staff } from "./roster.js";

const counts = new Map();
const newest = new Map();
const screens = new Map();

const keyOf = (screen, key) => `${screen} ${key}`;

/** `shown()` answers the key of the place that the screen shows now, or null when nobody can see it. */
export function watchScreen(screen, shown) {
  screens.set(screen, shown);
}

export const unreadAt = (screen, key) => counts.get(keyOf(screen, key)) ?? 0;

export function unreadOn(screen) {
  let sum = 0;
  for (const [key, count] of counts) if (key.startsWith(`${screen} `)) sum += count;
  return sum;
}

export function markRead(screen, key) {
  if (counts.delete(keyOf(screen, key))) emit("unread");
}

/** Call when the visible part of the page changed. */
export function readWhatIsShown() {
  for (const [screen, shown] of screens) {
    const key = shown();
    if (key) markRead(screen, key);
  }
}

function screensOf(view) {
  if (view.chat.id === desk()?.id) return ["desk"];
  const people = [...phones(), ...staff()].map((row) => row.person);
  return people.filter((person) => chatsOf(person).some((chat) => chat.id === view.chat.id));
}

/** Who looks at the desk at the moment; own messages are never unread. */
let deskViewer = () => null;
export const setDeskViewer = (answer) => { deskViewer = answer; };

on("arrived", (view) => {
  const chat = chatKey(view.chat.id, view.bot_id);
  // After a reconnect some messages come a second time.
  if (view.message_id <= (newest.get(chat) ?? 0)) return;
  newest.set(chat, view.message_id);
  if (view.kind === "service" || view.deleted) return;
  const key = placeKey(placeOf(view));
  for (const screen of screensOf(view)) {
    const viewer = screen === "desk" ? deskViewer() : screen;
    if (view.from?.id === viewer || screens.get(screen)?.() === key) continue;
    counts.set(keyOf(screen, key), unreadAt(screen, key) + 1);
  }
  emit("unread");
});

on("chats", () => {
  if (state.chats.size === 0) { counts.clear(); newest.clear(); }
});

document.addEventListener("visibilitychange", readWhatIsShown);
