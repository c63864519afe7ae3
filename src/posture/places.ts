/** Which object of a manifest stands where, by what a check calls it. */

/** What is looked at of an object. A ConfigMap and a Secret do not say their kind: the list holds nothing else. */
interface Placed {
  kind?: string;
  metadata?: { namespace?: string; name?: string };
  place?: string;
}

interface Places {
  /** @param object `Deployment shop/web`, with or without its kind, and with whatever comes after it */
  of(object: string): string | undefined;
}

const nowhere: Places = { of: () => undefined };

/** A plane is judged by many checks, each of which sees up to a hundred objects. */
const known = new WeakMap<object, Places>();

export function placesOf(plane: unknown): Places {
  if (!Array.isArray(plane)) return nowhere;
  const found = known.get(plane);
  if (found) return found;
  const places = index(plane as Placed[]);
  known.set(plane, places);
  return places;
}

function index(objects: readonly Placed[]): Places {
  const placed = objects.filter(({ place }) => place !== undefined);
  if (placed.length === 0) return nowhere;
  const byName = new Map<string, string>();
  for (const { kind, metadata, place = '' } of placed) {
    const { namespace, name = '' } = metadata ?? {};
    const path = namespace ? `${namespace}/${name}` : name;
    for (const called of [path, ...(kind ? [`${kind} ${path}`, `${kind}/${name}`] : [])])
      if (!byName.has(called)) byName.set(called, place);
  }
  return {
    of(object) {
      // Whole first, then without what a check put behind or before the name.
      const words = object.split(/\s+/).map((word) => word.replace(/[,:;]$/, ''));
      for (let end = words.length; end > 0; end -= 1)
        for (let start = 0; start < Math.min(end, 2); start += 1) {
          const place = byName.get(words.slice(start, end).join(' '));
          if (place !== undefined) return place;
        }
      return undefined;
    },
  };
}
