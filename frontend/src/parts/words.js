// Words come from the page (templates/_partials/script_words.html), so a script speaks the reader's language.

/** The word called `name`, with {n} replaced. */
export function word(name, n) {
  const found = document.getElementById("tz-words")?.content.querySelector(`[data-w="${name}"]`);
  return (found?.textContent ?? "").replace("{n}", n ?? "");
}

/** An icon of the page's sheet. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "tz-i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}
