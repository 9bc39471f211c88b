// Returns the faults of the page: names of controls, contrast, order of the focus, overflow.
const faults = [];
const visible = each => each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
const name = each => each.getAttribute('aria-label') || [...each.labels ?? []].map(label => label.textContent).join(' ').trim()
  || (each.getAttribute('aria-labelledby') && document.getElementById(each.getAttribute('aria-labelledby'))?.textContent)
  || each.textContent.trim();
const describe = each => each.outerHTML.slice(0, 120);

for (const each of document.querySelectorAll('a, button, input, select, textarea, progress, [role=region], [role=img], nav, dialog')) {
  if (!name(each)) {
    faults.push('no name: ' + describe(each));
  }
}
for (const each of document.querySelectorAll('img:not([alt])')) {
  faults.push('no alt: ' + describe(each));
}
if (document.querySelectorAll('h1').length !== 1 || document.querySelectorAll('main').length !== 1 || !document.documentElement.lang || !document.title) {
  faults.push('one h1, one main, a language and a title');
}
const landmarks = [...document.querySelectorAll('section[aria-labelledby], [role=region], nav')].filter(visible).map(name);
landmarks.filter((each, i) => landmarks.indexOf(each) !== i).forEach(each => faults.push('landmark twice: ' + each));
const levels = [...document.querySelectorAll('h1, h2, h3')].map(each => Number(each.tagName[1]));
levels.forEach((level, i) => i > 0 && level > levels[i - 1] + 1 && faults.push('skipped level of a heading: ' + levels));
const ids = [...document.querySelectorAll('[id]')].map(each => each.id);
ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => faults.push('id twice: ' + id));
if (document.querySelector('[tabindex]:not([tabindex="0"], [tabindex="-1"])')) {
  faults.push('order of the focus differs from that of the document');
}
if (document.querySelector('[style]:not(.uplot *, .uplot)')) {
  faults.push('inline style: ' + describe(document.querySelector('[style]:not(.uplot *, .uplot)')));
}
if (document.scrollingElement.scrollWidth > innerWidth) {
  faults.push(`wider than the window: ${document.scrollingElement.scrollWidth} > ${innerWidth}`);
}

const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
function rgba(color) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return { r, g, b, a: a / 255 };
}
function background(element) {
  for (let each = element; each; each = each.parentElement) {
    const color = rgba(getComputedStyle(each).backgroundColor);
    if (color.a === 1) {
      return color;
    }
  }
  return { r: 255, g: 255, b: 255, a: 1 };
}
function luminance({ r, g, b }) {
  const [x, y, z] = [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || !visible(element) || element.closest('noscript, :disabled, option')) {
    continue;
  }
  const [light, dark] = [luminance(rgba(getComputedStyle(element).color)), luminance(background(element))].sort((a, b) => b - a);
  const ratio = (light + 0.05) / (dark + 0.05);
  if (ratio < 4.5) {
    faults.push(`contrast ${ratio.toFixed(2)}: ${describe(element)}`);
  }
}
return faults;
