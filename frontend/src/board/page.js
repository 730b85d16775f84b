// The board as a whole: fetched anew once a minute, its chart drawn, its tables switched, on a wall its pages turned.
import { runClock } from "./clock.js";
import { keepFresh } from "./fresh.js";
import { turnPages } from "./turn.js";

export function openBoard(main) {
  const words = JSON.parse(main.dataset.boardWords);
  const clock = runClock(main);
  const turner = main.dataset.boardTurns ? turnPages(main, Number(main.dataset.boardTurns), words) : null;
  const shown = new Set(); // tables somebody has switched on
  const dress = () => {
    switchTables(main, shown);
    turner?.arrived();
    draw(main, turner);
  };
  switching(main, shown);
  keepFresh(main, words, clock, dress);
  dress();
}

/** Charts come by themselves, later than everything else; one that does not come leaves its table. */
function draw(main, turner) {
  const boxes = [...main.querySelectorAll("[data-board-chart]")];
  if (!boxes.length) return;
  import("./chart.js")
    .then(({ drawChart }) => boxes.filter((box) => box.isConnected).forEach((box) => drawChart(box, turner)))
    .catch(() => boxes.forEach((box) => main.querySelector(`[data-board-alt="${box.dataset.boardKey}"]`)?.classList.add("is-shown")));
}

function switching(main, shown) {
  main.addEventListener("click", (event) => {
    const button = event.target.closest("[data-board-table]");
    if (!button) return;
    const key = button.dataset.boardTable;
    if (shown.has(key)) shown.delete(key);
    else shown.add(key);
    switchTables(main, shown);
  });
}

function switchTables(main, shown) {
  for (const button of main.querySelectorAll("[data-board-table]")) {
    const on = shown.has(button.dataset.boardTable);
    button.setAttribute("aria-pressed", on);
    main.querySelector(`[data-board-alt="${button.dataset.boardTable}"]`)?.classList.toggle("is-shown", on);
    button.parentElement.classList.toggle("is-table", on);
  }
}
