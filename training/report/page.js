"use strict";
const form = document.getElementById("filter");
const rows = [...document.querySelectorAll("tr[data-table]")];
const parts = [...document.querySelectorAll("details.doc"), ...document.querySelectorAll("div.errors")];
function choose() {
  const want = [...new FormData(form)].filter(([, value]) => value);
  let seen = 0;
  for (const row of rows) {
    row.hidden = want.some(([key, value]) => row.dataset[key] !== value);
    if (!row.hidden) seen += 1;
  }
  for (const part of parts) part.hidden = !part.querySelector("tr[data-table]:not([hidden])");
  form.querySelector("output").value = `${seen} of ${rows.length}`;
}
function fold(open) {
  for (const part of document.querySelectorAll("details.doc")) part.open = open;
}
form.hidden = false;
form.addEventListener("change", choose);
form.addEventListener("reset", () => setTimeout(choose));
document.getElementById("fold").addEventListener("click", (event) => {
  const open = event.target.dataset.folded === "1";
  fold(open);
  event.target.dataset.folded = open ? "" : "1";
  event.target.textContent = open ? "fold all" : "open all";
});
for (const link of document.querySelectorAll(".matrix a")) {
  link.addEventListener("click", () => {
    form.reset();
    for (const key of ["table", "gold", "given"]) form.elements[key].value = link.dataset[key];
    choose();
    fold(true);
  });
}
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
});
choose();
