// Text and entities to nodes. Text only ever becomes text nodes: nothing here reads markup.

const TAGS = {
  bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre',
  text_link: 'a', url: 'a', phone_number: 'a', source: 'small',
};
const SCHEMES = ['http:', 'https:', 'tel:', 'mailto:', 'geo:'];
// Web addresses, landlines with their area code, mobiles, 400 numbers. Short numbers such as 110 need an entity.
// No lookbehind: phones still in use don't know it.
const FOUND = /https?:\/\/[^\s<>"“”‘’\u200b\u3000-\u303f\uff00-\uffef]+|0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4}/g;

/** A new element; `props` are its properties or attributes, or just its class. */
export function h(name, props, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(typeof props === 'string' ? { className: props } : props)) {
    if (key in node) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

/** An address that may be linked to, or undefined. */
export function safe(address, base) {
  try {
    const { protocol, href } = new URL(address, base);
    return SCHEMES.includes(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}

export const link = (href, ...children) =>
  h('a', /^http/.test(href) ? { href, target: '_blank', rel: 'noopener noreferrer' } : { href }, ...children);

const telephone = number => `tel:${number.replace(/[^\d+]/g, '')}`;

/** Append plain text, with what looks like an address or a telephone number as a link. */
function plain(parent, text) {
  let at = 0;
  for (const match of parent.closest('a, code, pre') ? [] : text.matchAll(FOUND)) {
    const web = match[0][0] === 'h';
    const found = web ? match[0].replace(/[.,;:!?)\]}*]+$/, '') : match[0];
    const end = match.index + found.length;
    // More digits around it: a card or an order number.
    if (!web && /[\d-]/.test((text[match.index - 1] || '') + (text[end] || ''))) continue;
    const address = web ? safe(found) : telephone(found);
    if (!address) continue;
    parent.append(text.slice(at, match.index), link(address, found));
    at = end;
  }
  if (at < text.length) parent.append(text.slice(at));
}

function wrapper({ type, url }, text, parent) {
  if (TAGS[type] !== 'a') return h(TAGS[type], {});
  const address = type === 'phone_number' ? telephone(text) : safe(url || (/^\w+:/.test(text) ? text : `https://${text}`));
  return address && !parent.closest('a') ? link(address) : h('span', {});
}

/** Append text[from, to) styled by entities that begin in it, in order; one that reaches beyond its parent is cut in two. */
function range(parent, text, from, to, entities) {
  let at = from;
  while (entities.length) {
    const entity = entities.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.end, to);
    if (start >= end) continue;
    const inside = [];
    while (entities.length && entities[0].offset < end) inside.push(entities.shift());
    entities.unshift(...inside.filter(other => other.end > end).map(other => ({ ...other, offset: end })));
    const node = wrapper(entity, text.slice(start, end), parent);
    plain(parent, text.slice(at, start));
    parent.append(node);
    range(node, text, start, end, inside);
    at = end;
  }
  plain(parent, text.slice(at, to));
}

/** Append `text` styled by `entities` in UTF-16 units to an element; entities that make no sense are left out. */
export function rich(parent, text, entities) {
  range(parent, text, 0, text.length, (entities || [])
    .filter(entity => entity && TAGS[entity.type] && entity.offset >= 0 && entity.length > 0)
    .slice(0, 200)
    .map(entity => ({ ...entity, end: entity.offset + entity.length }))
    .sort((a, b) => a.offset - b.offset || b.end - a.end));
}
