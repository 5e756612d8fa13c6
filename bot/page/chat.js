// The chat page: ties the header, the conversation and the composer to the connection.

import { Connection } from './connection.js';
import { Log } from './log.js';
import { newId, outbox, recall, remember } from './outbox.js';
import { h } from './richtext.js';
import { Unread } from './unread.js';
import { Upload } from './upload.js';
import { speak, word } from './words.js';

const LONGEST = 4000; // characters (code points), as the server counts
const COUNT_FROM = 3800;
const LOOK_BACK = 10; // messages asked for again after a lost line, for the edits that were missed

const $ = id => document.getElementById(id);
const root = document.documentElement;
const onDesk = window.matchMedia('(pointer: fine)').matches; // elsewhere a focused field brings up the keyboard
const tapped = new Map(); // id of a tap -> its button
let more = false; // the server has older messages
let asking = false; // for them
let unsent = null; // a language chosen while there was no line
const unread = new Unread();
let typingTimer;
let lineTimer;

// --- language and type size

/** What was spoken last, or what the embedding page asks for; null leaves it to the server. */
function wantedLanguage() {
  const wanted = recall('language') || new URLSearchParams(window.location.search).get('lang');
  return ['zh', 'en'].includes(wanted) ? wanted : null;
}

const shownLanguage = () => root.lang === 'en' ? 'en' : 'zh';

function useLanguage(language) {
  speak(language);
  root.lang = word('tag');
  for (const id of ['skip', 'older', 'large', 'send', 'language', 'subtitle']) $(id).textContent = word(id);
  for (const id of ['log', 'quick', 'text', 'close', 'upload']) $(id).setAttribute('aria-label', word(id));
  $('text').placeholder = word('placeholder');
  $('language').lang = language === 'en' ? 'zh-CN' : 'en';
  showLine();
  count();
  log.redraw();
}

function useLargeType(large) {
  remember('large', large ? 'yes' : 'no');
  root.classList.toggle('large', large);
  $('large').setAttribute('aria-pressed', large);
  grow();
}

$('large').onclick = () => log.steady(() => useLargeType(!root.classList.contains('large')));

$('language').onclick = () => {
  const language = shownLanguage() === 'en' ? 'zh' : 'en';
  useLanguage(language);
  remember('language', language);
  unsent = line.send({ type: 'language', language }) ? null : language;
};

// --- signs: the line's state, toasts, typing

function showLine() {
  if (line?.stopped) {
    const again = h('button', { type: 'button', onclick: () => window.location.reload() }, word('reload'));
    $('status').replaceChildren(word('outdated'), again);
  } else if (line?.welcomed) {
    $('status').textContent = '';
  } else { // a short break is nobody's business
    lineTimer ||= setTimeout(() => {
      lineTimer = 0;
      if (!line.welcomed && !line.stopped) $('status').textContent = word(navigator.onLine ? 'connecting' : 'offline');
    }, 800);
  }
}

function toast(text, alert) {
  const node = h('p', { className: 'toast', dir: 'auto', onclick: () => node.remove(), ...alert && { role: 'alert' } }, text);
  [...$('toasts').children].find(other => other.textContent === text)?.remove();
  $('toasts').append(node);
  setTimeout(() => node.remove(), alert ? 8000 : 3500);
}

function showTyping(on) {
  clearTimeout(typingTimer);
  $('typing').hidden = !on;
  $('subtitle').textContent = word(on ? 'typing' : 'subtitle');
  if (on) typingTimer = setTimeout(showTyping, 5000, false);
  if (log.atEnd) log.toEnd();
}

// --- the conversation

function press(button, on) {
  button?.classList.toggle('pressed', on);
  button?.setAttribute('aria-disabled', on);
}

const log = new Log($('log'), $('messages'), {
  tap(message, data, button) {
    if (button.classList.contains('pressed')) return;
    const id = newId();
    tapped.set(id, button);
    press(button, true);
    post({ type: 'tap', id, message, data });
  },
  retry(id) {
    log.settle(id, 'pending');
    post(outbox.get(id).frame);
  },
  enlarge(src, alt) {
    $('viewer').replaceChildren($('close'), h('img', { src, alt }), h('p', {}, alt));
    $('viewer').showModal();
  },
}, () => {
  const { quick } = log;
  if (quick.join('') !== $('quick').textContent) $('quick').replaceChildren(...quick.map(chip));
  $('quick').hidden = !quick.length;
  $('pill').hidden = !log.unread;
  $('pill').textContent = word('unread', log.unread);
  $('older').hidden = !more;
  if (log.ids.length && !document.hidden) remember('seen', log.ids[log.ids.length - 1]);
});

function chip(text) {
  const onclick = () => {
    say(text);
    $(onDesk ? 'text' : 'log').focus({ preventScroll: true }); // the chip is gone
  };
  return h('button', { className: 'chip', type: 'button', dir: 'auto', onclick }, text);
}

$('viewer').onclick = () => $('viewer').close();

$('pill').onclick = () => {
  log.toEnd();
  log.changed();
  $('log').focus();
};

function older() {
  if (more && !asking) asking = line.send({ type: 'history', before: log.ids[0] });
}

$('older').onclick = older;
$('log').addEventListener('scroll', () => $('log').scrollTop < 80 && older());
$('log').addEventListener('keydown', ({ key }) => key === 'Escape' && $('text').focus());

// --- sending

function post(frame) {
  outbox.keep(frame);
  line.send(frame);
}

function show({ id, text }, at, state) {
  log.put([{ id: null, from: 'me', at: new Date(at).toISOString(), text, client: id }], { state });
}

