// Lists that open: one at a time, closed by Escape or a press elsewhere; the long list of categories can be sifted.

export function startPicks(root) {
  for (const list of root.querySelectorAll("[data-kinds]")) follow(list);
  if (root !== document) return;
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    // The place has been found while somebody looks through the long list: it stays as it is under the finger.
    if (event.detail.target.id === "kinds" && event.detail.target.querySelector("[data-kinds][open]")) event.detail.shouldSwap = false;
  });
  document.addEventListener("click", (event) => closeAll(event.target.closest("details.lg-pick, details.tz-menu")));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details.lg-pick[open], details.tz-menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  document.querySelectorAll("[data-all]").forEach((all) => all.addEventListener("change", () => {
    all.closest("table").querySelectorAll("[name=pick]").forEach((one) => (one.checked = all.checked));
  }));
}

function closeAll(but) {
  document.querySelectorAll("details.lg-pick[open], details.tz-menu[open]").forEach((one) => one !== but && (one.open = false));
}

/** The chip that opens the long list wears the name of what was chosen in it. */
function follow(list) {
  const chip = list.querySelector("summary");
  const name = () => {
    const chosen = list.querySelector("input:checked");
    chip.textContent = chosen ? list.querySelector(`label[for="${chosen.id}"]`).textContent : chip.dataset.word;
    chip.classList.toggle("is-on", Boolean(chosen));
    return chosen;
  };
  name();
  // On a phone it would open behind the foot of the page, and the press would seem to do nothing.
  list.addEventListener("toggle", () => {
    if (list.open && matchMedia("(max-width: 700px)").matches) list.scrollIntoView({ block: "start" });
  });
  list.closest(".tz-chips").addEventListener("change", (event) => {
    if (event.target.name === "category" && name() === event.target) list.open = false;
  });
  list.querySelector("[data-sift]")?.addEventListener("input", (event) => sift(list, event.target.value.trim().toLowerCase()));
}

function sift(list, wanted) {
  for (const one of list.querySelectorAll("[data-find]")) one.hidden = !one.dataset.find.toLowerCase().includes(wanted);
  for (const group of list.querySelectorAll("fieldset")) group.hidden = !group.querySelector("[data-find]:not([hidden])");
}
