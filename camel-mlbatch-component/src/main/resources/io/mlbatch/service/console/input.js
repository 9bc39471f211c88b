/* Licensed under the Apache License, Version 2.0 */

const BEGINNING = 1 << 20;
const DELIMITERS = [',', ';', '\t', '|'];
/** How workbooks, archives, images and documents begin. */
const OTHERS = [[0x50, 0x4b, 3, 4], [0xd0, 0xcf, 0x11, 0xe0], [0x1f, 0x8b], [0x89, 0x50, 0x4e, 0x47], [0xff, 0xd8, 0xff], [0x25, 0x50, 0x44, 0x46]];
/** A first line that only Excel reads. */
const EXCEL_HINT = /^"?sep=(.)"?\r?\n/i;
const COMMA = /^\s*[-+]?\d*,\d+\s*$/;
const POINT = /^\s*[-+]?\d*\.\d+\s*$/;
const BY_EXTENSION = {
  csv: 'text/csv', tsv: 'text/tab-separated-values', tab: 'text/tab-separated-values',
  ndjson: 'application/x-ndjson', jsonl: 'application/x-ndjson',
};

/**
 * Looks at the beginning of a file.
 * @param inputs the declared inputs
 * @returns its columns, the inputs that no column of a CSV file has, and a function that prepares the upload: its
 *     argument maps inputs to columns, its result has the content and its type for the host, parameters of the start,
 *     and notes about the way in which the file is read
 */
export async function inspect(file, inputs) {
  const bytes = new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer());
  if (bytes.length === 0) {
    throw unusable(`${file.name} is empty.`);
  }
  if (OTHERS.some(beginning => beginning.every((byte, i) => byte === bytes[i]))) {
    throw unusable(`${file.name} is a workbook, an archive, an image or a document.`);
  }
  const [text, charset, mark] = await decode(bytes, file);
  const format = contentType(file.name, text);
  const type = format + (charset ? `; charset=${charset}` : '');
  if (format !== 'text/csv' && format !== 'text/tab-separated-values') {
    return { columns: [], missing: [], prepare: () => ({ content: file, type, parameters: {}, notes: [] }) };
  }
  const hint = EXCEL_HINT.exec(text);
  const from = hint?.[0].length ?? 0;
  const delimiter = hint?.[1] ?? (format === 'text/csv' ? detect(text) : '\t');
  const found = lines(text, delimiter, 1000, from);
  const columns = found[0]?.fields ?? [];
  const alike = assign(inputs.map(each => each.name), columns);

  function prepare(chosen = {}) {
    const renamed = Object.entries({ ...alike, ...chosen });
    const names = columns.map(column => renamed.find(([, each]) => each === column)?.[0] ?? column);
    const notes = renamed.map(([input, column]) => `column “${column}” as ${input}`);
    const parameters = { delimiter: delimiter === '\t' ? 'tab' : delimiter };
    const numeric = inputs.filter(each => /numeric|integer/.test(each.type)).map(each => names.indexOf(each.name));
    if (hasDecimalCommas(found.slice(1), numeric, delimiter)) {
      parameters.decimal = ',';
      notes.push('commas as decimal marks');
    }
    if (charset === 'windows-1252') {
      notes.push('encoding windows-1252');
    }
    let content = file;
    if (renamed.length) {
      const at = end => mark + encode(text.slice(0, end), charset, bytes).length;
      const header = names.map(name => escaped(name, delimiter)).join(delimiter);
      content = new Blob([file.slice(0, at(found[0].from)), encode(header, charset, bytes), file.slice(at(found[0].to))]);
    }
    return { content, type, parameters, notes };
  }

  return { columns, missing: inputs.map(each => each.name).filter(each => !columns.includes(each) && !alike[each]), prepare };
}

const plain = name => name.normalize('NFKC').toUpperCase().replace(/[\s_.-]+/g, '');

/** Returns the columns of inputs whose names differ only in case, blanks and separators, if they are unmistakable. */
function assign(inputs, columns) {
  const open = inputs.filter(each => !columns.includes(each));
  const others = columns.filter(each => !inputs.includes(each));
  const same = (names, name) => names.filter(each => plain(each) === plain(name));
  return Object.fromEntries(open.map(each => [each, same(others, each)])
    .filter(([input, found]) => found.length === 1 && same(open, input).length === 1)
    .map(([input, [column]]) => [input, column]));
}

