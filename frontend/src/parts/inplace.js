// A page fetched behind the page: a part of it takes the place of the part that is shown; what it has to say goes to the foot.

const COUNTED = [".tz-nav", ".tz-tabs"]; // what carries numbers around the page

/** The page at an address, parsed. Throws when it cannot be had, or when it leads to a sign-in. */
export async function fetchPage(address) {
  const reply = await fetch(address, { headers: { Accept: "text/html" }, redirect: "follow" });
  if (!reply.ok || reply.redirected) throw new Error(`${reply.status}`);
  return parse(await reply.text());
}

export function parse(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

/** Put the part `selector` of `page` where that part is now. Scripts and htmx learn of it by the event "arrived". */
export function put(page, selector) {
  const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
  document.getElementById("toasts")?.append(...page.querySelectorAll("#toasts > *"));
  if (!old || !fresh) return null;
  for (const counted of COUNTED) document.querySelector(counted)?.replaceWith(...page.querySelectorAll(counted));
  const arrived = document.adoptNode(fresh);
  old.replaceWith(arrived);
  document.dispatchEvent(new CustomEvent("arrived", { detail: arrived }));
  return arrived;
}
