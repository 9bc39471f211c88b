/* Licensed under the Apache License, Version 2.0 */
import { path, query, read, send } from './api.js';
import { choice, field, fill, h, problem, released, setText } from './dom.js';
import { isEnded } from './executions.js';
import { fileLink } from './files.js';
import { count, fraction, value as number } from './format.js';
import { patiently } from './live.js';

const SIZES = [25, 50, 100, 500];
const REFRESH = 2000;
/** Characters of a text that is not wrapped, and of one that is not folded. */
const BRIEF = 24;
const LONG = 300;
/** Input columns that fit beside the outputs. */
const MOST_BESIDE = 12;

/** A table of records and their results, which the host sorts and divides into pages. */
export function resultTable({ name, version, id }, signal) {
  const base = path`mlbatch/data/${name}/${version}/${id}`;
  const wanted = { from: 0, count: SIZES[1], sort: 'index', order: 'asc', failed: '' };
  const problems = h('div', {});
  const head = h('thead', {});
  const body = h('tbody', {});
  const table = h('table', { class: 'results' }, head, body);
  const region = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of results' }, table);
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
  let drawn = '';
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

  /** An update would remove a selection, and fold a text that the user reads. */
  const isRead = () => body.querySelector('details[open]') || (getSelection().type === 'Range' && body.contains(getSelection().anchorNode));

  async function load(isUpdate) {
    const request = ++latest;
    table.classList.add('busy');
    try {
      const page = await patiently(() => request === latest ? read(`${base}/rows` + query(wanted), { signal }) : null, signal);
      await released();
      if (request === latest && !(isUpdate && isRead())) {
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
    const content = JSON.stringify([page.rows, page.columns, wanted]);
    if (content !== drawn) {
      drawn = content;
      const groups = grouped(page);
      drawHead(groups);
      fill(body, page.rows.map(row => drawRow(row, groups)),
        page.rows.length === 0 && h('tr', {}, h('td', { class: 'none brief', colspan: page.columns.length + 3 },
          wanted.failed === 'only' ? 'No record has failed.' : 'No results yet.')));
    }
    const end = Math.min(wanted.from + page.rows.length, matching);
    setText(place, matching ? `${count(wanted.from + 1)}–${count(end)} of ${count(matching)}` : '');
    steps.first.disabled = steps.previous.disabled = wanted.from === 0;
    steps.next.disabled = steps.last.disabled = end >= matching;
  }

  function drawHead(groups) {
    const focused = head.contains(document.activeElement) ? document.activeElement.dataset.sort : null;
    fill(head,
      h('tr', {}, h('td', {}), groups.map(({ title, columns }) =>
        h('th', { scope: 'colgroup', colspan: Math.max(1, columns.length), class: 'edge' }, title))),
      h('tr', {}, header('index', 'Record', 'number'), groups.map(({ columns }) => columns.length
        ? columns.map((each, i) => header(each.key, each.name, style(each, i)))
        : h('td', { class: 'edge' }))));
    if (focused) {
      [...head.querySelectorAll('button')].find(each => each.dataset.sort === focused)?.focus();
    }
  }

  function header(key, text, style) {
    const sorted = wanted.sort === key ? (wanted.order === 'asc' ? 'ascending' : 'descending') : null;
    return h('th', { scope: 'col', class: style, 'aria-sort': sorted },
      h('button', { type: 'button', class: 'link', 'data-sort': key, onclick: () => sortBy(key) }, text));
  }

  function drawRow(row, groups) {
    const failed = row.success === false;
    return h('tr', { class: failed ? 'failed' : null }, h('td', { class: 'number muted' }, count(row.index)),
      groups.map(({ title, columns }) => title === 'Files' ? files(row)
        : failed && title === 'Output'
          ? h('td', { class: `message edge ${fit(row.error)}`, colspan: Math.max(1, columns.length) }, folded(row.error || 'Failed'))
          : columns.length
            ? columns.map((each, i) => cell(row.values[each.at], each, i, row.success))
            : h('td', { class: 'edge' })));
  }

  function files(row) {
    return h('td', { class: 'files edge' }, h('div', {}, row.files.map(file => fileLink(file, async () =>
      (await send(path`api/${name}/${version}/batch/${id}/${row.index}/files/${file}`, { signal })).blob()))));
  }

  const fit = text => text.length <= BRIEF ? 'brief' : 'text';
  const style = (column, i, fit) => [column.isNumber && 'number', i === 0 && 'edge', fit].filter(Boolean).join(' ') || null;

  function cell(value, column, i, success) {
    if (value === null || value === undefined) {
      return h('td', { class: `none ${style(column, i) ?? ''}` }, success === null && column.kind === 'output' ? '…' : '–');
    }
    const text = typeof value === 'number' && number(value);
    return text
      ? h('td', { class: style(column, i), title: String(value), 'data-rest': rest(text, column.decimals) }, text)
      : h('td', { class: style(column, i, fit(String(value))) }, folded(String(value)));
  }

  /** Returns the zeros that bring the points of a column into line; they take space, and are not shown. */
  const rest = (text, decimals) => /e/.test(text) || !decimals ? null : `.${'0'.repeat(decimals)}`.slice(fraction(text) && fraction(text) + 1);

  const folded = text => text.length <= LONG ? text
    : h('details', {}, h('summary', {}, `${text.slice(0, LONG / 2).trimEnd()} …`), text);

  /** Draws the page again if records were completed meanwhile. */
  function update(execution) {
    const ended = isEnded(execution);
    const now = performance.now();
    if (ended || (execution.completedItemCount !== completed && now - drawnAt >= REFRESH)) {
      completed = execution.completedItemCount;
      drawnAt = now;
      load(!ended);
    }
  }

  return { element, update };
}

/** Returns groups of columns: outputs stand beside the declared inputs, before columns that only the file has. */
function grouped({ columns, rows }) {
  const all = columns.map((each, at) => {
    const numbers = rows.map(row => row.values[at]).filter(value => typeof value === 'number');
    return { ...each, at, key: `${each.kind}:${each.name}`, isNumber: numbers.length > 0,
      decimals: Math.max(0, ...numbers.map(value => fraction(number(value)))) };
  });
  const inputs = all.filter(each => each.kind === 'input');
  const declared = inputs.filter(each => each.type);
  const first = declared.length ? declared : inputs;
  const groups = [{ title: 'Input', columns: first }, { title: 'Output', columns: all.filter(each => each.kind === 'output') }];
  if (first.length > MOST_BESIDE) {
    groups.reverse();
  }
  if (rows.some(row => row.files.length)) {
    groups.push({ title: 'Files', columns: [] });
  }
  const others = inputs.filter(each => !first.includes(each));
  return others.length ? [...groups, { title: 'Other columns', columns: others }] : groups;
}
