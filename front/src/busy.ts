// While the desk answers, keys wait: a fast coder's next key is meant for the next claim.

let busy = false;
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

/** `ready` makes the new page, or a claim's new form, ready; then the keys that waited are pressed, until one of them asks the desk again. */
export function watchAnswers(ready: (slot: HTMLElement | null) => void, press: (key: string) => void): void {
  document.addEventListener("htmx:before:request", () => {
    busy = true;
    tellOffline(false);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    busy = false;
    ready(slotOf(event));
    for (let key = waiting.shift(); key !== undefined; key = busy ? undefined : waiting.shift()) press(key);
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
