/* Licensed under the Apache License, Version 2.0 */
import { executionAddress, path, publicAddress, query, read, save, serviceAddress, upload } from './api.js';
import { announce, field, fill, h, problem } from './dom.js';
import { executionTable, listed } from './executions.js';
import { inspect, keepFileName } from './input.js';
import { consumeForm } from './consume.js';

/** Columns that a message names. */
const MOST_NAMES = 20;

const newestFirst = (a, b) => b.version.localeCompare(a.version, 'en', { numeric: true });

/** The list of services, each with its newest version. */
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
  return h('div', {}, h(level, { class: 'meta muted' }, title),
    definitions.length + files.length === 0
      ? h('p', { class: 'meta' }, title === 'Inputs' ? 'Any record' : 'Not declared')
      : h('ul', { class: 'chips' },
        definitions.map(each => h('li', {}, each.name, ' ', h('span', {}, each.type))),
        files.map(each => h('li', {}, each, ' ', h('span', {}, 'file')))));
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
  const inputs = (service.inputParameterDefinitions ?? []).map(each => each.name);
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
    ? `A CSV file names its columns in the first line: ${inputs.join(', ')}. Other columns are kept.`
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
      const found = await inspect(file, inputs);
      found.missing.length ? confirmMissing(file, found) : await start(file, found);
    } catch (error) {
      if (!signal.aborted) {
        fill(state, problem(error.name === 'NotReadableError'
          ? { message: `The file ${file.name} cannot be read.`, remedy: 'Choose it again.' } : error));
      }
    }
  }

  function confirmMissing(file, found) {
    const list = names => names.slice(0, MOST_NAMES).map(each => `“${each}”`).join(', ') + (names.length > MOST_NAMES ? ' …' : '');
    fill(state, h('div', { class: 'notice', role: 'alert' },
      h('p', {}, `${file.name} has no column ${list(found.missing)}. Its columns: ${list(found.columns) || 'none'}.`),
      h('p', { class: 'muted' }, 'Rename the columns in the first line, and choose the file again. If a missing value is allowed, start anyway.'),
      h('p', {}, h('button', { type: 'button', class: 'plain',
        onclick: () => start(file, found).catch(error => fill(state, problem(error))) }, 'Start anyway'))));
  }

  async function start(file, found) {
    const sent = h('progress', { max: 1, value: 0, 'aria-label': `Upload of ${file.name}` });
    fill(state, h('p', { class: 'small muted' }, `Sending ${file.name} …`), sent);
    const started = await upload(
      path`api/${service.name}/${service.version}/batch` + query({ parallelCount: parallel.value, ...found.parameters }),
      found.content, found.type, fraction => { sent.value = fraction; }, signal);
    const id = started.batchExecutionId;
    keepFileName(id, file.name);
    announce('The batch has started');
    location.hash = executionAddress(service.name, service.version, id);
  }

  return h('section', { class: 'card', 'aria-labelledby': 'file' },
    h('h2', { id: 'file' }, 'Score a file'), drop, state,
    h('details', {}, h('summary', { class: 'small' }, 'Options'),
      h('div', { class: 'fields' }, field('Records in flight', parallel, 'How many records the service computes at the same time.'))));
}

/** Shows how programs call the service. */
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
