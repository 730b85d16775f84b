// The page of the map: everything about maps comes only when somebody opens it.
const PHONE = window.matchMedia("(max-width: 900px)");

export function startCityMap(root) {
  const box = root.querySelector("[data-map]");
  if (!box || box.dataset.ready) return;
  box.dataset.ready = "1";
  fold(document.querySelector(".mp-panel"));
  fit(box.closest(".mp-stage"));
  import("../map/viewer.js").then(({ openCityMap }) => openCityMap(box));
}

/** Beside the map on a desk; on a phone a sheet that is drawn up. */
function fold(panel) {
  if (!panel) return;
  const turn = () => (panel.open = !PHONE.matches);
  PHONE.addEventListener("change", turn);
  turn();
}

/** The map fills what the head and its notices leave of the window. */
function fit(stage) {
  const measure = () => stage.style.setProperty("--top", `${Math.round(stage.getBoundingClientRect().top + window.scrollY)}px`);
  window.addEventListener("resize", measure);
  measure();
}
