/* Licensed under the Apache License, Version 2.0 */
import { path, query, read, send } from './api.js';
import { choice, field, fill, h, problem, setText } from './dom.js';
import { isEnded } from './executions.js';
import { fileLink } from './files.js';
import { count, value as number } from './format.js';
import { patiently } from './live.js';

const SIZES = [25, 50, 100, 500];
const REFRESH = 2000;
/** Characters of a text that is not wrapped. */
const BRIEF = 24;

/** A table of records and their results, which the host sorts and divides into pages. */
export function resultTable({ name, version, id }, signal) {
  const base = path`mlbatch/data/${name}/${version}/${id}`;
  const wanted = { from: 0, count: SIZES[1], sort: 'index', order: 'asc', failed: '' };
  const problems = h('div', {});
  const head = h('thead', {});
  const body = h('tbody', {});
  const table = h('table', {}, head, body);
  const region = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Results' }, table);
  const place = h('span', { role: 'status' });
  const steps = Object.fromEntries([['first', 'First'], ['previous', 'Previous'], ['next', 'Next'], ['last', 'Last']].map(
    ([step, text]) => [step, h('button', { type: 'button', class: 'plain', onclick: () => move(step) }, text)]));
  const size = h('select', { onchange: () => change({ count: Number(size.value), from: 0 }) },
    SIZES.map(each => h('option', { selected: each === wanted.count }, each)));
  const rowsPerPage = field('Rows', size);
  rowsPerPage.classList.add('inline');
  const element = h('div', { class: 'cards' },
    h('div', { class: 'row between' },
      choice('Order of records', [['', 'All records'], ['first', 'Failed first'], ['only', 'Failed only']], '',
        failed => change({ failed, from: 0 })), rowsPerPage),
    problems, region,
    h('nav', { class: 'row between', 'aria-label': 'Pages of results' }, place, h('div', { class: 'actions' }, Object.values(steps))));

  let latest = 0;
  let matching = 0;
  let completed = -1;
  let drawnAt = 0;

  function change(parameters) {
    Object.assign(wanted, parameters);
    return load();
  }

  function move(step) {
    const last = Math.max(0, Math.ceil(matching / wanted.count) - 1) * wanted.count;
    const from = { first: 0, previous: wanted.from - wanted.count, next: wanted.from + wanted.count, last }[step];
    change({ from: Math.min(last, Math.max(0, from)) }).then(() => { region.scrollTop = 0; });
  }

  function sortBy(key) {
    const order = wanted.sort === key && wanted.order === 'asc' ? 'desc' : 'asc';
    change({ sort: key, order, from: 0 });
  }

  async function load() {
    const request = ++latest;
    table.classList.add('busy');
    try {
      const page = await patiently(() => request === latest ? read(`${base}/rows` + query(wanted), { signal }) : null, signal);
      if (request === latest) {
        fill(problems);
        draw(page);
      }
    } catch (error) {
      if (!signal.aborted && request === latest) {
        fill(problems, problem(error));
      }
    } finally {
      if (request === latest) {
        table.classList.remove('busy');
      }
    }
  }

  function draw(page) {
    matching = page.matching;
    const columns = page.columns;
    const hasFiles = page.rows.some(row => row.files?.length);
    drawHead(columns, hasFiles);
    fill(body, page.rows.map(row => drawRow(row, columns, hasFiles)),
      page.rows.length === 0 && h('tr', {}, h('td', { class: 'none', colspan: columns.length + 2 },
        wanted.failed === 'only' ? 'No record has failed.' : 'No results yet.')));
    const end = Math.min(wanted.from + page.rows.length, matching);
    setText(place, matching ? `${count(wanted.from + 1)}–${count(end)} of ${count(matching)}` : '');
    steps.first.disabled = steps.previous.disabled = wanted.from === 0;
    steps.next.disabled = steps.last.disabled = end >= matching;
  }

  function drawHead(columns, hasFiles) {
    const focused = head.contains(document.activeElement) ? document.activeElement.dataset.sort : null;
    const groups = ['input', 'output'].map(kind => [kind, columns.filter(each => each.kind === kind).length]).filter(([, n]) => n);
    fill(head,
      h('tr', {}, h('td', { class: 'none' }), groups.map(([kind, n]) =>
        h('th', { scope: 'colgroup', colspan: n, class: 'edge' }, kind === 'input' ? 'Input' : 'Output')), hasFiles && h('td', { class: 'edge' })),
      h('tr', {}, header('index', 'Record', 'number'),
        columns.map((each, i) => header(`${each.kind}:${each.name}`, each.name,
          (each.type === 'numeric' ? 'number' : '') + (edge(columns, i) ? ' edge' : ''))),
        hasFiles && h('th', { scope: 'col', class: 'edge' }, 'Files')));
    if (focused) {
      [...head.querySelectorAll('button')].find(each => each.dataset.sort === focused)?.focus();
    }
  }

  const edge = (columns, i) => i === 0 || columns[i].kind !== columns[i - 1].kind;

  function header(key, text, style) {
    const sorted = wanted.sort === key ? (wanted.order === 'asc' ? 'ascending' : 'descending') : null;
    return h('th', { scope: 'col', class: style, 'aria-sort': sorted },
      h('button', { type: 'button', class: 'link', 'data-sort': key, onclick: () => sortBy(key) }, text));
  }

  function drawRow(row, columns, hasFiles) {
    const failed = row.success === false;
    const inputs = columns.findLastIndex(each => each.kind === 'input') + 1;
    const outputs = columns.length - inputs;
    const cells = columns.slice(0, failed ? inputs : undefined).map((each, i) => cell(row.values[i], each, edge(columns, i), row.success));
    return h('tr', { class: failed ? 'failed' : null },
      h('td', { class: 'number muted' }, count(row.index)), cells,
      failed && h('td', { class: 'message edge', colspan: Math.max(1, outputs) }, row.error || 'Failed'),
      hasFiles && h('td', { class: 'files edge' }, h('div', {}, (row.files ?? []).map(file => fileLink(file, async () =>
        (await send(path`api/${name}/${version}/batch/${id}/${row.index}/files/${file}`, { signal })).blob())))));
  }

  function cell(value, column, isEdge, success) {
    const brief = typeof value === 'string' && value.length <= BRIEF;
    const style = [column.type === 'numeric' && 'number', isEdge && 'edge', brief && 'brief'].filter(Boolean).join(' ') || null;
    if (value === null || value === undefined) {
      return h('td', { class: `none ${style ?? ''}` }, success === null && column.kind === 'output' ? '…' : '–');
    }
    return typeof value === 'number'
      ? h('td', { class: style, title: String(value) }, number(value))
      : h('td', { class: style }, String(value));
  }

  /** Draws the page again if records were completed meanwhile. */
  function update(execution) {
    const ended = isEnded(execution);
    const now = performance.now();
    if (execution.completedItemCount !== completed && (ended || now - drawnAt >= REFRESH)) {
      completed = execution.completedItemCount;
      drawnAt = now;
      load();
    } else if (ended) {
      load();
    }
  }

  return { element, update };
}
