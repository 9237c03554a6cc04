// What is in view as a list, so that nothing needs the mouse.

import { type Group, many, type Seen, type Spot } from "./map-ask";

const MOST = 40;

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name, text = "", className = "",
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function named(name: string): HTMLElement {
  const strong = element("strong");
  strong.append(element("bdi", name));
  return strong;
}

function groupItem(group: Group, closer: () => void): HTMLLIElement {
  const item = element("li");
  const button = element("button", "", "closer");
  button.type = "button";
  button.append(named(group.name), ` ${many(group.count)}`);
  button.addEventListener("click", closer);
  const parts = [`${group.precise.toLocaleString("en")} at their settlement`];
  if (group.count > group.precise) parts.push(`${(group.count - group.precise).toLocaleString("en")} by an area`);
  parts.push(`${group.todo.toLocaleString("en")} to decide`);
  item.append(button, " ", element("small", parts.join(", ")));
  if (group.href) {
    const link = element("a", "as a table");
    link.href = group.href;
    item.append(" ", link);
  }
  return item;
}

function spotItem(spot: Spot, number: number): HTMLLIElement {
  const item = element("li");
  item.id = `spot-${number}`;
  item.tabIndex = -1;
  const claims = element("ul");
  for (const claim of spot.claims) {
    const line = element("li");
    const link = element("a", claim.title);
    link.href = claim.href;
    const detail = element("small");
    detail.append(element("bdi", claim.detail));
    line.append(link, " ", detail, " ", element("small", claim.state, "state"));
    claims.append(line);
  }
  const known = spot.reach ? `${spot.known}: drawn ${spot.reach} km around` : spot.known;
  item.append(named(spot.name), " ", element("small", known), claims);
  return item;
}

/** Writes the list; `closer` is told the number of a group to look closer at. */
export function list(view: HTMLElement, seen: Seen, closer: (number: number) => void): void {
  const place = view.querySelector<HTMLElement>("[data-list]");
  const told = view.querySelector<HTMLElement>("[data-told]");
  if (!place || !told) return;
  const held = place.contains(document.activeElement);
  const all = seen.features.map((feature, number) => ({ what: feature.properties, number }));
  const groups = all.filter(({ what }) => what.kind === "cluster").sort((a, b) => b.what.count - a.what.count);
  const spots = all.filter(({ what }) => what.kind === "spot");
  const shown = [...groups, ...spots].slice(0, groups.length ? MOST : all.length);
  place.replaceChildren(
    ...shown.map(({ what, number }) =>
      what.kind === "cluster" ? groupItem(what, () => closer(number)) : spotItem(what, number),
    ),
  );
  const rest = all.length - shown.length;
  told.textContent =
    `${many(seen.claims)} in view` +
    (groups.length ? `, in ${many(groups.length, "group")}` : "") +
    (rest > 0 ? `; the first ${shown.length} are listed, look closer for more` : "");
  if (held) view.querySelector<HTMLElement>("h2")?.focus();
}
