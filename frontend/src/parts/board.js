// The leaders' board: what keeps it fresh, turns its pages and draws its chart comes only when somebody opens it.
export function startBoard(root) {
  const main = root.querySelector("[data-board]");
  if (!main || main.dataset.ready) return;
  main.dataset.ready = "1";
  import("../board/page.js").then(({ openBoard }) => openBoard(main));
}
