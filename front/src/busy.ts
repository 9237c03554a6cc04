// While the desk answers, keys wait: a fast coder's next key is meant for the next claim, or for the field that opens.

let busy = true; // until htmx has taken the page: a form that is sent sooner would load a page, and keys be lost
const waiting: string[] = [];

export const isBusy = (): boolean => busy;

export function hold(key: string): void {
  waiting.push(key);
}

function tellOffline(on: boolean): void {
  document.querySelectorAll<HTMLElement>("[data-offline]").forEach((told) => (told.hidden = !on));
}

/** The slot of a claim that a form was put into; null where a whole page came. */
function slotOf(event: Event): HTMLElement | null {
  const target = (event as CustomEvent<{ ctx?: { target?: unknown } }>).detail?.ctx?.target;
  return target instanceof HTMLElement && target.matches(".slot") ? target : null;
}

/** Keys that waited are pressed, until one of them asks the desk again. */
function pressWaiting(press: (key: string) => void): void {
  for (let key = waiting.shift(); key !== undefined; key = busy ? undefined : waiting.shift()) press(key);
}

/** What was typed while a form came goes into its field, in the place of what stands there, as if typed now. */
function typeWaiting(): void {
  const field = document.activeElement;
  const typed = waiting.splice(0).join("");
  if (!typed || !(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  field.value = typed;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** `ready` makes the new page, or a claim's new form, ready; then the keys that waited have their turn. */
export function watchAnswers(ready: (slot: HTMLElement | null) => void, press: (key: string) => void): void {
  document.addEventListener("htmx:after:process", () => {
    busy = false;
    pressWaiting(press);
  }, { once: true });
  document.addEventListener("htmx:before:request", () => {
    busy = true;
    tellOffline(false);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    busy = false;
    const slot = slotOf(event);
    ready(slot);
    if (slot) typeWaiting();
    else pressWaiting(press);
  });
  document.addEventListener("htmx:error", () => {
    busy = false;
    waiting.length = 0;
    tellOffline(true);
  });
}

/** From the moment a form is sent on, whatever is pressed waits for its answer. */
export function sending(): void {
  busy = true;
}
