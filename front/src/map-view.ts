// The map itself: MapLibre over the desk's own borders. Nothing comes from elsewhere.

import {
  type GeoJSONSource, Map as GlMap, type MapMouseEvent, NavigationControl, ScaleControl, type StyleSpecification,
} from "maplibre-gl";

import type { Corners, Seen } from "./map-ask";
import { landOf, LOOKS, workHere } from "./map-base";
import { type Colours, coloursOf, drawIcon } from "./map-icons";
import { shapesOf } from "./map-shapes";

const NOTHING: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
const PRESSED = ["numbers", "dots", "areas", "outlines"];
const CLOSEST = 14;
const EVERYWHERE: Corners = [-150, -55, 160, 70];

export interface View {
  show(seen: Seen): void;
  fit(box: Corners): void;
  looked(): URLSearchParams;
  zoom(): number;
  leave(): void;
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

/**
 * Draws the map into `place`, over `box` unless the address says where; `place.dataset.drawn` counts how often. `moved`
 * is told when something else is in view, `pressed` which feature was chosen.
 */
export function openMap(
  place: HTMLElement, box: Corners | null, moved: () => void, pressed: (number: number) => void,
): View {
  workHere();
  let shown: Seen | null = null;
  let hasAreas = false;
  let told = true; // that what is shown is drawn
  let colours = coloursOf(place);
  const map = new GlMap({
    container: place, style: styleOf(colours), ...LOOKS, hash: "at", maxZoom: CLOSEST,
    bounds: box ?? EVERYWHERE, fitBoundsOptions: { padding: 40, maxZoom: 9 },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl());

  const draw = async (): Promise<void> => {
    if (!shown) return;
    const mine = shown;
    const { points, areas, icons } = shapesOf(mine);
    for (const icon of icons) if (!map.hasImage(icon)) map.addImage(icon, drawIcon(icon, colours), { pixelRatio: 2 });
    const given = [map.getSource<GeoJSONSource>("points")?.setData(points)];
    if (areas.features.length || hasAreas) given.push(map.getSource<GeoJSONSource>("areas")?.setData(areas));
    hasAreas = areas.features.length > 0;
    await Promise.all(given);
    if (mine !== shown) return;
    told = false;
    map.triggerRepaint();
  };
  const recolour = (): void => {
    colours = coloursOf(place);
    map.setStyle(styleOf(colours), { diff: false });
  };
  const tell = (): void => {
    const waits = place.dataset.drawn ? !(map.isSourceLoaded("points") && map.isSourceLoaded("areas")) : !map.loaded();
    if (told || waits) return;
    told = true;
    place.dataset.drawn = String(Number(place.dataset.drawn ?? 0) + 1);
  };
  map.on("render", tell);
  map.on("idle", tell);
  map.on("style.load", () => void draw());
  map.on("moveend", moved);
  map.on("error", (event) => (place.dataset.trouble = String(event.error?.message ?? event.error)));
  map.on("click", (event) => {
    const number = numberAt(map, event);
    if (number !== null) pressed(number);
  });
  map.on("mousemove", (event) => {
    const number = numberAt(map, event);
    const what = number === null ? undefined : shown?.features[number]?.properties;
    map.getCanvas().style.cursor = what ? "pointer" : "";
    map.getCanvas().title = what ? `${what.name}: ${what.count}` : "";
  });
  dark.addEventListener("change", recolour);

  return {
    show(seen) {
      shown = seen;
      if (map.isStyleLoaded() || map.getSource("points")) void draw();
    },
    fit(box) {
      map.fitBounds(box, { padding: 40, maxZoom: 12, duration: calm.matches ? 0 : 350 });
    },
    looked() {
      const bounds = map.getBounds();
      const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      return new URLSearchParams({ bbox: box.map((one) => one.toFixed(5)).join(), zoom: map.getZoom().toFixed(2) });
    },
    zoom: () => map.getZoom(),
    leave() {
      dark.removeEventListener("change", recolour);
      map.remove();
    },
  };
}

function numberAt(map: GlMap, event: MapMouseEvent): number | null {
  const layers = PRESSED.filter((layer) => map.getLayer(layer));
  const [top] = map.queryRenderedFeatures(event.point, { layers });
  return top ? Number(top.properties.number) : null;
}

function styleOf(colours: Colours): StyleSpecification {
  const tone = ["case", ["get", "todo"], colours.todo, colours.done];
  const land = landOf(colours);
  return {
    version: 8,
    sources: {
      ...land.sources,
      areas: { type: "geojson", data: NOTHING },
      points: { type: "geojson", data: NOTHING },
    },
    layers: [
      ...land.layers,
      { id: "areas", type: "fill", source: "areas", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": tone, "fill-opacity": 0.14 } },
      { id: "outlines", type: "line", source: "areas", paint: { "line-color": tone, "line-width": 1.2, "line-dasharray": [3, 2] } },
      { id: "dots", type: "circle", source: "points", filter: ["has", "dot"], paint: { "circle-radius": 5, "circle-color": tone, "circle-stroke-color": colours.paper, "circle-stroke-width": 1.5 } },
      { id: "numbers", type: "symbol", source: "points", filter: ["has", "icon"], layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", "count"] } },
      { id: "names", type: "symbol", source: "points", filter: ["has", "name"], layout: { "icon-image": ["get", "name"], "icon-anchor": "top", "icon-offset": [0, 8], "icon-padding": 4, "symbol-sort-key": ["-", 0, ["get", "count"]] } },
    ],
  } as StyleSpecification;
}
