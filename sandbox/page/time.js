/** Dates and times as people read them. Every function takes Unix seconds or a Date and an IANA time zone. */

const formatters = new Map();

function format(date, timeZone, options) {
  const key = JSON.stringify([timeZone, options]);
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat("en-GB", { ...options, timeZone }));
  return formatters.get(key).format(date);
}

const asDate = (moment) => (moment instanceof Date ? moment : new Date(moment * 1000));

/** The zone of this browser. */
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `zone` when the browser knows it, otherwise the browser's own: a typing error in the notes must not empty the page. */
export function knownZone(zone) {
  if (!zone) return ownZone();
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: zone });
    return zone;
  } catch {
    return ownZone();
  }
}

export const clockTime = (moment, zone) => format(asDate(moment), zone, { hour: "2-digit", minute: "2-digit" });

export const dayKey = (moment, zone) =>
  format(asDate(moment), zone, { year: "numeric", month: "2-digit", day: "2-digit" });

export const longDay = (moment, zone) =>
  format(asDate(moment), zone, { weekday: "short", day: "numeric", month: "long", year: "numeric" });

/** "Today", "Yesterday" or the date, seen from `now`. */
export function dayName(moment, now, zone) {
  const key = dayKey(moment, zone);
  if (key === dayKey(now, zone)) return "Today";
  if (key === dayKey(new Date(asDate(now).getTime() - 86_400_000), zone)) return "Yesterday";
  return format(asDate(moment), zone, { weekday: "long", day: "numeric", month: "long" });
}

/** Time today, else the day: what a list of chats shows. */
export function shortMoment(moment, now, zone) {
  if (dayKey(moment, zone) === dayKey(now, zone)) return clockTime(moment, zone);
  return format(asDate(moment), zone, { day: "numeric", month: "short" });
}

/** The city of an IANA zone, "Europe/Kyiv" → "Kyiv". */
export const cityOf = (zone) => zone.split("/").pop().replaceAll("_", " ");

/** Seconds as 1:05. */
export function duration(seconds) {
  const whole = Math.round(seconds ?? 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Bytes as people read them. */
export function fileSize(bytes) {
  if (bytes === undefined || bytes === null) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Seconds from `moment` until the clock of a zone shows `hour`:00 next, also when summer time begins or ends before. */
export function secondsUntil(hour, moment, zone) {
  const from = asDate(moment);
  const left = hour * 3600 - secondsOfDay(from, zone);
  const later = left > 0 ? left : left + 86_400;
  return later + hour * 3600 - secondsOfDay(new Date(from.getTime() + later * 1000), zone);
}

/** How many seconds the clock of a zone shows since midnight. */
function secondsOfDay(date, zone) {
  const [hours, minutes, seconds] = format(date, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })
    .split(":").map(Number);
  return (hours * 60 + minutes) * 60 + seconds;
}
