/**
 * The live event stream.
 *
 * How it works: one EventSource; the id of the last event is remembered, and after a break the stream is opened again
 * with it, so the sandbox sends what was missed. EventSource's own retry is not used: it gives up on an HTTP error, which
 * is what a restarting server answers.
 */

const KINDS = ["message", "message_edited", "message_deleted", "reaction", "topic", "chat", "person", "callback_answer",
  "chat_action", "commands", "clock", "notes", "reset"];
const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 5000;

/**
 * Listen for ever. `onEvent(kind, data)` for each event; `onOpen(again)` when the stream stands (again: after a break);
 * `onBreak()` when it is lost.
 */
export function listen({ onEvent, onOpen, onBreak }) {
  let lastId = null;
  let opened = false;
  let pause = FIRST_PAUSE;

  const connect = () => {
    const url = new URL("control/events", document.baseURI);
    if (lastId !== null) url.searchParams.set("last_event_id", lastId);
    const source = new EventSource(url);
    source.onopen = () => {
      pause = FIRST_PAUSE;
      onOpen(opened);
      opened = true;
    };
    source.onerror = () => {
      source.close();
      onBreak();
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        if (event.lastEventId) lastId = event.lastEventId;
        onEvent(kind, JSON.parse(event.data));
      });
    }
  };
  connect();
}
