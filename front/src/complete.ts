// A name is completed while it is typed: a combobox after the ARIA pattern, filled by the desk.

interface Option {
  id: string;
  name: string;
  where?: string;
  feature?: string;
  type?: string;
  latitude?: number;
  longitude?: number;
}

const PAUSE = 150; // milliseconds after a key before the desk is asked
let made = 0;

function label(option: Option): string {
  return [option.name, option.where, option.feature ?? option.type].filter(Boolean).join(" · ");
}

class Combobox {
  private list = document.createElement("ul");
  private options: Option[] = [];
  private at = -1;
  private asked = 0;
  private timer = 0;

  constructor(private input: HTMLInputElement, private what: string) {
    this.list.id = `options-${++made}`;
    this.list.className = "options";
    this.list.role = "listbox";
    this.list.hidden = true;
    input.parentElement?.classList.add("completing");
    input.after(this.list);
    input.role = "combobox";
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = (event.target as Element).closest("li");
      if (row) this.take([...this.list.children].indexOf(row));
    });
  }

  private ask(): void {
    this.chosen("");
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const number = ++this.asked;
      const answer = await fetch(`/complete/${this.what}?q=${encodeURIComponent(this.input.value)}`);
      if (number === this.asked && answer.ok) this.show((await answer.json()) as Option[]);
    }, PAUSE);
  }

  private show(options: Option[]): void {
    this.options = options;
    this.at = -1;
    this.list.replaceChildren(
      ...options.map((option, number) => {
        const row = document.createElement("li");
        row.id = `${this.list.id}-${number}`;
        row.role = "option";
        row.textContent = label(option);
        return row;
      }),
    );
    this.open(options.length > 0);
  }

  private open(on: boolean): void {
    this.list.hidden = !on;
    this.input.setAttribute("aria-expanded", String(on));
  }

  private close(): void {
    this.open(false);
    this.input.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent): void {
    if (this.list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.take(this.at);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    }
  }

  private move(by: number): void {
    this.at = (this.at + by + this.options.length) % this.options.length;
    [...this.list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === this.at)));
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  private take(number: number): void {
    const option = this.options[number];
    if (!option) return;
    this.input.value = option.name;
    this.chosen(option.id);
    this.input.dispatchEvent(new CustomEvent("placed", { bubbles: true, detail: option }));
    this.close();
  }

  private chosen(id: string): void {
    const form = this.input.form;
    form?.querySelectorAll<HTMLInputElement>("input[type=radio][name=place_id]").forEach((one) => (one.checked = false));
    const hidden = form?.querySelector<HTMLInputElement>("[data-id]");
    if (hidden) hidden.value = id;
  }
}

export function complete(within: ParentNode): void {
  within
    .querySelectorAll<HTMLInputElement>("input[data-complete]")
    .forEach((input) => new Combobox(input, input.dataset.complete ?? ""));
}
