// Numbers on the map: pictures that are made here, so that no server of letters is needed.

import type { Group, Spot } from "./map-ask";

export interface Colours {
  sea: string;
  land: string;
  line: string;
  ink: string;
  paper: string;
  todo: string;
  done: string;
}

export function coloursOf(root: HTMLElement): Colours {
  const style = getComputedStyle(root);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    sea: colour("sea"), land: colour("land"), line: colour("border"), ink: colour("ink"), paper: colour("paper"),
    todo: colour("event"), done: colour("go"),
  };
}

const SCALE = 2;
const STEPS = 12;
const LONGEST = 32; // letters of a name

const short = (count: number): string =>
  new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: count < 10_000 ? 1 : 0 }).format(count);

/** A picture's name says all that it shows. */
export function iconOf(what: Group | Spot): string {
  const todo = what.todo ? "todo" : "done";
  if (what.kind === "spot") return [what.reach || what.area ? "bare" : "disc", todo, 0, short(what.count)].join("|");
  return ["ring", todo, Math.round((what.precise / what.count) * STEPS), short(what.count), radius(what.count)].join("|");
}

const radius = (count: number): number => Math.round(12 + 3 * Math.log10(count));

/** The name of a place as a picture; one that is too long is cut. */
export const nameIcon = (name: string): string => `name|${[...name].slice(0, LONGEST).join("")}`;

/** Draws the picture of that name. */
export function drawIcon(name: string, colours: Colours): ImageData {
  if (name.startsWith("name|")) return drawName(name.slice(5), colours);
  const [kind, todo, share, label = "", wide] = name.split("|");
  const r = Number(wide ?? (kind === "disc" ? 11 : 9)) * SCALE;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * r + 4 * SCALE;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return new ImageData(1, 1);
  const middle = canvas.width / 2;
  const colour = todo === "todo" ? colours.todo : colours.done;
  if (kind === "ring") ring(pen, middle, r, colour, Number(share) / STEPS, colours);
  if (kind === "disc") fillDisc(pen, middle, r, colour, colours.paper);
  pen.font = `600 ${(kind === "ring" ? 11 + Math.min(r / SCALE - 13, 3) : 11) * SCALE}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  if (kind === "bare") {
    pen.strokeStyle = colours.paper;
    pen.lineWidth = 3 * SCALE;
    pen.strokeText(label, middle, middle + SCALE / 2);
  }
  pen.fillStyle = kind === "disc" ? colours.paper : colours.ink;
  pen.fillText(label, middle, middle + SCALE / 2, 2 * r);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function drawName(name: string, colours: Colours): ImageData {
  const canvas = document.createElement("canvas");
  const font = `${12 * SCALE}px system-ui, sans-serif`;
  const measuring = canvas.getContext("2d");
  if (!measuring) return new ImageData(1, 1);
  measuring.font = font;
  canvas.width = Math.ceil(measuring.measureText(name).width) + 8 * SCALE;
  canvas.height = 20 * SCALE;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return new ImageData(1, 1);
  pen.font = font;
  pen.textBaseline = "middle";
  pen.textAlign = "center";
  pen.strokeStyle = colours.land;
  pen.lineWidth = 3 * SCALE;
  pen.lineJoin = "round";
  pen.strokeText(name, canvas.width / 2, canvas.height / 2);
  pen.fillStyle = colours.ink;
  pen.fillText(name, canvas.width / 2, canvas.height / 2);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function circle(pen: CanvasRenderingContext2D, middle: number, r: number): void {
  pen.beginPath();
  pen.arc(middle, middle, r, 0, 2 * Math.PI);
}

function fillDisc(pen: CanvasRenderingContext2D, middle: number, r: number, colour: string, edge: string): void {
  circle(pen, middle, r);
  pen.fillStyle = colour;
  pen.fill();
  pen.strokeStyle = edge;
  pen.lineWidth = 1.5 * SCALE;
  pen.stroke();
}

/** The full part of the ring is the share that is known to the settlement; the rest is areas. */
function ring(
  pen: CanvasRenderingContext2D, middle: number, r: number, colour: string, share: number, colours: Colours,
): void {
  const wide = 4 * SCALE;
  circle(pen, middle, r);
  pen.globalAlpha = 0.92;
  pen.fillStyle = colours.paper;
  pen.fill();
  pen.strokeStyle = colour;
  pen.lineWidth = wide;
  pen.globalAlpha = 0.35;
  circle(pen, middle, r - wide / 2);
  pen.stroke();
  pen.globalAlpha = 1;
  pen.beginPath();
  pen.arc(middle, middle, r - wide / 2, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
  pen.stroke();
}
