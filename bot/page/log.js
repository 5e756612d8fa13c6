// The conversation: which messages are shown, in what order, and where the person is looking.

import { draw } from './message.js';
import { h } from './richtext.js';
import { moment, word } from './words.js';

const PAUSE = 3e5; // a silence of five minutes gets a time line
const NEAR = 60; // pixels from the end that still count as the end

export class Log {
  entries = []; // {message, state, node, order, when}
  unread = 0;
  atEnd = true;

  /** `view` scrolls and holds `list`; `act` is what buttons do; `changed()` is called after a change. */
  constructor(view, list, act, changed) {
    Object.assign(this, { view, list, act, changed });
    view.addEventListener('scroll', () => {
      if (view.clientHeight !== this.height) return; // not the person: the view is changing its size
      this.atEnd = view.scrollHeight - view.scrollTop - view.clientHeight < NEAR;
      if (!this.atEnd || !this.unread) return;
      this.unread = 0;
      changed();
    });
    // A phone's keyboard or a growing composer must not hide the newest message.
    new ResizeObserver(() => {
      this.height = view.clientHeight;
      if (this.atEnd) this.toEnd();
    }).observe(view);
  }

  /** The ids that the server gave, in order. */
  get ids() {
    return this.entries.map(({ message }) => message.id).filter(Boolean);
  }

  /** The quick replies that hold now: the newest since the person last spoke. */
  get quick() {
    const said = this.entries.map(({ message }) => message).reverse();
    const mine = said.findIndex(({ from }) => from === 'me');
    return (mine < 0 ? said : said.slice(0, mine)).find(({ quick }) => quick?.length)?.quick || [];
  }

  find(id, client) {
    return this.entries.find(({ message }) => (id && message.id === id) || (client && message.client === client));
  }

  /** Show messages, or replace those shown. `quiet` (history): neither read out nor new. `known`: add none. */
  put(messages, { state = 'sent', quiet = false, known = false } = {}) {
    if (quiet) this.view.setAttribute('aria-live', 'off');
    this.steady(() => {
      for (const message of messages) {
        const entry = this.find(message.id, message.client);
        if (entry) this.replace(entry, message, state);
        else if (!known) this.add(message, state, quiet);
      }
    });
    if (quiet) setTimeout(() => this.view.setAttribute('aria-live', 'polite'), 100);
  }

  add(message, state, quiet) {
    const entry = { message, state, node: h('article', { tabIndex: -1 }) };
    this.entries.push(entry);
    draw(entry.node, entry, this.act);
    if (!quiet && !this.atEnd && message.from === 'bot') this.unread++;
  }

  replace(entry, message, state) {
    if (state === entry.state && JSON.stringify(message) === JSON.stringify(entry.message)) return;
    Object.assign(entry, { message, state, when: null });
    const focus = entry.node.contains(document.activeElement) && document.activeElement;
    draw(entry.node, entry, this.act);
    if (!focus) return;
    const again = [...entry.node.querySelectorAll('button')].find(({ dataset }) => dataset.data === focus.dataset.data);
    (again || entry.node).focus({ preventScroll: true });
  }

  /** The server has the person's message under `id` (null: under none), or refused it, or it is tried again. */
  settle(client, state, id = null) {
    const entry = this.find(null, client);
    if (entry) this.put([{ ...entry.message, id: id || entry.message.id }], { state });
  }

  remove(id) {
    this.steady(() => { this.entries = this.entries.filter(({ message }) => message.id !== id); });
  }

  clear() {
    this.atEnd = true;
    this.steady(() => { this.entries = []; });
  }

  /** Draw all anew, in the page's new language. */
  redraw() {
    this.steady(() => this.entries.forEach(entry => {
      entry.when = null;
      draw(entry.node, entry, this.act);
    }));
  }

  toEnd() {
    this.view.scrollTop = this.view.scrollHeight;
    this.atEnd = true;
    this.unread = 0;
  }

  /** Change something without moving what the person is reading; at the end, stay at the end. */
  steady(change) {
    const bottom = node => node.getBoundingClientRect().bottom;
    const { top } = this.view.getBoundingClientRect();
    const seen = this.atEnd ? null : this.entries.find(({ node }) => bottom(node) > top)?.node;
    const before = seen && bottom(seen);
    change();
    this.arrange();
    this.changed();
    if (this.atEnd) this.toEnd();
    else if (seen?.isConnected) this.view.scrollTop += bottom(seen) - before;
  }

  /** Messages stand by id; one that the server doesn't know is last while pending, and stays where it failed. */
  arrange() {
    let newest = 0;
    for (const entry of this.entries) {
      const { id } = entry.message;
      newest = Math.max(newest, id);
      if (id || entry.state === 'pending') entry.order = id || Infinity;
      else if (!(entry.order < Infinity)) entry.order = newest + 0.5;
    }
    this.entries.sort((a, b) => a.order === b.order ? 0 : a.order - b.order);
    const nodes = new Set(this.entries.map(({ node }) => node));
    [...this.list.children].forEach(node => nodes.has(node) || node.remove());
    let last = -Infinity;
    this.entries.forEach((entry, i) => {
      const { node, message } = entry;
      // A node in its place isn't touched: it would be read out again.
      if (this.list.children[i] !== node) this.list.insertBefore(node, this.list.children[i] || null);
      node.dataset.id = message.id || '';
      const at = new Date(message.at);
      const due = at - last > PAUSE;
      last = +at || last;
      if (due === Boolean(entry.when)) return;
      if (entry.when) entry.when.remove();
      entry.when = due && h('time', { className: 'when', dateTime: message.at }, moment(at));
      if (due) node.prepend(entry.when);
    });
  }

  /** Draw a line above the bot's first message that is newer than `id`. */
  markFresh(id) {
    const entry = this.entries.find(({ message }) => message.from === 'bot' && message.id > id);
    if (entry && entry !== this.entries[0]) this.steady(() => entry.node.prepend(h('p', 'fresh', word('fresh'))));
  }
}
