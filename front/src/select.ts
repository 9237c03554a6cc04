// Words that are selected in the text become a value's evidence, or a missed claim's trigger. Offsets are code points.

interface Words {
  start: number;
  end: number;
  quote: string;
}

function offset(node: Node, at: number): number | null {
  const piece = (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>("[data-at]");
  if (!piece) return null;
  const range = document.createRange();
  range.selectNodeContents(piece);
  range.setEnd(node, at);
  return Number(piece.dataset.at) + [...range.toString()].length;
}

/** What is selected in the report's text, null where nothing is. */
export function selected(): Words | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!document.querySelector("[data-text]")?.contains(range.commonAncestorContainer)) return null;
  const quote = range.toString();
  const start = offset(range.startContainer, range.startOffset);
  const end = offset(range.endContainer, range.endOffset);
  if (start === null || end === null || end <= start) return null;
  const before = quote.length - quote.trimStart().length;
  const behind = quote.length - quote.trimEnd().length;
  return { start: start + before, end: end - behind, quote: quote.trim() };
}

function fill(form: Element, words: Words): void {
  form.querySelectorAll<HTMLInputElement>("[data-start]").forEach((input) => (input.value = String(words.start)));
  form.querySelectorAll<HTMLInputElement>("[data-end]").forEach((input) => (input.value = String(words.end)));
  form.querySelectorAll<HTMLElement>("[data-chosen]").forEach((told) => {
    told.hidden = false;
    told.textContent = `Words: “${words.quote}”`;
  });
}

export function watchSelection(): void {
  document.addEventListener("selectionchange", () => {
    const words = selected();
    if (!words) return;
    const open = document.querySelector(".slot form[data-edit]");
    const add = document.querySelector("form[data-add]");
    if (open) fill(open, words);
    if (add) fill(add, words);
  });
}