function say(text) {
  // Half a character (a lone surrogate) is text that no server can keep.
  const frame = { type: 'say', id: newId(), text: text.replace(/\p{Surrogate}/gu, '\ufffd') };
  log.toEnd();
  show(frame, Date.now(), 'pending');
  post(frame);
}

const typed = () => $('text').value.trim();

function count() {
  const left = LONGEST - [...typed()].length;
  $('counter').textContent = left > LONGEST - COUNT_FROM ? '' : word(left < 0 ? 'over' : 'left', Math.abs(left));
  $('counter').classList.toggle('over', left < 0);
  $('send').disabled = left < 0 || !typed();
}

function grow() {
  const { style } = $('text');
  style.height = 'auto';
  style.height = `${$('text').scrollHeight}px`;
}

$('text').oninput = () => {
  count();
  grow();
};

$('text').onkeydown = event => {
  // 229: Safari ends a composition before it tells of the Enter that chose the word.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  $('send').click();
};

const upload = new Upload($('upload'), toast);

$('send').onpointerdown = event => event.preventDefault(); // keeps a phone's keyboard open

$('composer').onsubmit = event => {
  event.preventDefault();
  say(typed());
  $('text').value = '';
  $('text').oninput();
};

// --- receiving

const receivers = {
  welcome({ token, language, name, messages, more: hasMore, upload: most }) {
    const returning = log.ids.length > 0;
    // Another token, or more was missed than comes at once: what is shown has a hole.
    const anew = !returning || recall('token') !== token || hasMore;
    const seen = recall('seen');
    if (anew) {
      log.clear();
      more = hasMore;
    }
    asking = false;
    step = null;
    remember('token', token);
    if (!unsent) remember('language', language);
    $('name').textContent = name;
    unread.call(name);
    upload.allow(most);
    if (unsent) line.send({ type: 'language', language: unsent });
    else if (language !== shownLanguage()) useLanguage(language);
    unsent = null;
    const last = returning ? Math.max(...log.ids) : +seen || Infinity;
    unread.add(messages.filter(({ from, id }) => from === 'bot' && id > last).length, !returning);
    log.put(messages, { quiet: anew });
    if (!returning && seen) log.markFresh(+seen);
    const waiting = outbox.waiting();
    for (const { frame, at, failed } of outbox.all()) {
      if (frame.type === 'say' && !log.find(null, frame.id)) show(frame, at, failed ? 'failed' : 'pending');
    }
    waiting.forEach(frame => line.send(frame));
  },
  ack({ id, message }) {
    outbox.drop(id);
    log.settle(id, 'sent', message);
    setTimeout(press, 700, tapped.get(id), false); // long enough to be seen, and to swallow a double tap
  },
  message({ message }) {
    if (message.from === 'bot') {
      showTyping(false);
      unread.add(1);
    }
    else outbox.drop(message.client);
    log.put([message]);
  },
  edit: ({ message }) => log.put([message], { known: true }),
  delete: ({ message }) => log.remove(message),
  typing: () => showTyping(true),
  notice: ({ text, alert }) => toast(text, alert),
  history({ messages, more: hasMore }) {
    asking = false;
    more = hasMore;
    log.put(messages, { quiet: true });
  },
  forgotten() { // everything about this visitor is deleted: the page forgets it, too, and comes back as a new one
    outbox.all().forEach(({ frame }) => outbox.drop(frame.id));
    for (const key of ['token', 'seen']) remember(key, '');
    more = false;
    log.clear();
  },
  error({ code, text, id }) {
    asking = false;
    if (code === 'version') line.stop();
    else toast(text, true);
    // Refused at the door: it can only be the token, which somebody has tampered with.
    if (code === 'bad_request' && !line.welcomed) remember('token', '');
    const frame = outbox.get(id)?.frame;
    if (frame?.type === 'say') outbox.keep(frame, true);
    else outbox.drop(id);
    log.settle(id, 'failed');
    press(tapped.get(id), false);
  },
};

// --- start

/** Takes a value out of the address, so that it is not done again when the page is loaded again. */
function fromAddress(name) {
  const address = new URL(window.location);
  const value = address.searchParams.get(name);
  address.searchParams.delete(name);
  if (value !== null) window.history.replaceState(null, '', address);
  return value?.slice(0, 100) ?? null;
}

let step = fromAddress('step'); // a link from another channel: it is good once, so it goes into the first hello only
const ticket = fromAddress('checkin'); // a ticket's QR code was scanned
const invitation = fromAddress('agree'); // somebody is asked to come along

let line;
useLanguage(wantedLanguage() || 'zh');
useLargeType(recall('large') === 'yes');

line = new Connection(new URL('ws', window.location.href).href.replace(/^http/, 'ws'), {
  hello: () => ({
    type: 'hello', v: 1, token: recall('token') || null, language: wantedLanguage(),
    after: log.ids[Math.max(0, log.ids.length - 1 - LOOK_BACK)] || null, step,
  }),
  receive: frame => receivers[frame.type]?.(frame),
  change() {
    asking = false;
    showTyping(false);
    showLine();
  },
});

for (const [kind, code] of [['scan', ticket], ['invited', invitation]]) {
  if (code !== null) post({ type: 'tap', id: newId(), message: 0, data: `${kind}:${shownLanguage()}:${code.slice(0, 50)}` });
}

// Safari lays its keyboard over the page instead of making the page smaller.
window.visualViewport?.addEventListener('resize', ({ target: { height, scale } }) => {
  if (scale === 1) root.style.setProperty('--height', `${height}px`);
});

if (onDesk && window.parent === window) $('text').focus();
