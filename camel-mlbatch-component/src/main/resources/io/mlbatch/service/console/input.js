/* Licensed under the Apache License, Version 2.0 */

const BEGINNING = 65536;
const DELIMITERS = [',', ';', '\t', '|'];
const BY_EXTENSION = {
  csv: 'text/csv', tsv: 'text/tab-separated-values', tab: 'text/tab-separated-values',
  ndjson: 'application/x-ndjson', jsonl: 'application/x-ndjson',
};

/**
 * Looks at the beginning of a file. Returns the content type that the host needs, parameters of the start, and the
 * declared inputs that the first line of a CSV file lacks.
 */
export async function inspect(file, inputs) {
  const bytes = new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer());
  if (bytes.length === 0) {
    throw unusable(`${file.name} is empty.`);
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] < 8) {
    throw unusable(`${file.name} is a workbook or an archive.`);
  }
  const [text, charset] = decode(bytes);
  const type = contentType(file.name, text);
  const result = { type: type + (charset ? `; charset=${charset}` : ''), parameters: {}, columns: null, missing: [] };
  if (type === 'text/csv' || type === 'text/tab-separated-values') {
    const delimiter = type === 'text/csv' ? detect(text) : '\t';
    const [header, ...rows] = lines(text, delimiter);
    result.columns = header ?? [];
    result.missing = inputs.filter(input => !result.columns.includes(input));
    if (delimiter !== ',' && hasDecimalCommas(rows)) {
      result.parameters.decimal = ',';
    }
  }
  return result;
}

const unusable = message => Object.assign(new Error(message), { remedy: 'Save the records as CSV or JSON, and choose that file.' });

function decode(bytes) {
  const mark = bytes[0] << 8 | bytes[1];
  if (mark === 0xfffe || mark === 0xfeff) {
    return [new TextDecoder(mark === 0xfffe ? 'utf-16le' : 'utf-16be').decode(bytes), 'utf-16'];
  }
  try {
    return [new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }), ''];
  } catch {
    // as spreadsheets of western Windows write it
    return [new TextDecoder('windows-1252').decode(bytes), 'windows-1252'];
  }
}

function contentType(name, text) {
  const start = text.trimStart();
  if (start.startsWith('[')) {
    return 'application/json';
  }
  if (start.startsWith('{')) {
    return isJson(start.slice(0, start.search(/\r?\n|$/))) ? 'application/x-ndjson' : 'application/json';
  }
  return BY_EXTENSION[name.toLowerCase().split('.').pop()] ?? 'text/csv';
}

function isJson(line) {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** The delimiter that is most frequent in the first line. */
function detect(text) {
  const frequency = delimiter => (lines(text, delimiter, 1)[0] ?? []).length;
  return DELIMITERS.reduce((best, each) => frequency(each) > frequency(best) ? each : best);
}

function hasDecimalCommas(rows) {
  const fields = rows.flat();
  return fields.some(field => /^-?\d+,\d+$/.test(field)) && !fields.some(field => /^-?\d+\.\d+$/.test(field));
}

/** Returns the fields of the first lines of CSV. */
function lines(text, delimiter, most = 50) {
  const found = [];
  let line = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length && found.length < most; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') {
        field += text[++i];
      } else if (c === '"') {
        quoted = false;
      } else {
        field += c;
      }
    } else if (c === '"' && field === '') {
      quoted = true;
    } else if (c === delimiter) {
      line.push(field);
      field = '';
    } else if (c === '\n' || c === '\r') {
      if (line.length || field) {
        found.push([...line, field]);
      }
      line = [];
      field = '';
    } else {
      field += c;
    }
  }
  if (found.length < most && (line.length || field)) {
    found.push([...line, field]);
  }
  return found;
}

const NAMES = 'mlbatch.file ';

/** Keeps the name of the file of an execution that this tab started. */
export function keepFileName(id, name) {
  try {
    sessionStorage.setItem(NAMES + id, name);
  } catch {
    // the execution is shown by its id
  }
}

export function fileName(id) {
  try {
    return sessionStorage.getItem(NAMES + id);
  } catch {
    return null;
  }
}
