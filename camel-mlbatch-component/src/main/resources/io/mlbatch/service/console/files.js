/* Licensed under the Apache License, Version 2.0 */
import { saveBlob } from './api.js';
import { announce, h } from './dom.js';

const IMAGES = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', svg: 'image/svg+xml' };
const MOST_AT_ONCE = 4;

let loading = 0;
const queue = [];

async function inTurn(load) {
  if (loading >= MOST_AT_ONCE) {
    await new Promise(resolve => queue.push(resolve));
  }
  loading++;
  try {
    return await load();
  } finally {
    loading--;
    queue.shift()?.();
  }
}

/**
 * A link that saves a file of a record. An image is shown, and a click enlarges it. A file is never opened as a page of
 * this origin.
 * @param load returns the content as a blob
 */
export function fileLink(name, load) {
  // controls of the direction could disguise the type of a file
  const label = name.replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
  const image = IMAGES[name.toLowerCase().split('.').pop()];
  const once = memo(() => inTurn(load));
  const saveIt = async () => {
    try {
      saveBlob(new Blob([await once()], { type: 'application/octet-stream' }), name);
    } catch (error) {
      announce(error.message);
      link.append(' (', error.message, ')');
    }
  };
  const picture = h('img', { class: 'thumbnail', alt: '', hidden: true });
  const link = h('button', { type: 'button', class: 'link', onclick: () => picture.hidden ? saveIt() : enlarge(label, picture.src, saveIt) }, picture, label);
  // a file that only has the name of an image stays a link
  picture.onload = () => { picture.hidden = false; };
  if (image) {
    new IntersectionObserver(async ([entry], observer) => {
      if (entry.isIntersecting) {
        observer.disconnect();
        try {
          picture.src = URL.createObjectURL(new Blob([await once()], { type: image }));
        } catch (error) {
          if (error.name !== 'AbortError') {
            link.append(' (', error.message, ')');
          }
        }
      }
    }).observe(link);
  }
  return link;
}

function memo(load) {
  let loaded;
  return () => loaded ??= load().catch(error => {
    loaded = undefined;
    throw error;
  });
}

function enlarge(name, source, saveIt) {
  const dialog = h('dialog', { 'aria-label': name },
    h('img', { src: source, alt: name }),
    h('div', { class: 'actions' },
      h('button', { type: 'button', class: 'plain', onclick: saveIt }, 'Save'),
      h('button', { type: 'button', autofocus: true, onclick: () => dialog.close() }, 'Close')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
