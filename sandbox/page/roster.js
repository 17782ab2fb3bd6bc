/** Who is shown where: the phones, the staff, the writers of the desk. Notes decide; what they leave out is worked out. */
import { nameOfPerson } from "./names.js";
import { state } from "./state.js";
import { knownZone } from "./time.js";

const entry = (row) => (typeof row === "number" ? { person: row } : row);

const complete = (row) => ({ person: row.person, label: row.label ?? nameOfPerson(row.person), chat: row.chat,
  zone: knownZone(row.timezone ?? state.notes.timezone) });

const exists = (row) => state.people.has(row.person);

/** The desk's chat: the one of the notes, else the first forum. */
export function desk() {
  const named = state.notes.desk && state.chats.get(String(state.notes.desk));
  const chat = named?.migrated_to ? state.chats.get(String(named.migrated_to)) : named;
  return chat ?? [...state.chats.values()].find((other) => other.is_forum);
}

/** The time zone of the desk and the header. */
export const deskZone = () => knownZone(state.notes.timezone);

const peopleInDesk = () => (desk()?.members ?? []).filter((m) => !m.user.is_bot && m.status !== "left" && m.status !== "kicked")
  .map((m) => m.user.id);

export function writers() {
  const named = (state.notes.writers ?? []).map(entry).filter(exists);
  if (named.length) return named.map(complete);
  return peopleInDesk().map((person) => complete({ person }));
}

export function staff() {
  const named = (state.notes.staff ?? []).map(entry).filter(exists);
  const rows = named.length ? named : writers();
  return rows.map(complete);
}

/** Phones of the notes first, then everybody who came later and is not staff. */
export function phones() {
  const named = (state.notes.phones ?? []).map(entry).filter(exists);
  const taken = new Set([...named, ...staff(), ...writers()].map((row) => row.person));
  for (const id of peopleInDesk()) taken.add(id);
  const others = [...state.people.keys()].filter((id) => !taken.has(id)).map((person) => ({ person }));
  return [...named, ...others].map(complete);
}
