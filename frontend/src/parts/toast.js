// Short words at the foot of the page. Good news goes by itself; a warning stays until it is closed.
import { icon, word } from "./words.js";

const STAY = 6_000;

/** Show a sentence; `stop` for what went wrong. */
export function toast(text, stop = false) {
  const line = document.createElement("p");
  line.className = stop ? "tz-toast is-stop" : "tz-toast";
  const said = document.createElement("span");
  said.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "tz-tap";
  close.dataset.close = "";
  close.setAttribute("aria-label", word("close"));
  close.append(icon("x"));
  line.append(icon(stop ? "warn" : "check"), said, close);
  document.getElementById("toasts")?.append(line);
  leaveLater(line);
}

function leaveLater(line) {
  if (!line.classList.contains("is-stop")) setTimeout(() => line.remove(), STAY);
}

export function startToasts() {
  document.querySelectorAll(".tz-toast").forEach(leaveLater);
  document.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest(".tz-toast")?.remove());
}
