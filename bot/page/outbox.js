// What the page keeps between visits, and what was sent and is not yet acknowledged.

const PREFIX = 'jinyue.';
const DAY = 864e5;
let storage = {};

try {
  storage = window.localStorage || storage;
} catch { /* the browser forbids it: everything is forgotten with the page */ }

export const recall = key => storage[PREFIX + key] ?? null;

export function remember(key, value) {
  try {
    storage[PREFIX + key] = value;
  } catch { /* full */ }
}

// Each frame has its own key, so that two tabs don't overwrite each other's.
const frames = new Map();
Object.keys(storage).filter(key => key.startsWith(`${PREFIX}out.`))
  .flatMap(key => {
    try {
      return [JSON.parse(storage[key])];
    } catch {
      return []; // not ours, or cut short
    }
  })
  .sort((a, b) => a.at - b.at)
  .forEach(kept => frames.set(kept.frame.id, kept));

export const outbox = {
  keep(frame, failed = false) {
    const kept = { at: Date.now(), ...frames.get(frame.id), frame, failed };
    frames.set(frame.id, kept);
    remember(`out.${frame.id}`, JSON.stringify(kept));
  },
  drop(id) {
    frames.delete(id);
    delete storage[`${PREFIX}out.${id}`];
  },
  get: id => frames.get(id),
  all: () => [...frames.values()],
  /** The frames to send again, oldest first. Nobody wants yesterday's words and taps sent unasked: they count as failed. */
  waiting() {
    for (const { at, frame } of frames.values()) if (Date.now() - at > DAY) outbox.keep(frame, true);
    return outbox.all().filter(kept => !kept.failed).map(kept => kept.frame);
  },
};

/** A random UUID, also on plain http, where `randomUUID` is missing. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 15 | 64;
  bytes[8] = bytes[8] & 63 | 128;
  return Array.from(bytes, (byte, i) => ([4, 6, 8, 10].includes(i) ? '-' : '') + byte.toString(16).padStart(2, '0')).join('');
}
