/* Licensed under the Apache License, Version 2.0 */
import { path, query, read } from './api.js';
import { fill, h, problem } from './dom.js';
import { count, plural, short, value } from './format.js';
import { patiently } from './live.js';

const HEIGHT = 200;
const MOST = 12;
const POINTS = 3000;

const plots = new Set();
const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// a canvas has no style sheet: plots are drawn again in the colors of the other scheme
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plots.forEach(plot => plot.draw()));

/** Histograms of the numeric columns, and a scatter of two of them. */
export async function charts({ name, version, id }, signal) {
  const base = path`mlbatch/data/${name}/${version}/${id}`;
  const [summary, [service]] = await Promise.all([
    patiently(() => read(`${base}/summary?inputs=true`, { signal }), signal),
    read(path`services/${name}/${version}`, { signal })]);
  const declared = new Set(service.inputParameterDefinitions?.map(each => each.name));
  signal.addEventListener('abort', () => {
    plots.forEach(plot => plot.remove());
    plots.clear();
  });
  const [outputs, inputs] = ['output', 'input'].map(kind =>
    summary.columns.filter(each => each.kind === kind && each.count > 0));
  // the inputs of the service before columns that only the file has
  inputs.sort((a, b) => declared.has(b.name) - declared.has(a.name));
  if (outputs.length + inputs.length === 0) {
    return null;
  }
  return h('section', { class: 'card', 'aria-labelledby': 'charts' },
    h('h2', { id: 'charts' }, 'Distribution'),
    h('div', { class: 'charts' }, outputs.slice(0, MOST).map(histogram),
      outputs.length + inputs.length > 1 && scatter(base, inputs, outputs, signal)),
    more('Further outputs', outputs.slice(MOST)), more('Inputs', inputs));
}

function more(title, columns) {
  if (columns.length === 0) {
    return null;
  }
  const place = h('div', { class: 'charts' });
  // drawn when they are visible, which gives them a width
  return h('details', { ontoggle: event => event.target.open && !place.firstChild && fill(place, columns.map(histogram)) },
    h('summary', {}, `${title} (${columns.length})`), place);
}

function histogram(column) {
  const range = `${short(column.min)} to ${short(column.max)}, mean ${short(column.mean)}`;
  const missing = column.missing ? `, ${count(column.missing)} missing` : '';
  const caption = h('figcaption', {}, range + missing);
  const bins = column.bins;
  const [first, last] = [bins[0].from, bins[bins.length - 1].to];
  if (last - first <= 1e-9 * Math.max(Math.abs(first), Math.abs(last))) {
    // an axis cannot divide such a range
    return h('figure', {}, h('h3', { class: 'axes' }, column.name),
      h('figcaption', {}, `${plural(column.count, 'value')} of ${value(column.min)}${missing}`));
  }
  return figure(column.name, `Histogram of ${column.name}: ${plural(column.count, 'value')}, ${range}${missing}`, caption, () => ({
    options: {
      scales: { x: { time: false, range: [first, last] }, y: { range: (_, __, most) => [0, most * 1.05] } },
      series: [{}, {
        fill: color('--accent'), stroke: color('--surface'), width: 1, points: { show: false },
        paths: window.uPlot.paths.bars({ size: [1], align: 1 }),
      }],
      onCursor: i => i === null ? range + missing
        : `${short(bins[i].from)} to ${short(bins[i].to)}: ${plural(bins[i].count, 'record')}`,
    },
    data: [bins.map(each => each.from), bins.map(each => each.count)],
  }));
}

function scatter(base, inputs, outputs, signal) {
  const key = column => `${column.kind}:${column.name}`;
  const select = (axis, chosen) => h('select', { 'aria-label': axis, onchange: load },
    [['Outputs', outputs], ['Inputs', inputs]].map(([label, group]) => group.length > 0 && h('optgroup', { label },
      group.map(each => h('option', { value: key(each), selected: each === chosen }, each.name)))));
  const x = select('Horizontal axis', inputs[0] ?? outputs[0]);
  const y = select('Vertical axis', inputs.length ? outputs[0] ?? inputs[1] : outputs[1]);
  const place = h('div', {});

  async function load() {
    const [xKey, yKey] = [x.value, y.value];
    const label = select => select.selectedOptions[0].textContent;
    try {
      const points = await patiently(() => read(`${base}/points` + query({ x: xKey, y: yKey, count: POINTS }), { signal }), signal);
      if (x.value !== xKey || y.value !== yKey) {
        return;
      }
      const order = points.x.map((_, i) => i).sort((a, b) => points.x[a] - points.x[b]);
      const text = points.sampled ? `A sample of ${count(points.x.length)} of ${plural(points.of, 'record')}` : plural(points.x.length, 'record');
      const caption = h('figcaption', {}, text);
      fill(place, figure(null, `Scatter of ${label(y)} over ${label(x)}: ${text}`, caption, () => ({
        options: {
          scales: { x: { time: false, range: padded }, y: { range: padded } },
          series: [{}, {
            paths: () => null,
            points: { show: true, size: points.x.length > 500 ? 4 : 7, width: 0, fill: color('--accent') + 'b0', stroke: color('--accent') },
          }],
          onCursor: i => i === null ? text : `Record ${count(points.index[order[i]])}: ${short(points.x[order[i]])}, ${short(points.y[order[i]])}`,
        },
        data: [order.map(i => points.x[i]), order.map(i => points.y[i])],
      })));
    } catch (error) {
      if (!signal.aborted) {
        fill(place, problem(error));
      }
    }
  }

  load();
  return h('div', {}, h('div', { class: 'axes' }, y, h('span', { class: 'muted' }, 'over'), x), place);
}

/** Leaves space around points at the borders. */
function padded(_, least, most) {
  if (least === null) {
    return [0, 1];
  }
  const range = most - least;
  const space = range > 1e-9 * Math.abs(most) ? range * 0.04 : Math.abs(most) || 1;
  return [least - space, most + space];
}

/** @param content returns options and data in the colors of the moment */
function figure(title, description, caption, content) {
  const plot = h('div', { class: 'plot', role: 'img', 'aria-label': description });
  let chart;
  const draw = () => {
    chart?.destroy();
    const { options, data } = content();
    const axis = () => ({ stroke: color('--muted'), font: '12px system-ui', grid: { stroke: color('--line'), width: 1 }, ticks: { show: false } });
    chart = new window.uPlot({
      width: plot.clientWidth || 320, height: HEIGHT, legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false, x: false },
      axes: [{ ...axis(), size: 28, grid: { show: false }, values: (_, ticks) => ticks.map(short) },
        { ...axis(), size: (_, texts) => 18 + 7 * Math.max(4, ...(texts ?? []).map(each => each.length)), values: (_, ticks) => ticks.map(short) }],
      hooks: { setCursor: [({ cursor }) => fill(caption, options.onCursor(cursor.idx ?? null))] },
      scales: options.scales, series: options.series,
    }, data, plot);
  };
  new ResizeObserver(() => {
    if (plot.clientWidth && chart?.width !== plot.clientWidth) {
      draw();
    }
  }).observe(plot);
  plots.add({ draw, remove: () => chart?.destroy() });
  return h('figure', {}, title && h('h3', { class: 'axes' }, title), plot, caption);
}
