// What every map of the desk stands on: its own borders, in the page's colours.

import { setWorkerUrl, type StyleSpecification } from "maplibre-gl";

import type { Colours } from "./map-icons";

export const canDraw = (): boolean => document.createElement("canvas").getContext("webgl2") !== null;

export const LOOKS = {
  attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0, fadeDuration: 0,
} as const;

/** The style of a map without anything on it. */
export function landOf(colours: Colours): StyleSpecification {
  return {
    version: 8,
    sources: { land: { type: "geojson", data: "/map/borders.json", maxzoom: 8, tolerance: 1 } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colours.sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colours.land, "fill-antialias": false } },
      { id: "borders", type: "line", source: "land", paint: { "line-color": colours.line, "line-width": 0.8 } },
    ],
  };
}

/** What MapLibre works out beside the page comes from the desk, too. */
export const workHere = (): void => setWorkerUrl("/static/map-worker.js");
