// Everything by keys: decide, go on, change a field, look at words.

import { hold, isBusy, sending } from "./busy";
import { showWords } from "./light";
import { selected } from "./select";

const FIELDS: Record<string, string> = {
  t: "sub_event_type", s: "status", d: "date", p: "place", "1": "actor1", "2": "actor2", k: "deaths", i: "injured",
  o: "sources", n: "notes",
};
const ACTS: Record<string, string> = { a: "accept", r: "reject", f: "flag", s: "skip" };
let awaitsField = false;

const claims = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".claim")];

function current(): HTMLElement | undefined {
  const focused = document.activeElement?.closest<HTMLElement>(".claim");
  return focused ?? document.querySelector<HTMLElement>(".claim.chosen") ?? claims()[0];
}

function go(by: number): void {
  const all = claims();
  const here = current();
  const next = all[here && here === document.activeElement?.closest(".claim") ? all.indexOf(here) + by : by > 0 ? 0 : all.length - 1];
  document.querySelectorAll(".claim.chosen").forEach((one) => one.classList.remove("chosen"));
  next?.classList.add("chosen");
  next?.focus();
}

function decide(act: string): void {
  const form = current()?.querySelector<HTMLFormElement>(`form[data-act="${act}"]`);
  if (!form) return;
  sending();
  form.requestSubmit();
}

function change(letter: string): void {
  const row = current()?.querySelector<HTMLElement>(`tr[data-field="${FIELDS[letter]}"]`);
  row?.querySelector<HTMLElement>("a[data-changes]")?.click();
}

/** Closes the form that the focus is in; false where it is in none. */
function close(target: HTMLElement | null): boolean {
  const slot = target?.closest<HTMLElement>(".slot");
  if (!slot?.firstElementChild) return false;
  slot.replaceChildren();
  (slot.closest("li")?.querySelector<HTMLElement>("a[data-overturns]") ?? current())?.focus();
  return true;
}

function words(): void {
  const cell = document.activeElement?.closest<HTMLElement>("[data-cell]") ?? current()?.querySelector<HTMLElement>("[data-cell]");
  if (cell) showWords(cell);
}

function missed(): void {
  const details = document.querySelector<HTMLDetailsElement>("form[data-add] details");
  if (!details) return;
  details.open = true;
  details.querySelector<HTMLElement>(selected() ? "select" : "input")?.focus();
}

/** What became of the sentence whose words are selected is overturned; without a selection all of them are shown. */
function overturn(): void {
  const fates = document.querySelector<HTMLDetailsElement>(".dispositions");
  const at = selected()?.start ?? -1;
  const row = [...(fates?.querySelectorAll<HTMLElement>("li[data-from]") ?? [])].find(
    (one) => Number(one.dataset.from) <= at && at < Number(one.dataset.to),
  );
  if (fates) fates.open = true;
  const link = (row ?? fates)?.querySelector<HTMLElement>("a[data-overturns]");
  link?.focus();
  if (row) link?.click();
}

function help(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#help");
  if (dialog && !dialog.open) dialog.showModal();
}

export function press(key: string): boolean {
  if (awaitsField) {
    awaitsField = false;
    change(key);
    return key in FIELDS;
  }
  const act = ACTS[key];
  if (act) decide(act);
  else if (key === "j") go(1);
  else if (key === "k") go(-1);
  else if (key === "e") awaitsField = true;
  else if (key === "w") words();
  else if (key === "m") missed();
  else if (key === "o") overturn();
  else if (key === "?") help();
  else if (key === "q") location.assign("/queue");
  else if (key === "/") document.querySelector<HTMLElement>('[data-focus="/"]')?.focus();
  else {
    const marked = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    marked?.click();
    return marked !== null;
  }
  return true;
}

export function listenToKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (event.key === "Escape" && close(target)) return;
    if (target?.closest("input, textarea, select, dialog")) return;
    if (event.key.length !== 1) return;
    if (isBusy()) {
      hold(event.key);
      event.preventDefault();
    } else if (press(event.key)) event.preventDefault();
  });
}

/** Forms that were put into a claim are closed without asking the desk. */
export function closeForms(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-closes]") : null;
    if (link && close(link)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, { capture: true });
}

export function offerHelp(): void {
  document.querySelectorAll<HTMLElement>("[data-opens=help]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", help);
  });
}
