// The live day: the board is fetched anew every two seconds while it is looked at. Without this file the page reloads itself.
"use strict";
(() => {
  const board = document.querySelector("[data-live]");
  const renew = async () => {
    if (!document.hidden && !board.contains(document.activeElement)) {
      try {
        const answer = await fetch(board.dataset.live);
        if (answer.redirected) return location.reload();
        if (answer.ok) board.innerHTML = await answer.text();
      } catch { /* the next turn asks again */ }
    }
    setTimeout(renew, 2000);
  };
  setTimeout(renew, 2000);
})();
