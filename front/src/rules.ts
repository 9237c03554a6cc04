// Where a "why" is opened, its rules are told with what they say: the end of the page has it, once for all claims.

/** What a rule says, as the page has it; nothing for one that the page does not tell. */
function said(name: string): Node[] {
  const names = [...document.querySelectorAll("[data-rules] dt")];
  const text = names.find((one) => one.textContent === name)?.nextElementSibling;
  return text ? [text.cloneNode(true)] : [];
}

export function explainRules(): void {
  const explain = (event: Event): void => {
    const opened = event.target as HTMLDetailsElement;
    const names = opened.open ? opened.querySelector<HTMLElement>(":scope > p.rules") : null;
    if (!names) return;
    const list = document.createElement("dl");
    list.className = "told";
    for (const name of (names.textContent ?? "").replace("rules: ", "").split(", ")) {
      const term = document.createElement("dt");
      term.textContent = name;
      list.append(term, ...said(name));
    }
    names.replaceWith(list);
  };
  document.addEventListener("toggle", explain, { capture: true }); // it does not bubble
}
