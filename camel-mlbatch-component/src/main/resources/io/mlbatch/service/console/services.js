/* Licensed under the Apache License, Version 2.0 */
import { executionAddress, path, publicAddress, query, read, save, serviceAddress, upload } from './api.js';
import { announce, field, fill, h, problem, setText } from './dom.js';
import { executionTable, listed } from './executions.js';
import { inspect, keepFile } from './input.js';
import { consumeForm } from './consume.js';

/** Names that a text lists. */
const MOST_NAMES = 12;

const some = (names, text = each => each) => names.slice(0, MOST_NAMES).map(text).join(', ')
  + (names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '');

const newestFirst = (a, b) => b.version.localeCompare(a.version, 'en', { numeric: true });

export async function services(main, _, signal) {
  const all = await read('services', { signal });
  const byName = new Map();
  for (const each of all.sort(newestFirst)) {
    byName.set(each.name, [...byName.get(each.name) ?? [], each]);
  }
  const names = [...byName.keys()].sort((a, b) => a.localeCompare(b));
  fill(main,
    h('div', {}, h('h1', {}, 'Services'), h('p', { class: 'lead' }, names.length
      ? 'Choose a service to score a file or a single record.'
      : 'This host offers no services to you. Ask its operator.')),
    h('ul', { class: 'cards' }, names.map(name => serviceCard(byName.get(name)))));
}

function serviceCard([newest, ...older]) {
  return h('li', { class: 'card' },
    h('div', { class: 'heading' },
      h('div', {},
        h('h2', {}, h('a', { href: serviceAddress(newest.name, newest.version) }, newest.name)),
        h('p', { class: 'meta muted' }, `Version ${newest.version}`,
          older.length > 0 && [', also ', older.map((each, i) =>
            [i > 0 && ', ', h('a', { href: serviceAddress(each.name, each.version) }, each.version)])])),
      h('a', { class: 'button', href: serviceAddress(newest.name, newest.version) }, 'Try it',
        h('span', { class: 'hidden' }, newest.name))),
    newest.description && h('p', {}, newest.description),
    h('div', { class: 'two' },
      parameters('h3', 'Inputs', newest.inputParameterDefinitions),
      parameters('h3', 'Outputs', newest.outputParameterDefinitions, newest.outputFileNames)));
}

function parameters(level, title, definitions = [], files = []) {
  const all = [...definitions.map(each => [each.name, each.type]), ...files.map(each => [each, 'file'])];
  const chips = all.map(([name, type]) => h('li', {}, name, ' ', h('span', {}, type)));
  const rest = chips.splice(MOST_NAMES);
  const more = rest.length > 0 && h('li', {}, h('button', { type: 'button', class: 'link', onclick: () => {
    more.replaceWith(...rest);
    rest[0].tabIndex = -1;
    rest[0].focus();
  } },
    `All ${all.length} ${title.toLowerCase()}`));
  return h('div', { class: 'field' }, h(level, { class: 'meta muted' }, title), all.length ? h('ul', { class: 'chips' }, chips, more)
    : h('p', { class: 'meta' }, title === 'Inputs' ? 'Any record' : 'Not declared'));
}

/** One version of a service: a file or a record can be scored. */
export async function service(main, [name, version], signal) {
  const versions = (await read(path`services/${name}`, { signal })).sort(newestFirst);
  const shown = versions.find(each => each.version === version);
  if (!shown) {
    throw Object.assign(new Error(`Service ${name} has no version ${version}.`), { remedy: 'Choose one from the list of services.' });
  }
  const recent = h('section', { class: 'card', 'aria-labelledby': 'recent', hidden: true });
  fill(main,
    h('div', { class: 'heading' },
      h('div', {},
        h('p', { class: 'crumb' }, h('a', { href: '#/services' }, 'Services')),
        h('h1', {}, name, ' ', h('span', { class: 'muted' }, version)),
        shown.description && h('p', { class: 'lead' }, shown.description)),
      versions.length > 1 && versionChoice(versions, version)),
    h('div', { class: 'two' },
      parameters('h2', 'Inputs', shown.inputParameterDefinitions),
      parameters('h2', 'Outputs', shown.outputParameterDefinitions, shown.outputFileNames)),
    fileForm(shown, signal),
    consumeForm(shown, signal),
    recent,
    programs(shown));
  const show = (...content) => {
    recent.hidden = content.length === 0;
    fill(recent, h('h2', { id: 'recent' }, 'Latest executions'), ...content);
  };
  listed({ service: `${name}/${version}`, limit: 5 }, signal).then(
    found => found.executions.length > 0 && show(executionTable(found, {})),
    error => signal.aborted || show(problem(error)));
}

function versionChoice(versions, version) {
  const select = h('select', { onchange: () => {
    location.hash = serviceAddress(versions[0].name, select.value);
  } }, versions.map(each => h('option', { selected: each.version === version }, each.version)));
  const labeled = field('Version', select);
  labeled.classList.add('inline');
  return labeled;
}

