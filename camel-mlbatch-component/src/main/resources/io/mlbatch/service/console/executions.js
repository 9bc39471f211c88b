/* Licensed under the Apache License, Version 2.0 */
import { executionAddress, loggedIn, path, query, read, send } from './api.js';
import { announce, ask, choice, field, fill, h, problem, released } from './dom.js';
import { age, count, duration, plural, rate, time } from './format.js';
import { live } from './live.js';

const PAGE = 50;
const REFRESH = 2000;
const STATES = { running: 'pending,ready,inProgress', ended: 'complete,failed,canceled' };

export const isEnded = execution => STATES.ended.split(',').includes(execution.state.toLowerCase());

/** Returns the state in words, with a mark that does not need its color. */
export function stateLabel(execution) {
  const state = execution.state.toLowerCase();
  const words = { pending: 'Waiting', ready: 'Waiting', inprogress: 'Running', complete: 'Complete', failed: 'Failed', canceled: 'Canceled' };
  const kind = state === 'complete' ? 'complete' : state === 'inprogress' ? 'running' : isEnded(execution) ? 'bad' : '';
  return h('span', { class: `state ${kind}` }, words[state] ?? execution.state);
}

/** Asks, and cancels or deletes an execution. Returns whether it is gone. */
export async function cancel(execution) {
  const ended = isEnded(execution);
  const done = `${count(execution.completedItemCount)} of ${plural(execution.totalItemCount, 'record')}`;
  const whose = loggedIn() && execution.owner !== loggedIn() ? ` It belongs to ${execution.owner}.` : '';
  const sure = await ask(
    ended ? 'Delete this execution?' : 'Cancel this execution?',
    `${execution.name} ${execution.version}, ${done} ${ended ? 'computed' : 'are done'}.${whose} Its results and files are deleted. This cannot be undone.`,
    ended ? 'Delete it' : 'Cancel it', ended ? 'Keep it' : 'Keep it running');
  if (!sure) {
    return false;
  }
  try {
    await send(path`api/${execution.name}/${execution.version}/batch/${execution.batchExecutionId}`, { method: 'DELETE' });
  } catch (error) {
    if (error.status !== 404) {
      throw error;
    }
    // it has gone meanwhile
  }
  announce(ended ? 'The execution is deleted' : 'The execution is canceled');
  return true;
}

/** Returns the executions that a query selects, the newest first, whether there are more, and the time of the host. */
export async function listed(parameters, signal) {
  const page = await read('mlbatch/data/executions' + query(parameters), { signal });
  return { executions: page.executions, more: page.next !== null, now: Date.parse(page.now) };
}

/**
 * Returns a table of executions.
 * @param now time of the host, for the ages
 * @param rates records per second by execution, of those that run
 * @param onCancel cancels an execution; without it the table has no such column
 */
export function executionTable({ executions, now }, { rates = new Map(), showOwner = false, onCancel }) {
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Executions' }, h('table', { class: 'stacked' },
    h('thead', {}, h('tr', {},
      ['Execution', 'State', 'Progress', 'Failed', 'Rate', showOwner && 'Owner', 'Started'].filter(Boolean).map(title =>
        h('th', { scope: 'col', class: title === 'Failed' || title === 'Rate' ? 'number' : null }, title)),
      onCancel && h('th', { scope: 'col' }, h('span', { class: 'hidden' }, 'Actions')))),
    h('tbody', {}, executions.map(each => h('tr', { 'data-id': each.batchExecutionId },
      h('td', { 'data-label': 'Execution' }, h('a', { href: executionAddress(each.name, each.version, each.batchExecutionId) },
        `${each.name} ${each.version}`), h('div', { class: 'code muted' }, each.batchExecutionId.slice(0, 8))),
      h('td', { 'data-label': 'State' }, stateLabel(each)),
      h('td', { 'data-label': 'Progress' }, progressCell(each)),
      h('td', { 'data-label': 'Failed', class: 'number' + (each.failedItemCount ? ' failures' : '') },
        each.failedItemCount === null ? '–' : count(each.failedItemCount)),
      h('td', { 'data-label': 'Rate', class: 'number' }, rateOf(each, rates)),
      showOwner && h('td', { 'data-label': 'Owner' }, each.owner || '–'),
      h('td', { 'data-label': 'Started' }, h('time', { datetime: each.created, title: time(Date.parse(each.created)) },
        age(Math.max(0, now - Date.parse(each.created))))),
      onCancel && h('td', { 'data-label': '' }, h('button', { type: 'button', class: 'link', onclick: () => onCancel(each),
        'aria-label': `${isEnded(each) ? 'Delete' : 'Cancel'} execution ${each.batchExecutionId.slice(0, 8)}` },
      isEnded(each) ? 'Delete' : 'Cancel')))))));
}

