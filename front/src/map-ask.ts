/// <reference types="geojson" />
// What the map asks the desk: the filter stands in the page's form, and in the address.

export interface Told {
  id: number;
  title: string;
  detail: string;
  state: string;
  href: string;
}

export interface Group {
  kind: "cluster";
  name: string;
  count: number;
  precise: number;
  todo: number;
  box: Corners;
  href: string;
}

export interface Spot {
  kind: "spot";
  name: string;
  place: string;
  known: string;
  count: number;
  todo: number;
  reach: number | null;
  area: GeoJSON.Geometry | null;
  claims: Told[];
}

export type Corners = [west: number, south: number, east: number, north: number];

export interface Seen {
  claims: number;
  features: { geometry: { coordinates: [number, number] }; properties: Group | Spot }[];
}

export interface Bin {
  start: string;
  end: string;
  count: number;
}

export interface Summary {
  query: string;
  claims: number;
  placed: number;
  box: Corners | null;
  size: string;
  bins: Bin[];
  undated: number;
  lands: { country: string | null; claims: number; placed: number; query: string }[];
}

/** What the form asks for, without what it leaves open. */
export function asked(form: HTMLFormElement): URLSearchParams {
  const told = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value && !(name === "state" && value === "open")) told.set(name, value);
  }
  return told;
}

/** Makes the form ask for what an address asks for. */
export function ask(form: HTMLFormElement, query: URLSearchParams): void {
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || !field.name) continue;
    const value = query.get(field.name) ?? (field.name === "state" ? "open" : "");
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value !== "";
    else if (field instanceof HTMLSelectElement && value && ![...field.options].some((one) => one.value === value)) {
      field.add(new Option(value, value, true, true));
    } else field.value = value;
  }
}

export function valueOf(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field.value : "";
}

export function setValue(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}

/** The desk's answer. A newer question of the same asker takes the place of one that is not answered yet. */
export function asker<Answer>(path: string): (query: URLSearchParams) => Promise<Answer | null> {
  let asking: AbortController | null = null;
  return async (query) => {
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(`${path}?${query}`, { signal: mine.signal, headers: { Accept: "application/json" } });
      // A visitor who is signed out is led to another page.
      if (!answer.headers.get("content-type")?.startsWith("application/json")) throw new Error("Load the page anew.");
      const told = await answer.json();
      if (!answer.ok) throw new Error(`${told.message} ${told.advice}`);
      return told as Answer;
    } catch (error) {
      if (mine.signal.aborted) return null;
      throw error instanceof TypeError ? new Error("The desk does not answer. Is it still running?") : error;
    }
  };
}

export const many = (count: number, word = "claim"): string =>
  `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
