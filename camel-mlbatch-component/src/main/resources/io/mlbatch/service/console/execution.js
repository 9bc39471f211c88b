/* Licensed under the Apache License, Version 2.0 */
import { path, read, save, send, serviceAddress } from './api.js';
import { charts } from './charts.js';
import { announce, fill, h, problem, setText } from './dom.js';
import { cancel, isEnded, stateLabel } from './executions.js';
import { count, duration, plural, rate, time } from './format.js';
import { startedWith } from './input.js';
import { live } from './live.js';
import { resultTable } from './results.js';

const WINDOW = 15000;
const ANNOUNCED = [25, 50, 75];

export async function execution(main, [name, version, id], signal) {
  const details = path`mlbatch/data/${name}/${version}/${id}`;
  let shown = await read(details, { signal });
  const samples = [];
  const { name: file, notes = [] } = startedWith(id);
  const state = h('span', {});
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Records completed' });
  const figures = Object.fromEntries(['Completed', 'Failed', 'Rate', 'Time left'].map(each => [each, h('dd', {})]));
  const labels = Object.fromEntries(Object.keys(figures).map(each => [each, h('dt', {}, each)]));
  const problems = h('div', {});
  const failed = error => fill(problems, error && problem(error));
  const stop = h('button', { type: 'button', class: 'plain danger', onclick: () => remove().catch(failed) });
  const downloads = h('div', { class: 'actions' },
    download('Download CSV', 'csv'), download('Download JSON', 'json'), stop);
  const table = resultTable({ name, version, id }, signal);
  const plots = h('div', {});
  const results = h('section', { class: 'card', 'aria-labelledby': 'results', hidden: true },
    h('h2', { id: 'results' }, 'Results'), table.element);

  fill(main,
    h('div', { class: 'heading' },
      h('div', {},
        h('p', { class: 'crumb' }, h('a', { href: '#/executions' }, 'Executions'), ' / ',
          h('a', { href: serviceAddress(name, version) }, `${name} ${version}`)),
        h('h1', {}, file ?? `Execution ${id.slice(0, 8)}`),
        h('p', { class: 'lead meta' }, h('span', { class: 'code' }, id),
          shown.owner && ` · ${shown.owner}`, ` · ${time(Date.parse(shown.created))}`)),
      downloads),
    problems,
    notes.length > 0 && h('p', { class: 'notice' }, `The file was read with: ${notes.join('; ')}.`),
    h('section', { class: 'card', 'aria-labelledby': 'progress' },
      h('h2', { id: 'progress', class: 'hidden' }, 'Progress'),
      h('div', { class: 'row between' }, state), bar,
      h('dl', { class: 'figures' }, Object.keys(figures).map(each => h('div', {}, labels[each], figures[each])))),
    plots, results);

  function download(text, format) {
    const button = h('button', { type: 'button', class: format === 'csv' ? null : 'plain', hidden: true, 'data-download': format,
      onclick: async () => {
        button.disabled = true;
        fill(button, 'Preparing …');
        try {
          const stem = (file ?? `${name}-${version}-${id.slice(0, 8)}`).replace(/\.[^.]*$/, '');
          await save(path`mlbatch/data/${name}/${version}/${id}/download` + `?format=${format}`, `${stem}-results.${format}`, { signal });
          failed();
        } catch (error) {
          if (!signal.aborted) {
            failed(error);
          }
        }
        button.disabled = false;
        fill(button, text);
      } }, text);
    return button;
  }

  async function remove() {
    if (await cancel(shown)) {
      location.hash = '#/executions';
    }
  }

  function draw() {
    const { completedItemCount: done, totalItemCount: total, failedItemCount: failures } = shown;
    const ended = isEnded(shown);
    fill(state, stateLabel(shown));
    bar.max = Math.max(1, total);
    bar.value = done;
    setText(figures.Completed, ended ? plural(total, 'record') : `${count(done)} of ${count(total)}`);
    setText(figures.Failed, failures === null ? '–' : count(failures));
    figures.Failed.classList.toggle('failures', failures > 0);
    setText(stop, ended ? 'Delete' : 'Cancel');
    downloads.querySelectorAll('[data-download]').forEach(each => { each.hidden = !ended; });
    results.hidden = done === 0;
    if (ended) {
      const millis = Date.parse(shown.finished) - Date.parse(shown.created);
      setText(labels['Time left'], 'Duration');
      setText(figures['Time left'], duration(millis));
      setText(figures.Rate, millis > 0 ? rate(total * 1000 / millis) : '–');
    } else {
      const [then, before] = samples[0];
      const perSecond = samples.length > 1 ? (done - before) * 1000 / (performance.now() - then) : 0;
      setText(figures.Rate, samples.length > 1 ? rate(perSecond) : '–');
      setText(figures['Time left'], perSecond > 0 ? duration((total - done) * 1000 / perSecond) : '–');
    }
  }

  function sample() {
    const now = performance.now();
    samples.push([now, shown.completedItemCount]);
    while (samples.length > 2 && now - samples[0][0] > WINDOW) {
      samples.shift();
    }
  }

  let announced = 0;
  let watched = false;

  async function poll() {
    shown = await read(details, { signal });
    sample();
    draw();
    const percent = 100 * shown.completedItemCount / Math.max(1, shown.totalItemCount);
    if (!isEnded(shown)) {
      watched = true;
      const step = ANNOUNCED.findLast(each => each <= percent) ?? 0;
      if (step > announced) {
        announced = step;
        announce(`${step} percent completed`);
      }
      table.update(shown);
      return samples.length < 60 ? 1000 : 2000;
    }
    if (watched) {
      announce(`Complete: ${plural(shown.totalItemCount, 'record')}, ${shown.failedItemCount ?? 'unknown'} failed`);
      document.title = `Complete: ${document.title}`;
    }
    table.update(shown);
    charts({ name, version, id }, signal).then(drawn => fill(plots, drawn), error => signal.aborted || fill(plots, problem(error)));
    return 0;
  }

  /** A hidden page lets the host respond at the end, and does not poll. */
  async function untilEnd() {
    const waiting = new AbortController();
    const visible = new Promise(resolve => document.addEventListener('visibilitychange', resolve, { once: true }));
    signal.addEventListener('abort', () => waiting.abort());
    const response = await Promise.race([visible, send(path`api/${name}/${version}/batch/${id}`,
      { method: 'HEAD', headers: { Prefer: 'wait=60' }, signal: waiting.signal })]);
    if (document.hidden && !response.headers.has('Preference-Applied')) {
      await visible;
    }
    waiting.abort();
  }

  sample();
  draw();
  live(signal, poll, failed, untilEnd);
}
