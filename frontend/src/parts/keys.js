// Keys for those who work through lists: data-key on anything that can be pressed; J and K move through rows.

function typing(target) {
  return target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
}

function press(mark) {
  if (mark.matches("input[type=search], input[type=text], textarea")) return mark.focus();
  mark.click();
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  next.querySelector("a")?.focus();
  next.scrollIntoView({ block: "nearest" });
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    const mark = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (mark) {
      event.preventDefault();
      press(mark);
    } else if (key === "j" || key === "k") {
      move(key === "j" ? 1 : -1);
    } else if (key === "x") {
      document.activeElement?.closest("[data-row]")?.querySelector("[name=pick]")?.click();
    }
  });
}
