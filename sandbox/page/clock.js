/** The clock in the header: the sandbox's time, and buttons to see tomorrow today. */
import { api } from "./api.js";
import { tell } from "./dialogs.js";
import { announce, el } from "./dom.js";
import { deskZone } from "./roster.js";
import { now, on, state } from "./state.js";
import { clockTime, longDay, secondsUntil } from "./time.js";

const HOUR = 3600;
const STEPS = [["+1 hour", HOUR], ["+1 day", 24 * HOUR]];

const MORNING = 10;

/** `phone` answers the time zone of the phone that is seen, or nothing when there is none. */
export function mountClock(root, phone) {
  const day = el("span", { class: "clock-day" });
  const time = el("time", { class: "clock-time" });
  const zone = el("span", { class: "muted small clock-zone" });
  const draw = () => {
    const moment = now();
    const where = deskZone();
    day.textContent = longDay(moment, where);
    time.textContent = clockTime(moment, where);
    time.dateTime = moment.toISOString();
    zone.textContent = [where, ahead(state.clock.ahead)].filter(Boolean).join(" · ");
  };
  const forward = async (label, seconds) => {
    if (await tell(root, () => api.advance(seconds))) announce(`Clock moved by ${label}. It is now ${longDay(now(), deskZone())}, ${clockTime(now(), deskZone())}`);
  };
  root.append(el("div", { class: "clock-face" }, el("div", { class: "clock-line" }, day, time), zone),
    el("div", { class: "clock-buttons" }, STEPS.map(([label, seconds]) =>
      el("button", { type: "button", class: "pill", text: label, title: `Move the sandbox and the bot forward by ${label.slice(1)}`,
        on: { click: () => forward(label, seconds) } })),
      el("button", { type: "button", class: "pill", text: "to 10:00", title: "Move on to the next 10:00 on the phone that is open: the hour of greetings",
        on: { click: () => forward("what was left until 10:00 on the phone", secondsUntil(MORNING, now(), phone() ?? deskZone())) } })));
  on("clock", draw);
  on("notes", draw);
  setInterval(draw, 1000);
  draw();
}

/** How far the sandbox runs ahead of the real time. */
function ahead(seconds) {
  const hours = Math.round(seconds / HOUR);
  if (!hours) return "";
  const days = Math.trunc(hours / 24);
  const parts = [days ? `${days} d` : "", hours % 24 ? `${hours % 24} h` : ""].filter(Boolean);
  return `${parts.join(" ")} ahead`;
}