function progressCell(execution) {
  const { completedItemCount: done, totalItemCount: total } = execution;
  return isEnded(execution) ? plural(total, 'record') : [
    h('progress', { max: Math.max(1, total), value: done, 'aria-label': 'Progress' }),
    h('span', { class: 'small muted' }, `${count(done)} of ${count(total)}`)];
}

function rateOf(execution, rates) {
  if (!isEnded(execution)) {
    return rates.has(execution.batchExecutionId) ? rate(rates.get(execution.batchExecutionId)) : '–';
  }
  const millis = Date.parse(execution.finished) - Date.parse(execution.created);
  return millis > 0 ? [rate(execution.totalItemCount * 1000 / millis), h('div', { class: 'small muted' }, duration(millis))] : '–';
}

/** The executions of all services, kept up to date. */
export async function executions(main, _, signal) {
  const [all, usage] = await Promise.all([read('services', { signal }), read('status/usage', { signal })]);
  // a filter is in the address, so that it is there again after a visit to an execution
  const filter = Object.fromEntries(new URLSearchParams(location.hash.split('?')[1]));
  let limit = PAGE;
  let samples = new Map();
  const problems = h('div', {});
  const list = h('div', {}, h('p', { class: 'muted' }, 'Loading …'));
  const more = h('button', { type: 'button', class: 'plain', hidden: true, onclick: () => {
    limit += PAGE;
    refresh();
  } }, 'Show older ones');
  const services = all.map(each => `${each.name}/${each.version}`).sort();
  const change = (name, value) => {
    filter[name] = value;
    history.replaceState(null, '', '#/executions' + query(filter));
    limit = PAGE;
    refresh();
  };
  const select = h('select', { onchange: () => change('service', select.value) },
    h('option', { value: '' }, 'All services'), services.map(each => h('option', { value: each, selected: each === filter.service }, each.replace('/', ' '))));
  const owner = h('input', { type: 'search', value: filter.owner, autocomplete: 'off', spellcheck: 'false', onchange: () => change('owner', owner.value.trim()) });
  fill(main,
    h('div', {}, h('h1', {}, 'Executions'),
      h('p', { class: 'lead' }, usage.admin ? 'Those of all users, newest first.' : 'Your batches, newest first.')),
    h('div', { class: 'row' },
      choice('State', [['', 'All'], ['running', 'Running'], ['ended', 'Ended']], filter.state ?? '', value => change('state', value)),
      field('Service', select), usage.admin && field('Owner', owner)),
    problems, list, h('div', {}, more));
  main.querySelectorAll('.row .field').forEach(each => each.classList.add('inline'));

  let latest = 0;

  async function load() {
    const request = ++latest;
    const found = await listed({ ...filter, state: STATES[filter.state], limit }, signal);
    await released();
    const selection = getSelection();
    // an update would remove the selection of a user who copies an id
    if (request === latest && !(selection.type === 'Range' && list.contains(selection.anchorNode))) {
      draw(found, ratesOf(found.executions));
      more.hidden = !found.more;
    }
    return found.executions.some(each => !isEnded(each)) ? REFRESH : 2 * REFRESH;
  }

  const fail = error => fill(problems, error && problem(error));

  function refresh() {
    load().then(() => fail(), error => signal.aborted || fail(error));
  }

  function ratesOf(shown) {
    const now = performance.now();
    const rates = new Map();
    const next = new Map();
    for (const each of shown.filter(one => !isEnded(one))) {
      const before = samples.get(each.batchExecutionId) ?? [];
      const history = [...before.filter(([at]) => now - at < 15000), [now, each.completedItemCount]];
      next.set(each.batchExecutionId, history);
      if (history.length > 1) {
        rates.set(each.batchExecutionId, (each.completedItemCount - history[0][1]) * 1000 / (now - history[0][0]));
      }
    }
    samples = next;
    return rates;
  }

  function draw(found, rates) {
    // the table is drawn anew: the focus stays at the same row and place
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const id = focused?.closest('tr')?.dataset.id;
    const left = list.firstElementChild?.scrollLeft ?? 0;
    fill(list, found.executions.length === 0
      ? h('div', { class: 'card empty' }, h('p', {}, filter.state || filter.service || filter.owner
        ? 'No execution matches the filter.' : 'No batch has been started yet.'),
      h('p', {}, h('a', { href: '#/services' }, 'Score a file')))
      : executionTable(found, { rates, showOwner: usage.admin, onCancel: each => remove(each).catch(fail) }));
    list.firstElementChild.scrollLeft = left;
    const again = id && list.querySelector(`tr[data-id="${CSS.escape(id)}"] ${focused.tagName}`);
    if (focused) {
      (again || list.firstElementChild).focus({ preventScroll: true });
    }
  }

  async function remove(execution) {
    if (await cancel(execution)) {
      refresh();
    }
  }

  live(signal, load, fail);
}
