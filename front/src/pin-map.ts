// The map of a place's form: its pin is dragged, or moved by arrow keys, and the form's coordinates follow; and back.

import { LngLat, Map as GlMap, Marker, NavigationControl, ScaleControl } from "maplibre-gl";

import { canDraw, landOf, LOOKS, workHere } from "./map-base";
import { coloursOf } from "./map-icons";

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};
const STEP = 8; // pixels; one with Shift
const NEAR = 8; // the zoom at which a known place is shown
const EDGE = 24; // pixels that the pin keeps from the map's edge
const DIGITS = 5; // of a degree: about a metre
const dark = matchMedia("(prefers-color-scheme: dark)");

/** A point, null where it is none on the Earth. */
function point(latitude: string | undefined, longitude: string | undefined): LngLat | null {
  const [lat, lon] = [latitude, longitude].map((told) => (told?.trim() ? Number(told) : NaN));
  if (lat === undefined || lon === undefined || !(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) return null;
  return new LngLat(lon, lat);
}

/** The map's style is asked for with the first map. */
async function styled(): Promise<void> {
  let style = document.querySelector<HTMLLinkElement>('link[href="/static/map.css"]');
  if (!style) {
    style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = "/static/map.css";
    document.head.append(style);
  }
  if (style.sheet) return;
  await new Promise((done) => ["load", "error"].forEach((name) => style.addEventListener(name, done, { once: true })));
}

/** Opens the map of a place's form in `box`, which has its coordinates. */
export async function openPin(box: HTMLElement): Promise<void> {
  const form = box.closest("form");
  const place = box.querySelector<HTMLElement>("[data-pin-map]");
  const latitude = box.querySelector<HTMLInputElement>("input[name=latitude]");
  const longitude = box.querySelector<HTMLInputElement>("input[name=longitude]");
  if (!form || !place || !latitude || !longitude || !canDraw()) return;
  await styled();
  if (!box.isConnected) return;
  box.querySelectorAll<HTMLElement>("[data-with-map]").forEach((part) => (part.hidden = false));
  const stated = (): LngLat | null => point(latitude.value, longitude.value);
  const known = stated() ?? point(box.dataset.latitude, box.dataset.longitude);

  workHere();
  const map = new GlMap({
    container: place, style: landOf(coloursOf(place)), ...LOOKS, center: known ?? [20, 15], zoom: known ? NEAR : 0.5,
    maxZoom: 16,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl());

  const handle = document.createElement("button");
  handle.type = "button";
  handle.className = "pin";
  const pin = new Marker({ element: handle, draggable: true, anchor: "bottom" }).setLngLat(map.getCenter()).addTo(map);
  const tell = (): void => {
    const at = stated();
    const where = at ? `at ${at.lat}, ${at.lng}` : "not set";
    handle.setAttribute("aria-label", `Pin, ${where}. Arrow keys move it, with Shift a little.`);
    handle.classList.toggle("unset", !at);
  };
  const move = (to: LngLat): void => {
    const at = to.wrap();
    pin.setLngLat(at);
    [latitude.value, longitude.value] = [at.lat.toFixed(DIGITS), at.lng.toFixed(DIGITS)];
    tell();
  };
  const look = (at: LngLat): void => {
    pin.setLngLat(at);
    map.jumpTo({ center: at, zoom: Math.max(map.getZoom(), NEAR) });
    tell();
  };
  pin.on("drag", () => move(pin.getLngLat()));
  map.on("click", (event) => move(event.lngLat));
  handle.addEventListener("click", (event) => {
    event.stopPropagation();
    move(pin.getLngLat());
  });
  handle.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? 1 : STEP;
    const at = map.project(pin.getLngLat());
    move(map.unproject([at.x + way[0] * step, at.y + way[1] * step]));
    const now = map.project(pin.getLngLat());
    const size = map.getContainer();
    const inside = now.x > EDGE && now.y > EDGE && now.x < size.clientWidth - EDGE && now.y < size.clientHeight - EDGE;
    if (!inside) map.jumpTo({ center: pin.getLngLat() });
  });
  for (const input of [latitude, longitude]) {
    input.addEventListener("input", () => {
      const at = stated();
      if (at) look(at);
      else tell();
    });
  }
  /** Another place is chosen by its name: the pin goes there, and the coordinates are the place's own again. */
  const choose = (lat: string | undefined, lon: string | undefined): void => {
    latitude.value = longitude.value = "";
    const at = point(lat, lon);
    if (at) look(at);
    else tell();
  };
  form.addEventListener("placed", (event) => {
    const { latitude: lat, longitude: lon } = (event as CustomEvent<{ latitude?: number; longitude?: number }>).detail;
    choose(lat?.toString(), lon?.toString());
  });
  form.addEventListener("change", (event) => {
    const one = event.target;
    if (one instanceof HTMLInputElement && one.type === "radio") choose(one.dataset.latitude, one.dataset.longitude);
  });
  const recolour = (): void => void map.setStyle(landOf(coloursOf(place)), { diff: false });
  dark.addEventListener("change", recolour);
  new ResizeObserver((_, watching) => {
    if (place.isConnected) return;
    watching.disconnect();
    dark.removeEventListener("change", recolour);
    map.remove();
  }).observe(place);
  map.once("idle", () => (place.dataset.drawn = "1"));
  tell();
}
