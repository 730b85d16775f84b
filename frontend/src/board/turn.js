// The pages of a wall: one at a time, turned by the clock, by keys, by a finger; whoever stops them sees that they stand.
export function turnPages(main, seconds, words) {
  const state = { at: 0, stopped: false, timer: 0, seen: [] };
  const pages = () => [...main.querySelectorAll("[data-wall-page]")];

  function show(step = 0) {
    const all = pages();
    state.at = (state.at + step + all.length) % all.length;
    all.forEach((page, n) => (page.hidden = n !== state.at));
    const bar = main.querySelector("[data-wall-turn]");
    bar.hidden = all.length < 2;
    bar.querySelector("[data-wall-n]").textContent = `${state.at + 1} / ${all.length}`;
    bar.querySelector("[data-wall-said]").textContent = state.stopped ? words.stopped : words.turning;
    bar.querySelector("[data-wall-stop]").setAttribute("aria-pressed", state.stopped);
    state.seen.forEach((look) => look());
  }

  function turn(step) {
    show(step);
    wait();
  }

  function wait() {
    clearTimeout(state.timer);
    if (!state.stopped) state.timer = setTimeout(() => turn(1), seconds * 1000);
  }

  function stop() {
    state.stopped = !state.stopped;
    turn(0);
  }

  const keys = { ArrowRight: () => turn(1), PageDown: () => turn(1), ArrowLeft: () => turn(-1), PageUp: () => turn(-1), " ": stop };
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.key in keys)) return;
    if (event.key === " " && event.target.closest("a, button")) return; // a button hears its own key
    event.preventDefault();
    keys[event.key]();
  });
  main.addEventListener("click", (event) => {
    const step = event.target.closest("[data-wall-step]");
    if (step) turn(Number(step.dataset.wallStep));
    else if (!event.target.closest("a, button, [data-board-chart]") || event.target.closest("[data-wall-stop]")) stop();
  });
  swipes(main, turn);
  wait();
  return {
    arrived: () => show(),
    onTurn: (look) => state.seen.push(look),
  };
}

/** A finger drawn across turns the page. */
function swipes(main, turn) {
  let from = null;
  main.addEventListener("touchstart", (event) => (from = event.touches.length === 1 ? event.touches[0].clientX : null), { passive: true });
  main.addEventListener("touchend", (event) => {
    const way = from === null ? 0 : event.changedTouches[0].clientX - from;
    if (Math.abs(way) > window.innerWidth / 12) {
      event.preventDefault(); // no press beside it
      turn(way < 0 ? 1 : -1);
    }
  });
}