const escaped = (name, delimiter) => name.includes(delimiter) || /["\r\n]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;

/** Returns a text in the encoding of a file that begins with these bytes. */
function encode(text, charset, [first]) {
  if (charset === 'utf-16') {
    const high = Number(first === 0xff);
    return Uint8Array.from({ length: 2 * text.length }, (_, i) => text.charCodeAt(i >> 1) >> (i % 2 === high ? 8 : 0));
  }
  if (!charset) {
    return new TextEncoder().encode(text);
  }
  const letters = new TextDecoder(charset).decode(Uint8Array.from(Array(256).keys()));
  return Uint8Array.from(text, letter => {
    const byte = letters.indexOf(letter);
    if (byte < 0) {
      throw unusable('The encoding of the file has no letters for the name of an input.');
    }
    return byte;
  });
}

const unusable = message => Object.assign(new Error(message), { remedy: 'Save the records as CSV or JSON, and choose that file.' });

/** Returns the text of the first bytes, its charset for the host, and the length of the byte order mark. */
async function decode(bytes, file) {
  const mark = bytes[0] << 8 | bytes[1];
  if (mark === 0xfffe || mark === 0xfeff) {
    return [new TextDecoder(mark === 0xfffe ? 'utf-16le' : 'utf-16be').decode(bytes), 'utf-16', 2];
  }
  const isUtf8 = await beginsAsUtf8(file);
  // windows-1252: as spreadsheets of western Windows write it
  return [new TextDecoder(isUtf8 ? 'utf-8' : 'windows-1252').decode(bytes), isUtf8 ? '' : 'windows-1252', isUtf8 && mark === 0xefbb ? 3 : 0];
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

/** The delimiter that is most frequent in the first line; a single column may have decimal commas. */
function detect(text) {
  const frequency = delimiter => (lines(text, delimiter, 1)[0]?.fields ?? []).length;
  const best = DELIMITERS.reduce((most, each) => frequency(each) > frequency(most) ? each : most);
  const rows = lines(text, ';', 1000).slice(1);
  return frequency(best) === 1 && rows.length && rows.every(({ fields }) => COMMA.test(fields[0])) ? ';' : best;
}

/**
 * Spreadsheets write semicolons where the comma is the decimal mark: such a file may have its first comma at its end.
 * @param numeric positions of the inputs that are numbers; without them, all columns decide
 */
function hasDecimalCommas(rows, numeric, delimiter) {
  const numbers = rows.flatMap(({ fields }) => numeric.length ? numeric.map(i => fields[i] ?? '') : fields);
  return delimiter !== ',' && (delimiter === ';' || numbers.some(each => COMMA.test(each))) && !numbers.some(each => POINT.test(each));
}

/** Returns the first lines of CSV: their fields, and where they begin and end. */
function lines(text, delimiter, most, start = 0) {
  const found = [];
  let fields = [];
  let field = '';
  let quoted = false;
  let from = start;
  const end = to => {
    if (fields.length || field) {
      found.push({ fields: [...fields, field], from, to });
    }
    fields = [];
    field = '';
    from = to + 1;
  };
  for (let i = start; i < text.length && found.length < most; i++) {
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
      fields.push(field);
      field = '';
    } else if (c === '\n' || c === '\r') {
      end(i);
    } else {
      field += c;
    }
  }
  if (found.length < most) {
    end(text.length);
  }
  return found;
}

const NAMES = 'mlbatch.file ';

/** Keeps the name of the file of an execution that this tab started, and how the file was read. */
export function keepFile(id, name, notes) {
  try {
    sessionStorage.setItem(NAMES + id, JSON.stringify({ name, notes }));
  } catch {
    // the execution is shown by its id
  }
}

/** Removes the names when the user leaves. */
export function forgetFiles() {
  Object.keys(sessionStorage).filter(key => key.startsWith(NAMES)).forEach(key => sessionStorage.removeItem(key));
}

export function startedWith(id) {
  try {
    return JSON.parse(sessionStorage.getItem(NAMES + id)) ?? {};
  } catch {
    return {};
  }
}
