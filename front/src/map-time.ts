// The timeline: bars, and two sliders (or a drag over the bars) that set the filter's days.

import { type Bin, many, setValue, type Summary, valueOf } from "./map-ask";

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 1000;
const TALL = 100;
const LEAST = 2;

export interface Timeline {
  show(summary: Summary): void;
}

/** `chosen` is told when the days in the form are others. */
export function openTimeline(section: HTMLElement, form: HTMLFormElement, chosen: () => void): Timeline | null {
  const picture = section.querySelector<SVGSVGElement>("[data-bars]") ?? addPicture(section);
  const brush = section.querySelector<HTMLElement>("[data-brush]");
  const from = section.querySelector<HTMLInputElement>("[data-from]");
  const to = section.querySelector<HTMLInputElement>("[data-to]");
  if (!picture || !brush || !from || !to) return null;
  let bins: Bin[] = [];

  const paint = (): void => {
    const [low, high] = [from.valueAsNumber, to.valueAsNumber];
    picture.querySelectorAll(".bar").forEach((bar, number) => bar.classList.toggle("on", number >= low && number <= high));
    tell(section, "from-day", from, bins[low]?.start ?? "");
    tell(section, "to-day", to, bins[high]?.end ?? "");
  };
  const set = (low: number, high: number): void => {
    const window = valueOf(form, "first") || valueOf(form, "last");
    const whole = low <= 0 && high >= bins.length - 1;
    setValue(form, "after", whole && !window ? "" : (bins[low]?.start ?? ""));
    setValue(form, "before", whole && !window ? "" : (bins[high]?.end ?? ""));
    from.valueAsNumber = low;
    to.valueAsNumber = high;
    paint();
    chosen();
  };
  from.addEventListener("input", () => set(from.valueAsNumber, Math.max(from.valueAsNumber, to.valueAsNumber)));
  to.addEventListener("input", () => set(Math.min(from.valueAsNumber, to.valueAsNumber), to.valueAsNumber));
  dragOver(picture, () => bins.length, set);

  return {
    show(summary) {
      bins = summary.bins;
      brush.hidden = bins.length < 2;
      drawBars(picture, bins, summary.size);
      from.max = to.max = String(Math.max(bins.length - 1, 0));
      const [after, before] = [valueOf(form, "after"), valueOf(form, "before")];
      const low = after ? bins.findIndex((bin) => bin.end >= after) : 0;
      const high = before ? bins.filter((bin) => bin.start <= before).length - 1 : bins.length - 1;
      from.valueAsNumber = low < 0 ? bins.length - 1 : low;
      to.valueAsNumber = Math.max(high, 0);
      paint();
      section.querySelector("[data-first]")?.replaceChildren(bins[0]?.start ?? "");
      section.querySelector("[data-last]")?.replaceChildren(bins.at(-1)?.end ?? "");
      section.querySelector("[data-size]")?.replaceChildren(summary.size);
      section.querySelector("[data-undated]")?.replaceChildren(summary.undated ? `${many(summary.undated)} without a day.` : "");
    },
  };
}

function tell(section: HTMLElement, name: string, slider: HTMLInputElement, day: string): void {
  slider.setAttribute("aria-valuetext", day);
  section.querySelector(`[data-${name}]`)?.replaceChildren(day);
}

function addPicture(section: HTMLElement): SVGSVGElement {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", `0 0 ${WIDE} ${TALL}`);
  made.setAttribute("preserveAspectRatio", "none");
  made.setAttribute("class", "bars");
  section.querySelector("h2")?.after(made);
  section.querySelector(":scope > .hint")?.remove();
  return made;
}

/** One picture, told in words: its bars are chosen by the sliders. */
function drawBars(picture: SVGSVGElement, bins: Bin[], size: string): void {
  const most = Math.max(...bins.map((bin) => bin.count), 1);
  const peak = bins.find((bin) => bin.count === most);
  picture.setAttribute("role", "img");
  picture.setAttribute(
    "aria-label",
    bins.length ? `Claims by their first day, a bar a ${size}; most in the ${size} of ${peak?.start}: ${most}` : "No claim has a day here",
  );
  const wide = WIDE / Math.max(bins.length, 1);
  picture.replaceChildren(
    ...bins.map((bin, number) => {
      const bar = document.createElementNS(SVG, "rect");
      const tall = bin.count ? Math.max((TALL * bin.count) / most, LEAST) : 0;
      const told = { x: number * wide, width: wide, y: TALL - tall, height: tall, class: "bar" };
      for (const [name, value] of Object.entries(told)) bar.setAttribute(name, String(value));
      return bar;
    }),
  );
}

function dragOver(picture: SVGSVGElement, count: () => number, set: (low: number, high: number) => void): void {
  let begun: number | null = null;
  const at = (event: PointerEvent): number => {
    const box = picture.getBoundingClientRect();
    return Math.max(0, Math.min(count() - 1, Math.floor(((event.clientX - box.left) / box.width) * count())));
  };
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !count()) return;
    begun = at(event);
    picture.setPointerCapture(event.pointerId);
    set(begun, begun);
    event.preventDefault();
  });
  picture.addEventListener("pointermove", (event) => {
    if (begun !== null) set(Math.min(begun, at(event)), Math.max(begun, at(event)));
  });
  for (const name of ["pointerup", "pointercancel"]) picture.addEventListener(name, () => (begun = null));
}
