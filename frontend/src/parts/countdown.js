// Keeps the words of running countdowns true while a page stands open. The server drew them; only the word changes here.
import { word } from "./words.js";

const MINUTE = 60_000;

/** Two units at most: "50 min", "3 h 10 min", "1 d 2 h"; from three days on, what is left is told in days. */
export function inWords(milliseconds, late = false) {
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 1) return word("moment");
  if (minutes < 60) return word("minutes", minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return [word("hours", hours), minutes % 60 ? word("after", minutes % 60) : ""].filter(Boolean).join(" ");
  const days = Math.floor(hours / 24);
  const daysOnly = days >= (late ? 10 : 3) || hours % 24 === 0;
  return [word("days", days), daysOnly ? "" : word("hours", hours % 24)].filter(Boolean).join(" ");
}

function refresh() {
  for (const line of document.querySelectorAll(".tz-count [data-due]")) {
    const left = Date.parse(line.dataset.due) - Date.now();
    const count = line.closest(".tz-count");
    if (left < 0 && !count.classList.contains("tz-count--late")) fallDue(count, line);
    const text = line.querySelector("span");
    const now = inWords(Math.abs(left), left < 0);
    if (text && text.textContent !== now) text.textContent = now;
  }
}

/** The time ran out before the reader's eyes: say so in all three ways, as the server would. */
function fallDue(count, line) {
  count.className = count.className.replace(/tz-count--(later|week|soon|today)/, "tz-count--late");
  const mark = document.createElement("i");
  mark.textContent = word("late");
  line.prepend(mark, " ");
  const used = count.querySelector("progress");
  if (used) used.value = 100;
}

export function startCountdowns() {
  setInterval(refresh, 30_000);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}
