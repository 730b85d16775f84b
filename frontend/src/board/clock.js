// The clock of the board goes by the server's time, in the city's zone, however wrong the screen's own is set.
const TICK = 1000;

export function runClock(main) {
  const first = () => main.querySelector("[data-board-clock]");
  const state = { offset: 0, ahead: 0 };
  read(first()?.dataset.now);

  /** Takes the server's time from a written moment with its zone: 2026-11-24T14:20:05+08:00. */
  function read(written) {
    if (!written) return;
    state.ahead = new Date(written).getTime() - Date.now();
    const [, sign, hours, minutes] = written.match(/([+-])(\d\d):(\d\d)$/) ?? [null, "+", "0", "0"];
    state.offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  }

  function show() {
    const spot = main.querySelector("[data-board-time]");
    if (spot) put(spot, hourAndMinute(new Date(Date.now() + state.ahead + state.offset * 60_000)));
  }

  setInterval(show, TICK);
  return { read, show };
}

function hourAndMinute(date) {
  return date.toISOString().slice(11, 16);
}

/** Writes only what has changed: whoever listens is told nothing twice. */
export function put(spot, text) {
  if (spot.textContent !== text) spot.textContent = text;
}
