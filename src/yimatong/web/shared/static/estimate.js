// Finds items as one types, and lets arrows and Enter pick. Without this file the button beside the box does the same.
"use strict";
(() => {
  const form = document.querySelector("form.est"), query = document.getElementById("q"), hits = document.getElementById("hits");
  const buttons = () => [...hits.querySelectorAll("button")];
  let asked = 0, timer = 0;
  const search = async () => {
    const text = query.value.trim(), turn = ++asked;
    const answer = await fetch(`${form.dataset.found}?q=${encodeURIComponent(text)}`).catch(() => null);
    if (!answer || !answer.ok || answer.redirected || turn !== asked) return;
    hits.innerHTML = (await answer.text()).trim();
    hits.dataset.shown = text;
  };
  query.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 120); });
  query.addEventListener("keydown", async (event) => {
    if (event.key === "Enter" && query.value.trim()) {
      event.preventDefault();
      if (hits.dataset.shown !== query.value.trim()) { clearTimeout(timer); await search(); }
      const first = buttons()[0];
      if (first) first.click();
    } else if (event.key === "ArrowDown" && buttons().length) {
      event.preventDefault(); event.stopPropagation();
      buttons()[0].focus();
    } else if (event.key === "Escape" && query.value) {
      event.preventDefault(); event.stopPropagation();
      query.value = ""; asked += 1; hits.innerHTML = "";
    }
  });
  document.addEventListener("keydown", (event) => {
    const back = event.key === "Escape" && document.querySelector('[data-key="Escape"]');
    if (back) back.click();
  });
  hits.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault(); event.stopPropagation();
    const all = buttons(), at = all.indexOf(document.activeElement) + step;
    (at < 0 ? query : all[Math.min(at, all.length - 1)]).focus();
  });
})();
