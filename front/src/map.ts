// The map's own script: only the map's page loads it. Without it the page shows a picture and tables.

import { ask, asked, asker, many, type Seen, type Summary } from "./map-ask";
import { canDraw } from "./map-base";
import { list } from "./map-list";
import { openTimeline } from "./map-time";
import { openMap } from "./map-view";

const PAUSE = 60; // milliseconds: what changes faster is asked for once
const CLOSE = 10;
let leave: (() => void) | null = null;
let here: HTMLElement | null = null;

function open(root: HTMLElement, form: HTMLFormElement, place: HTMLElement): (() => void) | null {
  const find = (name: string): HTMLElement | null => root.querySelector(`[data-${name}]`);
  const trouble = (told: string): void => {
    const line = find("trouble");
    if (!line) return;
    line.hidden = !told;
    line.textContent = told;
  };
  if (!canDraw()) {
    trouble("This browser draws no map (WebGL is off): the page stays as it is without one.");
    return null;
  }
  const view = find("view");
  const time = find("time");
  const askSeen = asker<Seen>("/map/data");
  const askSummary = asker<Summary>("/map/days");
  let seen: Seen | null = null;
  const told: Summary = JSON.parse(root.dataset.summary ?? "null");
  let box = told.box;
  let waiting = 0;

  const tried = (work: Promise<unknown>): Promise<void> =>
    work.then(() => trouble(""), (error: unknown) => trouble(error instanceof Error ? error.message : String(error)));

  const closer = (number: number): void => {
    const what = seen?.features[number]?.properties;
    if (!what) return;
    if (what.kind === "spot") {
      const [only] = what.claims;
      if (only && what.claims.length === 1) location.assign(only.href);
      else document.querySelector<HTMLElement>(`#spot-${number}`)?.focus();
    } else if (what.box[0] === what.box[2] && what.box[1] === what.box[3] && what.href && map.zoom() >= CLOSE) {
      location.assign(what.href);
    } else map.fit(what.box);
  };
  const look = async (): Promise<void> => {
    if (!view || !root.isConnected) return;
    const found = await askSeen(new URLSearchParams([...asked(form), ...map.looked()]));
    if (!found || !root.isConnected) return;
    seen = found;
    map.show(found);
    list(view, found, closer);
  };
  const sum = async (): Promise<void> => {
    const found = await askSummary(asked(form));
    if (!found || !root.isConnected) return;
    box = found.box;
    summarise(root, found);
    timeline?.show(found);
  };
  /** What is in view comes first; then the sums, and then the map goes to where all is that is left. */
  const renew = async (fits: boolean): Promise<void> => {
    await look();
    await sum();
    if (fits && box) map.fit(box);
  };
  const update = (fits: boolean, pause = 0): void => {
    const query = asked(form).toString();
    history.replaceState(history.state, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
    offerDays(root, asked(form));
    clearTimeout(waiting);
    waiting = setTimeout(() => void tried(renew(fits)), pause);
  };
  const timeline = time && openTimeline(time, form, () => update(false, PAUSE));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update(true);
  });
  form.addEventListener("change", () => update(true));
  root.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="/map"]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(form, new URL(link.href).searchParams);
    update(link.dataset.closer === undefined);
    root.querySelector<HTMLElement>("h1")?.focus();
  });
  find("fit")?.addEventListener("click", () => box && map.fit(box));

  place.hidden = false;
  find("plain")?.setAttribute("hidden", "");
  for (const part of [view, find("steps")]) part?.removeAttribute("hidden");
  root.querySelector("h1")?.setAttribute("tabindex", "-1");
  const map = openMap(place, box, () => void tried(look()), closer);
  timeline?.show(told);
  offerDays(root, asked(form));
  void tried(look());
  return () => {
    clearTimeout(waiting);
    map.leave();
  };
}

/** What the filter leaves, in words and by country. */
function summarise(root: HTMLElement, told: Summary): void {
  const write = (name: string, text: string): void => root.querySelector(`[data-${name}]`)?.replaceChildren(text);
  write("total", many(told.claims));
  write("placed", told.placed.toLocaleString("en"));
  root.querySelector("[data-table]")?.setAttribute("href", `/queue?${told.query}`);
  root.querySelector("[data-none]")?.toggleAttribute("hidden", told.claims > 0);
  const rows = told.lands.map((land) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    const name = document.createElement(land.country ? "a" : "span");
    name.append(land.country ?? "none that is known");
    if (land.country) name.setAttribute("href", `/map?${land.query}`);
    head.append(name);
    row.append(head, ...[land.claims, land.placed].map((number) => {
      const cell = document.createElement("td");
      cell.className = "number";
      cell.textContent = number.toLocaleString("en");
      return cell;
    }));
    return row;
  });
  root.querySelector("[data-lands]")?.replaceChildren(...rows);
}

/** Links that narrow the timeline to the chosen days, widen it again, and let go of the days. */
function offerDays(root: HTMLElement, query: URLSearchParams): void {
  const [after, before] = [query.get("after"), query.get("before")];
  const offer = (name: string, on: boolean, changes: Record<string, string>): void => {
    const link = root.querySelector(`[data-${name}]`);
    const to = new URLSearchParams(query);
    for (const [key, value] of Object.entries(changes)) value ? to.set(key, value) : to.delete(key);
    link?.toggleAttribute("hidden", !on);
    link?.setAttribute("href", `/map?${to}`);
  };
  offer("closer", Boolean(after && before), { first: after ?? "", last: before ?? "" });
  offer("whole", query.has("first") || query.has("last"), { first: "", last: "" });
  offer("every", Boolean(after || before), { after: "", before: "" });
}

/** Opens the map of the page that is shown, and leaves that of a page that is gone. */
async function mount(): Promise<void> {
  const root = document.querySelector<HTMLElement>("[data-atlas]");
  if (root === here) return;
  leave?.();
  leave = null;
  here = root;
  const form = root?.querySelector<HTMLFormElement>("[data-ask]");
  const place = root?.querySelector<HTMLElement>("[data-map]");
  if (!root || !form || !place) return;
  await styled();
  if (here === root) leave = open(root, form, place);
}

/** The map takes its size and colours from its style, which a page that was put in another's place may still lack. */
async function styled(): Promise<void> {
  const style = document.querySelector<HTMLLinkElement>('link[href="/static/map.css"]');
  if (style && !style.sheet) {
    await new Promise((done) => ["load", "error"].forEach((name) => style.addEventListener(name, done, { once: true })));
  }
}

document.addEventListener("htmx:after:swap", () => void mount());
void mount();
