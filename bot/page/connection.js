// One WebSocket that comes back by itself. docs/web-protocol.md is the protocol.

const PING_EVERY = 25e3;
const ANSWER_WITHIN = 15e3; // so a line with no frame for 40 s is given up
const LONGEST_WAIT = 15e3;

export class Connection {
  welcomed = false;
  socket = null;
  attempts = 0;

  /** `hello()` makes the first frame, `receive(frame)` gets what comes, `change()` is told when `welcomed` has changed. */
  constructor(url, { hello, receive, change }) {
    Object.assign(this, { url, hello, receive, change });
    setInterval(() => this.probe(), PING_EVERY);
    const hurry = () => this.welcomed ? this.probe() : this.socket || this.open();
    window.addEventListener('online', hurry);
    document.addEventListener('visibilitychange', () => document.hidden || hurry());
    this.open();
  }

  /** Send a frame if welcomed; says whether it went out. */
  send(frame) {
    if (this.welcomed) this.socket.send(JSON.stringify(frame));
    return this.welcomed;
  }

  open() {
    if (this.stopped) return;
    clearTimeout(this.retry);
    const socket = this.socket = new WebSocket(this.url);
    const mine = act => event => socket === this.socket && act(event);
    socket.onopen = mine(() => socket.send(JSON.stringify(this.hello())));
    socket.onmessage = mine(event => this.read(JSON.parse(event.data)));
    socket.onclose = mine(() => this.lose());
    this.expect();
  }

  read(frame) {
    clearTimeout(this.deadline);
    this.deadline = 0;
    if (frame.type === 'welcome') {
      this.welcomed = true;
      this.attempts = 0;
      this.change();
    }
    this.receive(frame);
  }

  probe() {
    if (this.send({ type: 'ping' })) this.expect();
  }

  expect() {
    this.deadline ||= setTimeout(() => this.lose(), ANSWER_WITHIN);
  }

  lose() {
    const { socket } = this;
    this.socket = null; // first: a dead line's own close event may come minutes later
    this.welcomed = false;
    clearTimeout(this.deadline);
    this.deadline = 0;
    socket.close();
    this.change();
    const longest = Math.min(LONGEST_WAIT, 1000 * 2 ** this.attempts++);
    this.retry = setTimeout(() => this.open(), longest * (0.5 + Math.random() / 2));
  }

  /** For good: the server speaks another version. */
  stop() {
    this.stopped = true;
    this.lose();
  }
}
