// A file that staff hand in: the button beside the message field, which nobody else has.

import { newId, recall } from './outbox.js';
import { word } from './words.js';

export class Upload {
  most = 0; // bytes
  busy = false;

  /** `say(text, alert)` tells the person what is going on. */
  constructor(button, say) {
    Object.assign(this, { button, say });
    const field = this.field = document.createElement('input');
    field.type = 'file';
    field.accept = '.xlsx';
    field.onchange = () => {
      const [file] = field.files;
      field.value = ''; // so that the same one can be chosen again
      if (file) this.send(file);
    };
    button.onclick = () => this.busy || field.click();
  }

  /** So many bytes may be handed in; 0 for who is not of the staff. */
  allow(most) {
    this.most = most || 0;
    this.button.hidden = !this.most;
  }

  mark(busy) {
    this.busy = busy;
    this.button.setAttribute('aria-disabled', busy);
  }

  async send(file) {
    if (file.size > this.most) {
      this.say(word('tooLarge', Math.floor(this.most / 1e6)), true);
      return;
    }
    this.mark(true);
    this.say(word('uploading'));
    try {
      const answer = await fetch('upload', {
        method: 'POST',
        headers: {
          'Authorization': `Bearer ${recall('token')}`,
          'X-File-Id': newId(),
          'X-File-Name': encodeURIComponent(file.name),
          'Accept-Language': document.documentElement.lang,
        },
        body: file,
      });
      if (!answer.ok) this.say((await answer.json()).text, true); // else it comes as a message, by the line
    } catch {
      this.say(word('notUploaded'), true);
    }
    this.mark(false);
    this.button.focus({ preventScroll: true });
  }
}
