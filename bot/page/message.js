// One message to nodes: its bubble, and what stands beside and under it.

import { h, link, rich, safe } from './richtext.js';
import { word } from './words.js';

const THUMB = /^\s*(👍|👎)\S*\s*/;
const SOURCE = /\n(?:来源：|依据：|Source: |Based on: ).*\n?/g;

/** The address of something of this server; undefined for any other: the page loads nothing from elsewhere. */
function own(address) {
  const url = safe(address, document.baseURI);
  return url && new URL(url).origin === window.location.origin ? url : undefined;
}

function picture({ url, alt }, act) {
  const src = own(url);
  const name = alt || word('image');
  if (!src) return h('p', 'text', name);
  return h('button', { className: 'picture', type: 'button', title: word('enlarge'), onclick: () => act.enlarge(src, name) },
    h('img', { src, alt: name }));
}

function place({ latitude, longitude, title, address }) {
  const name = encodeURIComponent(title || address || '');
  return h('div', 'place', h('strong', {}, title || ''), h('span', 'small', address || ''), h('div', 'map'),
    h('div', 'row',
      link(`geo:${+latitude},${+longitude}?q=${+latitude},${+longitude}(${name})`, word('geo')),
      link(`https://uri.amap.com/marker?position=${+longitude},${+latitude}&name=${name}&coordinate=wgs84`, word('map'))));
}

function attachment({ url, name, size }) {
  const shown = size < 1048576 ? `${Math.ceil(size / 1024)} KB` : `${(size / 1048576).toFixed(1)} MB`;
  const href = own(url);
  return h(href ? 'a' : 'div', href ? { className: 'file', href, download: name, title: word('download') } : 'file',
    h('span', {}, name, h('span', 'small', size >= 0 ? shown : '')));
}

function control({ text, data, url }, message, act) {
  const [all, thumb] = THUMB.exec(text) || [''];
  const label = h('span', {}, text.slice(all.length));
  const address = url && safe(url, document.baseURI);
  const node = address ? link(address, label) : h('button', { type: 'button', 'data-data': data }, label);
  if (!address) node.onclick = () => act.tap(message.id, data, node);
  if (thumb) {
    node.className = thumb === '👎' ? 'thumb down' : 'thumb';
    node.prepend(h('i', {}));
    if (!label.textContent) node.setAttribute('aria-label', word(thumb === '👎' ? 'bad' : 'good'));
  }
  return node;
}

/** The lines that say where an answer comes from, as entities. */
const sources = ({ from, text }) => from === 'me' ? [] : [...text.matchAll(SOURCE)]
  .map(({ 0: line, index }) => ({ type: 'source', offset: index, length: line.length }));

/** Draw a message into `node`. `state` is "sent", "pending" or "failed"; `act` has tap, retry and enlarge. */
export function draw(node, { message, state }, act) {
  const { from, text, image, location, file } = message;
  const bubble = h('div', { className: 'bubble', dir: 'auto' });
  const thumbs = h('div', 'thumbs');
  const rows = (message.buttons || []).map(row => h('div', 'row', ...row.map(button => control(button, message, act))));
  rows.forEach(row => thumbs.append(...row.querySelectorAll('.thumb')));
  const buttons = rows.filter(row => row.firstChild);
  if (image) bubble.append(picture(image, act));
  if (text || !(image || location || file || buttons.length)) {
    const part = h('div', 'text');
    if (text) rich(part, text, [...message.entities || [], ...sources(message)]);
    else part.append(word('empty'));
    bubble.append(part);
  }
  if (location) bubble.append(place(location));
  if (file) bubble.append(attachment(file));
  if (buttons.length) bubble.append(h('div', 'buttons', ...buttons));
  bubble.classList.toggle('bare', Boolean(image) && !bubble.children[1]);
  bubble.classList.toggle('wide', Boolean(location || buttons.length || (image && text)));
  node.className = `message ${from}`;
  node.replaceChildren(
    h('img', { className: 'avatar', src: from === 'me' ? 'page/me.svg' : 'page/icon.svg', alt: '' }),
    h('span', 'hidden', word(from)),
    h('div', 'body', bubble, thumbs),
  );
  if (from === 'me') {
    const about = { className: `tick ${state}`, title: word(state), 'aria-label': word(state) };
    node.append(state === 'failed'
      ? h('button', { ...about, type: 'button', onclick: () => act.retry(message.client) })
      : h('span', { ...about, role: 'img' }));
  }
}
