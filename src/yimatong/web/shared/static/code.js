// The number in the ring, the fresh code when it is used up, and the voice. Without this file the page reloads itself.
"use strict";
(() => {
  const tick = (card) => {
    let left = Number(card.dataset.seconds);
    const shown = card.querySelector(".left-s");
    const timer = setInterval(() => {
      left -= 1;
      if (left >= 0) shown.textContent = String(left);
      if (left > 0 || document.hidden) return;
      clearInterval(timer);
      renew(card);
    }, 1000);
  };
  const renew = async (card) => {
    try {
      const answer = await fetch("/citizen/code/fresh", { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const made = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("code");
      card.replaceWith(made);
      tick(made);
    } catch {
      setTimeout(() => location.reload(), 5000);
    }
  };
  const card = document.getElementById("code");
  if (card) tick(card);
  if (!("speechSynthesis" in window)) return;
  for (const button of document.querySelectorAll("[data-say]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const speech = new SpeechSynthesisUtterance(button.dataset.say);
      speech.lang = document.documentElement.lang;
      speech.rate = 0.9;
      speechSynthesis.cancel();
      speechSynthesis.speak(speech);
    });
  }
})();