function fileForm(service, signal) {
  const inputs = service.inputParameterDefinitions ?? [];
  const state = h('div', { 'aria-live': 'polite' });
  const chooser = h('input', { type: 'file', class: 'hidden', accept: '.csv,.tsv,.txt,.json,.ndjson,.jsonl', 'aria-label': 'File to score',
    onchange: () => take(chooser.files) });
  const parallel = h('input', { type: 'number', min: 1, inputmode: 'numeric', placeholder: 'as the service has it' });
  const drop = h('div', { class: 'drop',
    ondragover: event => {
      event.preventDefault();
      drop.classList.add('over');
    },
    ondragleave: () => drop.classList.remove('over'),
    ondrop: event => {
      event.preventDefault();
      drop.classList.remove('over');
      const isFolder = event.dataTransfer.items[0]?.webkitGetAsEntry?.()?.isDirectory;
      take(event.dataTransfer.files, isFolder);
    },
  },
  h('strong', {}, 'Drop a CSV or JSON file here'),
  h('p', { class: 'muted' }, inputs.length
    ? `A CSV file names its columns in the first line: ${some(inputs, each => each.name)}. Other columns are kept.`
    : 'A CSV file names its columns in the first line. JSON is an array of objects, or one object per line.'),
  h('label', { class: 'button' }, 'Choose a file', chooser));

  async function take(files, isFolder) {
    const { length, 0: file } = files;
    chooser.value = '';
    if (!file) {
      return;
    }
    try {
      if (isFolder || length > 1) {
        throw Object.assign(new Error(isFolder ? `${file.name} is a folder.` : `These are ${length} files; a batch has one.`), { remedy: 'Drop a single file.' });
      }
      fill(state, h('p', { class: 'small muted' }, `Reading ${file.name} …`));
      const found = await inspect(file, inputs);
      found.missing.length ? assignColumns(file, found) : await start(file, found.prepare());
    } catch (error) {
      report(error, file);
    }
  }

  function assignColumns(file, { columns, missing, prepare }) {
    const quoted = each => `“${each}”`;
    const selects = missing.map(input => [input, h('select', { onchange: draw }, h('option', { value: '' }, 'no column'),
      columns.filter(each => each && !inputs.some(one => one.name === each)).map(each => h('option', { value: each }, each)))]);
    const button = h('button', { type: 'button', onclick: async () => {
      try {
        await start(file, prepare(Object.fromEntries(selects.map(([input, { value }]) => [input, value]).filter(([, value]) => value))));
      } catch (error) {
        report(error, file);
      }
    } });
    function draw() {
      const isComplete = selects.every(([, { value }]) => value);
      button.className = isComplete ? '' : 'plain';
      setText(button, isComplete ? 'Start' : 'Start anyway');
    }
    draw();
    fill(state, h('div', { class: 'notice cards' },
      h('p', {}, `${file.name} has no column ${some(missing, quoted)}. Its columns: ${some(columns, quoted) || 'none'}.`),
      columns.length > 0 && h('div', { class: 'fields' }, selects.map(([input, select]) => field(`Column for ${input}`, select))),
      h('p', { class: 'muted' }, 'Choose the columns, or another file. If a missing value is allowed, start anyway.'), h('p', {}, button)));
  }

  async function start(file, { content, type, parameters, notes }) {
    const stop = new AbortController();
    const sent = h('progress', { max: 1, value: 0, 'aria-label': `Upload of ${file.name}` });
    fill(state, h('div', { class: 'row between small muted' }, `Sending ${file.name} …`,
      h('button', { type: 'button', class: 'link', onclick: () => stop.abort() }, 'Stop')), sent);
    drop.hidden = true;
    try {
      const started = await upload(
        path`api/${service.name}/${service.version}/batch` + query({ parallelCount: parallel.value, ...parameters }),
        content, type, fraction => { sent.value = fraction; }, AbortSignal.any([signal, stop.signal]));
      keepFile(started.batchExecutionId, file.name, notes);
      announce('The batch has started');
      location.hash = executionAddress(service.name, service.version, started.batchExecutionId);
    } finally {
      drop.hidden = false;
    }
  }

  function report(error, file) {
    if (!signal.aborted) {
      fill(state, error.name === 'AbortError' ? null : problem(error.name === 'NotReadableError'
        ? { message: `The file ${file.name} cannot be read.`, remedy: 'Choose it again.' } : error));
    }
  }

  return h('section', { class: 'card', 'aria-labelledby': 'file' },
    h('h2', { id: 'file' }, 'Score a file'), drop, state,
    h('details', {}, h('summary', { class: 'small' }, 'Options'),
      h('div', { class: 'fields' }, field('Records in flight', parallel, 'How many records the service computes at the same time.'))));
}

function programs(service) {
  const batch = publicAddress(path`api/${service.name}/${service.version}/batch`);
  const state = h('div', {});
  return h('details', { class: 'card' }, h('summary', {}, 'Call it from a program'),
    h('pre', { class: 'code', tabindex: 0, role: 'region', 'aria-label': 'Commands' },
      `curl --data-binary @records.csv -H 'Content-Type: text/csv' '${batch}'\n`
      + `curl -H 'Accept: text/csv' -H 'Prefer: wait=60' '${batch}/ID'`),
    h('p', { class: 'small muted' }, 'With logins, each call needs the header Authorization: Bearer TOKEN; POST /login returns the token.'),
    h('p', {}, h('button', { type: 'button', class: 'link',
      onclick: () => save(path`api/${service.name}/${service.version}/swagger.json`, `${service.name}-${service.version}.json`)
        .catch(error => fill(state, problem(error))) }, 'Save swagger.json, for generated clients')), state);
}
