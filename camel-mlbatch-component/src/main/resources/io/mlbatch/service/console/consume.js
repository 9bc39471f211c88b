/* Licensed under the Apache License, Version 2.0 */
import { path, read } from './api.js';
import { field, fill, h, problem } from './dom.js';
import { fileLink } from './files.js';
import { value as number } from './format.js';

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const HINTS = {
  vector: 'A JSON array, such as [1, 2]',
  matrix: 'A JSON array of rows, such as [[1, 2], [3, 4]]',
  'data.frame': 'A JSON object of columns, such as {"x": [1, 2]}',
};

export function consumeForm(service, signal) {
  const inputs = service.inputParameterDefinitions ?? [];
  const controls = inputs.map(each => ({ ...each, control: control(each.type) }));
  const any = h('textarea', { spellcheck: 'false' }, '{}');
  const result = h('div', { 'aria-live': 'polite' });
  const button = h('button', {}, 'Score');
  const form = h('form', {
    class: 'cards',
    onsubmit: async event => {
      event.preventDefault();
      button.disabled = true;
      controls.forEach(each => each.control.removeAttribute('aria-invalid'));
      try {
        const body = inputs.length ? '{' + controls.map(json).join(',') + '}' : any.value;
        fill(result, outcome(await read(path`api/${service.name}/${service.version}`, {
          method: 'POST', headers: { 'Content-Type': 'application/json' }, body, signal,
        })));
      } catch (error) {
        if (!signal.aborted) {
          fill(result, problem(error));
          const wrong = controls.find(each => error.message.includes(`input '${each.name}'`))?.control;
          wrong?.setAttribute('aria-invalid', true);
          wrong?.focus({ preventScroll: true });
        }
      } finally {
        button.disabled = false;
      }
    },
  },
  inputs.length
    ? h('div', { class: 'fields' }, controls.map(each => field(each.name, each.control, HINTS[each.type] ?? each.type)))
    : field('Record', any, 'A JSON object'),
  h('div', {}, button));
  return h('section', { class: 'card', 'aria-labelledby': 'single' }, h('h2', { id: 'single' }, 'Score one record'), form, result);
}

function control(type) {
  if (type === 'logical') {
    return h('select', {}, ['true', 'false'].map(each => h('option', {}, each)), h('option', { value: '' }, 'missing'));
  }
  if (HINTS[type]) {
    return h('textarea', { spellcheck: 'false' });
  }
  return h('input', { inputmode: type === 'numeric' ? 'decimal' : type === 'integer' ? 'numeric' : 'text', autocomplete: 'off', spellcheck: 'false' });
}

/** A number keeps its digits; a text that is not of the type is sent as it is, so that the host explains it. */
function json({ name, type, control }) {
  const text = type === 'character' ? control.value : control.value.trim();
  return JSON.stringify(name) + ':' + encoded(name, type, text);
}

function encoded(name, type, text) {
  if (type === 'character') {
    return JSON.stringify(text);
  }
  if (text === '') {
    return 'null';
  }
  if (HINTS[type]) {
    try {
      JSON.parse(text);
      return text;
    } catch {
      throw Object.assign(new Error(`The input '${name}' is not valid JSON.`), { remedy: HINTS[type] + '.' });
    }
  }
  return type === 'logical' || NUMBER.test(text) ? text : JSON.stringify(text);
}

function outcome(result) {
  if (!result.success) {
    return problem({ message: result.errorMessage || 'The record failed.', remedy: 'Correct the values, and score again.' });
  }
  const files = Object.entries(result.outputFiles ?? {});
  return h('div', { class: 'notice cards' },
    h('dl', { class: 'pairs' }, Object.entries(result.outputParameters ?? {}).map(([name, output]) =>
      [h('dt', {}, name), h('dd', {}, shown(output))])),
    files.length > 0 && h('div', { class: 'row' }, files.map(([name, base64]) =>
      fileLink(name, async () => new Blob([Uint8Array.from(atob(base64), c => c.charCodeAt(0))])))));
}

function shown(output) {
  const columns = output && typeof output === 'object' && !Array.isArray(output) ? Object.entries(output) : [];
  if (columns.length && columns.every(([, values]) => Array.isArray(values))) {
    const rows = Math.max(...columns.map(([, values]) => values.length));
    return h('div', { class: 'scroll bare' }, h('table', {},
      h('thead', {}, h('tr', {}, columns.map(([name]) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, Array.from({ length: rows }, (_, row) =>
        h('tr', {}, columns.map(([, values]) => h('td', {}, text(values[row]))))))));
  }
  return text(output);
}

function text(output) {
  if (typeof output === 'number') {
    return number(output);
  }
  return output === null || output === undefined ? '–' : typeof output === 'object' ? JSON.stringify(output) : String(output);
}
