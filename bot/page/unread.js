// How many of the bot's messages nobody has looked at yet: a number before the page's title.

const LOOK = 4e3; // a page that is in front so long has been looked at

export class Unread {
  number = 0;
  name = document.title;

  constructor() {
    for (const sign of ['pointerdown', 'keydown', 'wheel']) window.addEventListener(sign, () => this.clear(), { passive: true });
    document.addEventListener('visibilitychange', () => this.soon());
  }

  /** What the page is called. */
  call(name) {
    this.name = name;
    this.show();
  }

  /** So many more have come. `missed`: while the page was closed; others count only while it is not in front. */
  add(number, missed = false) {
    if (!number || (!missed && !document.hidden)) return;
    this.number += number;
    this.show();
    this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    if (!document.hidden) this.timer = setTimeout(() => this.clear(), LOOK);
  }

  clear() {
    if (document.hidden || !this.number) return;
    this.number = 0;
    this.show();
  }

  show() {
    document.title = this.number ? `(${this.number}) ${this.name}` : this.name;
  }
}
