// The desk's own script. Without it every action works as a plain form.

import { complete } from "./complete";
import { listenToKeys } from "./keys";
import { lightUp, showWords } from "./light";
import { watchSelection } from "./select";

const opened = performance.now();

/** How long the claim was looked at goes with the decision. */
function measureTime(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    form.querySelectorAll<HTMLInputElement>("[data-seconds]").forEach((input) => {
      input.value = ((performance.now() - opened) / 1000).toFixed(1);
    });
  });
}

/** A box that ticks all of its name on the page. */
function tickAll(): void {
  document.querySelectorAll<HTMLInputElement>("[data-ticks]").forEach((box) => {
    box.hidden = false;
    box.addEventListener("change", () => {
      document.querySelectorAll<HTMLInputElement>(`input[name="${box.dataset.ticks}"]`).forEach((one) => (one.checked = box.checked));
    });
  });
}

lightUp();
watchSelection();
complete();
listenToKeys();
measureTime();
tickAll();
const chosen = document.querySelector<HTMLElement>(".claim.chosen");
const cell = chosen?.querySelector<HTMLElement>("[data-cell]");
if (cell) showWords(cell);
chosen?.focus();
