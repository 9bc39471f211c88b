/* Licensed under the Apache License, Version 2.0 */

const BEGINNING = 65536;
const DELIMITERS = [',', ';', '\t', '|'];
/** How workbooks, archives, images and documents begin. */
const OTHERS = [[0x50, 0x4b, 3, 4], [0xd0, 0xcf, 0x11, 0xe0], [0x1f, 0x8b], [0x89, 0x50, 0x4e, 0x47], [0xff, 0xd8, 0xff], [0x25, 0x50, 0x44, 0x46]];
/** A first line that only Excel reads. */
const EXCEL_HINT = /^sep=(.)\r?\n/i;
const BY_EXTENSION = {
  csv: 'text/csv', tsv: 'text/tab-separated-values', tab: 'text/tab-separated-values',
  ndjson: 'application/x-ndjson', jsonl: 'application/x-ndjson',
};

/**
 * Looks at the beginning of a file. Returns the content and its type for the host, parameters of the start, and the
 * declared inputs that the first line of a CSV file lacks.
 */
export async function inspect(file, inputs) {
  const bytes = new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer());
  if (bytes.length === 0) {
    throw unusable(`${file.name} is empty.`);
  }
  if (OTHERS.some(beginning => beginning.every((byte, i) => byte === bytes[i]))) {
    throw unusable(`${file.name} is a workbook, an archive, an image or a document.`);
  }
  const [text, charset] = await decode(bytes, file);
  const type = contentType(file.name, text);
  const result = { content: file, type: type + (charset ? `; charset=${charset}` : ''), parameters: {}, columns: null, missing: [] };
  if (type === 'text/csv' || type === 'text/tab-separated-values') {
    const hint = EXCEL_HINT.exec(text);
    const delimiter = hint?.[1] ?? (type === 'text/csv' ? detect(text) : '\t');
    const [header, ...rows] = lines(text.slice(hint?.[0].length), delimiter);
    result.columns = header ?? [];
    if (hint && charset !== 'utf-16') {
      result.content = file.slice(hint[0].length + (bytes[0] === 0xef ? 3 : 0));
    }
    result.missing = inputs.filter(input => !result.columns.includes(input));
    if (delimiter !== ',' && hasDecimalCommas(rows.flat(), delimiter)) {
      result.parameters.decimal = ',';
    }
  }
  return result;
}

const unusable = message => Object.assign(new Error(message), { remedy: 'Save the records as CSV or JSON, and choose that file.' });

async function decode(bytes, file) {
  const mark = bytes[0] << 8 | bytes[1];
  if (mark === 0xfffe || mark === 0xfeff) {
    return [new TextDecoder(mark === 0xfffe ? 'utf-16le' : 'utf-16be').decode(bytes), 'utf-16'];
  }
  const isUtf8 = await beginsAsUtf8(file);
  // windows-1252: as spreadsheets of western Windows write it
  return [new TextDecoder(isUtf8 ? 'utf-8' : 'windows-1252').decode(bytes), isUtf8 ? '' : 'windows-1252'];
}

/** Reads until after the first letters beyond ASCII: a long file may have them in its last line. */
async function beginsAsUtf8(file) {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = file.stream().getReader();
  try {
    for (let isFound = false; !isFound;) {
      const { done, value } = await reader.read();
      if (done) {
        decoder.decode();
        return true;
      }
      // a letter at the end of this part is complete in the next one only
      isFound = decoder.decode(value, { stream: true }).length !== value.length && value[value.length - 1] < 0x80;
    }
    return true;
  } catch (error) {
    if (error instanceof TypeError) {
      return false;
    }
    throw error;
  } finally {
    reader.cancel();
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

/** Spreadsheets write semicolons where the comma is the decimal mark: such a file may have its first comma at its end. */
function hasDecimalCommas(fields, delimiter) {
  return (delimiter === ';' || fields.some(field => /^-?\d+,\d+$/.test(field))) && !fields.some(field => /^-?\d+\.\d+$/.test(field));
}

/** Returns the fields of the first lines of CSV. */
function lines(text, delimiter, most = 1000) {
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
