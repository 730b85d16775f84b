// Forms marked data-once: the pressed button says it is working and keeps its width, a second press does nothing,
// photos on their way go first. The request key stays in the form, so a retry is recognised as the same step.
import { uploadsDone } from "./upload.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

const PATIENCE = 30_000; // then the answer may be lost: it can be sent again, and the key sees to it that it counts once

/** Let the button say it is working, in its own place. Returns how to undo it. */
function working(button) {
  const before = [...button.childNodes];
  const width = button.getBoundingClientRect().width;
  button.style.setProperty("inline-size", `${width}px`);
  button.replaceChildren(word("sending"));
  button.setAttribute("aria-disabled", "true");
  return () => {
    button.replaceChildren(...before);
    button.style.removeProperty("inline-size");
    button.removeAttribute("aria-disabled");
  };
}

async function submitOnce(event) {
  const form = event.target;
  if (!form.matches("form[data-once]")) return;
  if (form.dataset.busy) return event.preventDefault();
  const button = event.submitter ?? form.querySelector("button:not([type=button])");
  form.dataset.busy = "1";
  const undo = button ? working(button) : () => {};
  form.addEventListener("released", () => release(form, undo), { once: true });
  window.addEventListener("pageshow", (shown) => shown.persisted && release(form, undo), { once: true });
  setTimeout(() => form.dataset.busy && release(form, undo), PATIENCE);
  if (form.dataset.ready || (navigator.onLine && !form.querySelector("[data-upload-url]"))) return;
  event.preventDefault();
  await new Promise((later) => setTimeout(later)); // a form cannot be submitted while its submit event is still going round
  const hindrance = !(await uploadsDone(form)) ? "failed" : !(await reachable()) ? "offline" : "";
  release(form, undo);
  if (hindrance) return toast(word(hindrance), true);
  form.dataset.ready = "1";
  form.requestSubmit(button?.form === form ? button : undefined);
  delete form.dataset.ready;
}

/** A browser that says it is offline may still reach an office's own server: ask, before the page and its words are risked. */
async function reachable() {
  if (navigator.onLine) return true;
  try {
    await fetch(location.href, { method: "HEAD", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

function release(form, undo) {
  delete form.dataset.busy;
  undo();
}

/** The browser's own print window. */
function print(event) {
  if (event.target.closest("[data-print]")) window.print();
}

/** Demonstration sign-ins: one press fills in the form. */
function fill(event) {
  const button = event.target.closest("[data-fill]");
  const form = document.querySelector("form[data-once]");
  if (!button || !form) return;
  form.elements.username.value = button.dataset.fill;
  form.elements.password.value = button.dataset.fillPassword;
  form.elements.password.focus();
}

export function startForms() {
  document.addEventListener("submit", submitOnce);
  document.addEventListener("click", fill);
  document.addEventListener("click", print);
  document.body.addEventListener("htmx:sendError", () => toast(word("offline"), true));
  document.body.addEventListener("htmx:responseError", () => toast(word("failed"), true));
  const net = () => document.querySelectorAll("[data-net]").forEach((mark) => (mark.hidden = navigator.onLine));
  window.addEventListener("online", net);
  window.addEventListener("offline", net);
  net();
}
