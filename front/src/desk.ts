// The desk's own script. Without it every action works as a plain form.

import "htmx.org";

import { watchAnswers } from "./busy";
import { complete } from "./complete";
import { closeForms, listenToKeys, offerHelp, press } from "./keys";
import { lightUp, showWords } from "./light";
import { offerPins } from "./pin";
import { explainRules } from "./rules";
import { watchSelection } from "./select";

let opened = performance.now();
const fields = new WeakMap<HTMLFormElement, number>(); // when the form of a field was put into its claim

/** How long the claim was looked at, or the field's form was open, goes with the decision. */
function measureTime(): void {
  const fill = (event: Event): void => {
    const form = event.target as HTMLFormElement;
    form.querySelectorAll<HTMLInputElement>("[data-seconds]").forEach((input) => {
      input.value = ((performance.now() - (fields.get(form) ?? opened)) / 1000).toFixed(1);
    });
  };
  document.addEventListener("submit", fill, { capture: true });
}

/** A box that ticks all of its name on the page. */
function tickAll(): void {
  document.querySelectorAll<HTMLInputElement>("[data-ticks]").forEach((box) => {
    box.hidden = false;
    box.addEventListener("change", () => {
      document
        .querySelectorAll<HTMLInputElement>(`input[name="${box.dataset.ticks}"]`)
        .forEach((one) => (one.checked = box.checked));
    });
  });
}

/** On a phone the links of the bar are one line: the page's own comes into view. */
function showWhere(): void {
  const link = document.querySelector<HTMLElement>(".bar nav [aria-current]");
  if (link?.parentElement) link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.offsetLeft - 16;
}

/** Makes a page ready that was loaded, or put in the place of another; or only a form that was put into a claim. */
function ready(slot: HTMLElement | null): void {
  if (slot) {
    complete(slot);
    offerPins(slot);
    slot.querySelectorAll("form").forEach((form) => fields.set(form, performance.now()));
    const field = slot.querySelector<HTMLElement>("select, input:not([type=hidden]), textarea");
    field?.focus();
    if (field instanceof HTMLInputElement) field.select(); // what is typed takes the place of the draft
    return;
  }
  opened = performance.now();
  complete(document);
  offerPins(document);
  offerHelp();
  showWhere();
  tickAll();
  const chosen = document.querySelector<HTMLElement>(".claim.chosen");
  const cell = chosen?.querySelector<HTMLElement>("[data-cell]");
  if (cell) showWords(cell);
  const sentence = document.querySelector<HTMLElement>("[data-opened] select");
  if (sentence) sentence.focus();
  else if (chosen) {
    chosen.scrollIntoView({ block: "start" });
    chosen.focus({ preventScroll: true });
  } else document.querySelector<HTMLElement>("#main")?.focus({ preventScroll: true });
}

lightUp();
explainRules();
watchSelection();
listenToKeys();
measureTime();
watchAnswers(ready, press);
closeForms();
ready(null);
