// The counter without a mouse: search as one types, pick with arrows, keys for every act. Every act is a form that works without this file.
"use strict";
(() => {
  const el = (id) => document.getElementById(id);
  const press = (key) => {
    const target = document.querySelector(`[data-key~="${key}"]:not([hidden])`);
    if (target) target.click();
    return Boolean(target);
  };

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // search
  const query = el("q"), found = el("found");
  let asked = 0, timer = 0;
  const choices = () => (found ? [...found.querySelectorAll("button")] : []);
  const choose = (index) => {
    const all = choices();
    if (!all.length) return;
    const at = Math.max(0, Math.min(all.length - 1, index));
    all.forEach((button, i) => button.classList.toggle("on", i === at));
    all[at].scrollIntoView({ block: "nearest" });
  };
  const chosen = () => choices().findIndex((button) => button.classList.contains("on"));
  const search = async () => {
    const text = query.value.trim(), turn = ++asked;
    const answer = await fetch(`${query.dataset.found}?q=${encodeURIComponent(text)}`).catch(() => null);
    if (!answer || !answer.ok || answer.redirected || turn !== asked) return;
    found.innerHTML = await answer.text();
    found.dataset.shown = text;
  };
  if (query) {
    query.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 80); });
    query.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!query.value.trim()) return;
      if (found.dataset.shown !== query.value.trim()) { clearTimeout(timer); await search(); }
      const button = choices()[Math.max(0, chosen())];
      if (button) button.click();
    });
    query.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!choices().length) return;
        event.preventDefault(); event.stopPropagation();
        choose(chosen() + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Escape" && query.value) {
        event.preventDefault(); event.stopPropagation();
        query.value = ""; asked += 1; found.innerHTML = "";
      }
    });
  }

  // lines
  const rows = () => [...document.querySelectorAll("#lines tr[data-line]")];
  const picked = () => rows().findIndex((row) => row.classList.contains("on"));
  const pick = (index) => {
    const all = rows();
    if (!all.length) return;
    const at = Math.max(0, Math.min(all.length - 1, index));
    all.forEach((row, i) => row.classList.toggle("on", i === at));
    all[at].scrollIntoView({ block: "nearest" });
    el("lines").focus({ preventScroll: true });
  };
  const change = (act) => {
    const row = rows()[picked()];
    if (row) row.querySelector(`button[value^="${act} "]`).click();
  };
  const acts = { "+": "more", "=": "more", "-": "less", Delete: "drop", Backspace: "drop" };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const writing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    const empty = event.target === query && !query.value;
    let done = true;
    if (event.key === "F2" && el("scan")) { el("scan").focus(); el("scan").select(); }
    else if (["F2", "F7", "F9", "F10", "Escape"].includes(event.key)) done = press(event.key);
    else if (event.key === "/" && query && !writing) { query.focus(); query.select(); }
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (!writing || empty)) pick(picked() + (event.key === "ArrowDown" ? 1 : -1));
    else if (acts[event.key] && (!writing || (empty && event.key !== "Backspace")) && picked() >= 0) change(acts[event.key]);
    else done = false;
    if (done) event.preventDefault();
  });
})();
