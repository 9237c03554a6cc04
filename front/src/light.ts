// Words and cells light up together: focus or pointer on one shows the other.

const partsOf = (key: string): NodeListOf<Element> =>
  document.querySelectorAll(`[data-cell="${key}"], mark[data-cells~="${key}"]`);

function keysOf(part: HTMLElement): string[] {
  return part.dataset.cell ? [part.dataset.cell] : (part.dataset.cells ?? "").split(" ").filter(Boolean);
}

function near(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>("[data-cell], mark[data-cells]") : null;
}

function light(part: HTMLElement, on: boolean): void {
  for (const key of keysOf(part)) partsOf(key).forEach((one) => one.classList.toggle("lit", on));
}

/** The words that a cell rests on come into view. */
export function showWords(cell: HTMLElement): void {
  const words = document.querySelector<HTMLElement>(`mark[data-cells~="${cell.dataset.cell}"]`);
  if (!words) return;
  const aside = words.closest("details");
  if (aside) aside.open = true;
  words.scrollIntoView({ block: "center" });
}

/** The first cell that words back comes into view and takes the focus. */
function showCell(words: HTMLElement): void {
  const cell = document.querySelector<HTMLElement>(`[data-cell="${keysOf(words)[0]}"]`);
  cell?.closest(".claim")?.scrollIntoView({ block: "nearest" });
  cell?.querySelector<HTMLElement>("a, summary")?.focus();
}

/** The words of a claim stand out while it is the one that is looked at. */
export function showClaim(claim: HTMLElement | null | undefined): void {
  const number = claim?.dataset.number;
  document.querySelectorAll<HTMLElement>("mark[data-cells]").forEach((words) => {
    words.classList.toggle("mine", number !== undefined && keysOf(words).some((key) => key.startsWith(`${number}-`)));
  });
}

export function lightUp(): void {
  document.addEventListener("focusin", (event) => {
    const claim = event.target instanceof Element ? event.target.closest<HTMLElement>(".claim") : null;
    if (claim) showClaim(claim);
  });

  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]] as const) {
    document.addEventListener(name, (event) => {
      const part = near(event);
      if (part) light(part, on);
    });
  }
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest<HTMLAnchorElement>(".value a");
    if (link) {
      event.preventDefault();
      const cell = link.closest<HTMLElement>("[data-cell]");
      if (cell) showWords(cell);
      return;
    }
    const words = target?.closest<HTMLElement>("mark[data-cells]");
    if (words && getSelection()?.isCollapsed !== false) showCell(words);
  });
}
