/* Licensed under the Apache License, Version 2.0 */

/** Returns an element. Children are nodes or texts; texts of users never become HTML. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) {
      element.append(child);
    }
  }
}

export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

let click = null;
addEventListener('pointerdown', () => {
  click = new Promise(resolve => {
    ['pointerup', 'pointercancel'].forEach(each => addEventListener(each, () => setTimeout(resolve), { once: true }));
    setTimeout(resolve, 60000);
  });
}, true);

/** Waits for the end of a click: one on an element that is replaced meanwhile is lost. */
export const released = () => click;

/** Sets a text only if it differs, so that screen readers and selections are not disturbed. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Has a screen reader speak a text. */
export function announce(text) {
  setText(document.getElementById('announcer'), text);
}

let ids = 0;

export function field(label, control, hint) {
  control.id ||= 'field' + ++ids;
  const note = hint && h('span', { class: 'hint', id: control.id + 'hint' }, hint);
  if (note) {
    control.setAttribute('aria-describedby', note.id);
  }
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, note);
}

export function choice(legend, options, chosen, onchange) {
  const name = 'choice' + ++ids;
  return h('fieldset', { class: 'choice' }, h('legend', { class: 'hidden' }, legend),
    options.map(([value, text]) => h('label', {},
      h('input', { type: 'radio', name, value, checked: value === chosen, onchange: () => onchange(value) }),
      h('span', {}, text))));
}

/** Returns a box with an error in words and the next step. */
export function problem(error) {
  return h('div', { class: 'notice bad', role: 'alert' },
    h('p', {}, error.message), error.remedy && h('p', { class: 'next' }, error.remedy));
}

/** Asks a question, and returns whether the user confirmed. The focus returns to the element that had it. */
export function ask(title, text, confirm, dismiss) {
  return new Promise(resolve => {
    const dialog = h('dialog', { 'aria-labelledby': 'question', 'aria-describedby': 'details' },
      h('h2', { id: 'question' }, title), h('p', { id: 'details' }, text),
      h('div', { class: 'actions' },
        h('button', { type: 'button', class: 'plain', autofocus: true, onclick: () => dialog.close('') }, dismiss),
        h('button', { type: 'button', class: 'danger', onclick: () => dialog.close('yes') }, confirm)));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
