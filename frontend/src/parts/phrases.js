// A quick phrase goes to the end of what was written; pressed again, it goes away.

export function startPhrases() {
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-phrase]");
    const field = chip && document.querySelector(chip.dataset.phrase);
    if (!field) return;
    const [phrase, comma] = [chip.textContent.trim(), document.documentElement.lang.startsWith("zh") ? "，" : ", "];
    const parts = field.value.split(comma).filter(Boolean);
    const on = !parts.includes(phrase);
    field.value = (on ? [...parts, phrase] : parts.filter((part) => part !== phrase)).join(comma);
    chip.setAttribute("aria-pressed", on);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
