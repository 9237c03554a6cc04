// What is drawn from what the desk tells: points for clusters and settlements, areas for what is known no finer.

import type { Seen } from "./map-ask";
import { iconOf, nameIcon } from "./map-icons";

const CORNERS = 48;
const KM_PER_DEGREE = 111.32;

export interface Drawn {
  points: GeoJSON.FeatureCollection;
  areas: GeoJSON.FeatureCollection;
  icons: Set<string>;
}

/** Every feature keeps the number of what it shows; `dot` is a single claim at its settlement. */
export function shapesOf(seen: Seen): Drawn {
  const points: GeoJSON.Feature[] = [];
  const areas: GeoJSON.Feature[] = [];
  const icons = new Set<string>();
  seen.features.forEach(({ geometry, properties: what }, number) => {
    const at: GeoJSON.Point = { type: "Point", coordinates: geometry.coordinates };
    const told: GeoJSON.GeoJsonProperties = { number, count: what.count, todo: what.todo > 0 };
    if (what.kind === "spot" && what.place) {
      told.name = nameIcon(what.place);
      icons.add(told.name);
    }
    const isArea = what.kind === "spot" && (what.area !== null || what.reach !== null);
    if (what.kind === "spot" && isArea) {
      if (what.count === 1) points.push({ type: "Feature", geometry: at, properties: told });
      areas.push({ type: "Feature", geometry: what.area ?? around(at, what.reach ?? 0), properties: told });
    }
    if (what.kind === "cluster" || what.count > 1) {
      const icon = iconOf(what);
      icons.add(icon);
      points.push({ type: "Feature", geometry: at, properties: { ...told, icon } });
    } else if (!isArea) points.push({ type: "Feature", geometry: at, properties: { ...told, dot: true } });
  });
  return {
    points: { type: "FeatureCollection", features: points },
    areas: { type: "FeatureCollection", features: areas },
    icons,
  };
}

/** A circle of so many kilometres, on the Earth's surface. */
function around(middle: GeoJSON.Point, km: number): GeoJSON.Polygon {
  const [lon = 0, lat = 0] = middle.coordinates;
  const tall = km / KM_PER_DEGREE;
  const wide = tall / Math.max(Math.cos((lat * Math.PI) / 180), 0.02);
  const corners = Array.from({ length: CORNERS + 1 }, (_, number) => {
    const turn = ((number % CORNERS) / CORNERS) * 2 * Math.PI;
    return [lon + wide * Math.cos(turn), Math.max(-90, Math.min(90, lat + tall * Math.sin(turn)))];
  });
  return { type: "Polygon", coordinates: [corners] };
}
