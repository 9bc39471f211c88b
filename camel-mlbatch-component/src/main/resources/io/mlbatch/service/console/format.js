/* Licensed under the Apache License, Version 2.0 */

const WHOLE = new Intl.NumberFormat('en');
const SHORT = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const VALUE = new Intl.NumberFormat('en', { maximumSignificantDigits: 7, useGrouping: false });
const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const count = number => WHOLE.format(number);

export const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

const exponential = (number, digits) => Number(number.toPrecision(digits)).toExponential().replace('+', '');

/** A number of a record: whole, or with seven digits, as many as single precision has. */
export function value(number) {
  const size = Math.abs(number);
  if (Number.isSafeInteger(number)) {
    return String(number);
  }
  return size !== 0 && (size < 1e-5 || size >= 1e15) ? exponential(number, 5) : VALUE.format(number);
}

export const fraction = text => /\.(\d+)$/.exec(text)?.[1].length ?? 0;

export const short = number => {
  const size = Math.abs(number);
  return size !== 0 && (size < 1e-3 || size >= 1e7) ? exponential(number, 3) : SHORT.format(number);
};

export function rate(perSecond) {
  if (perSecond >= 10 || perSecond === 0) {
    return `${count(Math.round(perSecond))} records/s`;
  }
  return perSecond >= 0.1 ? `${SHORT.format(perSecond)} records/s` : `${SHORT.format(perSecond * 60)} records/min`;
}

export function bytes(number) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = number;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return unit === 0 ? plural(size, 'byte') : `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

export function duration(millis) {
  const seconds = millis / 1000;
  if (millis < 1000) {
    return `${Math.round(millis)} ms`;
  }
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 120) {
    return `${Math.round(seconds)} s`;
  }
  if (seconds < 7200) {
    return `${Math.round(seconds / 60)} min`;
  }
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
}

export const time = millis => TIME.format(new Date(millis));

export const age = millis => millis < 5000 ? 'just now' : `${duration(millis)} ago`;
