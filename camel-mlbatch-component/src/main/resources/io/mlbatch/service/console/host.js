/* Licensed under the Apache License, Version 2.0 */
import { read, send } from './api.js';
import { announce, ask, fill, h, problem, released } from './dom.js';
import { bytes, count, plural, time } from './format.js';
import { live } from './live.js';

const REFRESH = 5000;

/** State of the host, its store and its nodes. */
export async function host(main, _, signal) {
  const problems = h('div', {});
  const content = h('div', { class: 'cards' });
  const failed = error => fill(problems, error && problem(error));
  fill(main, h('h1', {}, 'Host'), problems, content);

  async function load() {
    const [status, usage] = await Promise.all([read('status', { token: false, signal }), read('status/usage', { signal })]);
    await released();
    const next = h('div', { class: 'cards' }, health(status, usage), shares(usage), users(usage.users), nodes(status, usage));
    if (!next.isEqualNode(content)) {
      const controls = () => [...content.querySelectorAll('button, [tabindex]')];
      const focused = controls().indexOf(document.activeElement);
      fill(content, [...next.childNodes]);
      controls()[focused]?.focus({ preventScroll: true });
    }
    return REFRESH;
  }

  function health(status, usage) {
    const words = { pass: 'The host serves.', warn: 'The host serves, with restrictions.', fail: 'The host cannot serve.' };
    return h('section', { class: 'card', 'aria-labelledby': 'health' },
      h('h2', { id: 'health' }, 'Health'),
      h('p', {}, h('span', { class: `state ${usage.draining ? 'running' : { pass: 'complete', fail: 'bad' }[status.statusCode] ?? ''}` },
        usage.draining ? 'The host drains: it completes the accepted batches and rejects new ones.' : words[status.statusCode] ?? status.statusCode)),
      usage.admin && h('p', {}, h('button', { type: 'button', class: 'plain', onclick: () => drain(usage).catch(failed) },
        usage.draining ? 'Accept batches again' : 'Drain')));
  }

  async function drain({ draining, nodes: { length } = [] }) {
    if (!draining && !await ask('Drain this host?',
      'It completes the accepted executions, rejects new ones, and then stops. Until then, the drain can be canceled.'
      + (length > 1 ? ' The other nodes continue: open the address of the node that shall drain.' : ''), 'Drain it', 'Keep accepting')) {
      return;
    }
    await send('status/drain', { method: draining ? 'DELETE' : 'POST' });
    announce(draining ? 'The host accepts batches' : 'The host drains');
    failed();
    await load();
  }

  await load();
  live(signal, load, failed);
}

function shares(usage) {
  return h('section', { class: 'card', 'aria-labelledby': 'store' },
    h('h2', { id: 'store' }, 'Store'),
    h('div', { class: 'two' },
      usage.store && share('All users', usage.store),
      share(usage.store ? `Your share${usage.user ? `, ${usage.user}` : ''}` : 'Used', usage)));
}

function share(title, { executions, maxExecutions, bytes: used, maxBytes }) {
  const gauge = (name, value, most, text) => h('div', { class: 'field' },
    h('div', { class: 'row between small' }, h('span', {}, name), h('span', { class: 'muted' },
      most ? `${text(value)} of ${text(most)}` : text(value))),
    most > 0 && h('progress', { max: most, value, 'aria-label': `${title}: ${name}` }));
  return h('div', { class: 'cards' }, h('h3', {}, title),
    gauge('Executions', executions, maxExecutions, count), gauge('Size', used, maxBytes, bytes));
}

function users(all) {
  return all?.length > 0 && h('section', { class: 'card', 'aria-labelledby': 'users' },
    h('h2', { id: 'users' }, 'Users'),
    table(['User', 'Executions', 'Size'], all.map(each => [each.user || '–', count(each.executions), bytes(each.bytes)]), 'users', 1));
}

function nodes(status, usage) {
  const cluster = status.components?.cluster?.details;
  return cluster && h('section', { class: 'card', 'aria-labelledby': 'nodes' },
    h('h2', { id: 'nodes' }, 'Nodes'),
    usage.nodes
      ? table(['Node', 'Id', 'Running since'], usage.nodes.map(each => [
        each.name + (each.id === cluster.node ? ' (this one)' : ''), h('span', { class: 'code' }, each.id), time(Date.parse(each.started) || each.started)]), 'nodes')
      : h('p', {}, `${plural(Number(cluster.nodes), 'node')}; this page comes from `, h('span', { class: 'code' }, cluster.node)));
}

/** @param numbers position of the first column of numbers */
function table(titles, rows, label, numbers = titles.length) {
  const style = i => ({ class: i >= numbers && 'number' });
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of ' + label }, h('table', {},
    h('thead', {}, h('tr', {}, titles.map((each, i) => h('th', { scope: 'col', ...style(i) }, each)))),
    h('tbody', {}, rows.map(row => h('tr', {}, row.map((each, i) => h('td', style(i), each)))))));
}
