// Everything works without this file; it saves clicks. Chosen filters are applied at once, "/" goes to the search,
// j and k walk through leads, p is the printer.
"use strict";
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.filter");
  if (form && event.target.type !== "search") form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.filter")) return;
  for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
});
if (window.matchMedia("(max-width: 800px)").matches && !location.search) {
  document.querySelector("details.asking")?.removeAttribute("open");
}
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form.filter :disabled")) field.disabled = false;
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const links = [...document.querySelectorAll("td.company a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "/") {
    const search = document.getElementById("q");
    if (search) { search.focus(); event.preventDefault(); }
  } else if (event.key === "j") {
    if (links.length) links[Math.min(at + 1, links.length - 1)].focus();
    else document.querySelector("a[rel=next]")?.click();
  } else if (event.key === "k") {
    if (links.length) links[Math.max(at - 1, 0)].focus();
    else document.querySelector("a[rel=prev]")?.click();
  }
});
// A table that is wider than a phone scrolls sideways: the keyboard must reach it (Safari does not see to that itself).
function reachable() {
  for (const wide of document.querySelectorAll(".leads.plain, .scroll")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    else wide.removeAttribute("tabindex");
  }
}
window.addEventListener("resize", reachable);
reachable();
