// Builds app/static/dist: one script, one style sheet, the CJK fonts, the icon sprite and manifest.json.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import * as esbuild from 'esbuild';
import { PurgeCSS } from 'purgecss';

const OUT = 'app/static/dist';
const ICONS = 'node_modules/@tabler/icons/icons/outline';
const TARGET = ['chrome100', 'firefox100', 'safari15.4'];
const LIMITS = { 'app.css': 25, 'app.js': 25, 'board.js': 15 }; // KB, gzipped

// Classes that are put together at run time (`s` + stage number, `is-` + tone) or set by htmx and by no template.
const SAFE_CLASSES = [/^s[1-6]$/, /^is-/, /^tree-[1-4]$/, /^site-/, /^htmx-/];

const files = (folder, ...endings) =>
  fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name)).filter((name) => endings.some((ending) => name.endsWith(ending)));
const read = (name) => fs.readFileSync(name, 'utf8');
const hash = (content) => createHash('sha256').update(content).digest('hex').slice(0, 10);
const templates = files('templates', '.html');
const python = files('app', '.py');

/** Words in quotes: the only places where Python or Jinja can name a class or an icon. */
const quoted = (source) => [...source.matchAll(/(["'])((?:(?!\1|\n).)*)\1/g)].map((match) => match[2]);
const named = (source) => [...source.matchAll(/(?<![=\w])(["'])([a-z][a-z0-9-]+)\1/g)].map((match) => match[2]);

/** Icons asked for in templates and Python, also as an argument of a macro; an unknown one stops the build. */
function iconNames() {
  const known = new Set(files(ICONS, '.svg').map((name) => path.basename(name, '.svg')));
  const used = new Map();
  for (const file of [...templates, ...python]) {
    const source = read(file);
    for (const match of source.matchAll(/\bicon(?:_name)?(?:\(|=|['"]\s*:\s*)\s*['"]([a-z0-9-]+)['"]/g)) used.set(match[1], file);
    if (/icon|_ui\//.test(source)) for (const word of named(source)) if (known.has(word)) used.set(word, file);
  }
  const wrong = [...used].filter(([name]) => !known.has(name));
  if (wrong.length) throw new Error(wrong.map(([name, file]) => `${file}: there is no icon “${name}”`).join('\n'));
  return [...used.keys()].sort();
}

function sprite(names) {
  const symbol = (name) => {
    const drawing = read(`${ICONS}/${name}.svg`).replace(/[\s\S]*?<svg[^>]*>/, '').replace('</svg>', '').replace(/\s+/g, ' ');
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${drawing}</symbol>`;
  };
  return `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join('')}</svg>`;
}

/** The style sheet without the vendor's rules that no page uses. */
async function purge(css) {
  const [purged] = await new PurgeCSS().purge({
    css: [{ raw: css }],
    content: [
      ...templates.map((name) => ({ raw: read(name), extension: 'html' })),
      ...files('assets/js', '.js').map((name) => ({ raw: read(name), extension: 'js' })),
      ...python.map((name) => ({ raw: quoted(read(name)).join(' '), extension: 'py' })),
    ],
    safelist: { standard: SAFE_CLASSES, variables: [/^--tblr-(body|font|border|primary)/] },
    variables: true,
    keyframes: true,
    defaultExtractor: (content) => content.match(/[\w-]+/g) ?? [],
  });
  return (await esbuild.transform(purged.css, { loader: 'css', minify: true, target: TARGET })).code;
}

async function main() {
  const manifest = {};
  const written = new Set();
  const write = (name, content) => {
    fs.mkdirSync(path.dirname(path.join(OUT, name)), { recursive: true });
    fs.writeFileSync(path.join(OUT, name), content);
    written.add(name);
  };
  const keep = (name, content) => {
    const ending = path.extname(name);
    manifest[name] = `${path.basename(name, ending)}-${hash(content)}${ending}`;
    write(manifest[name], content);
  };
  const built = await esbuild.build({
    entryPoints: { app: 'assets/js/app.js', board: 'assets/js/board.js', style: 'assets/css/app.css', cjk: 'assets/css/cjk.css' },
    bundle: true, minify: true, format: 'iife', target: TARGET, outdir: OUT, write: false,
    assetNames: 'fonts/[name]-[hash]', loader: { '.woff2': 'file', '.woff': 'empty' },
    legalComments: 'linked', logLevel: 'warning',
  });
  for (const file of built.outputFiles) {
    const name = path.relative(path.resolve(OUT), file.path);
    if (name === 'app.js' || name === 'board.js' || name === 'cjk.css') keep(name, file.text);
    else if (name === 'style.css') keep('app.css', await purge(file.text));
    else write(name, file.contents);
  }
  const icons = iconNames();
  keep('icons.svg', sprite(icons));
  write('manifest.json', JSON.stringify({ ...manifest, icons }, null, 1));
  for (const name of files(OUT, '')) {
    if (!fs.statSync(name).isDirectory() && !written.has(path.relative(OUT, name))) fs.rmSync(name);
  }
  for (const [name, file] of Object.entries(manifest)) {
    const content = fs.readFileSync(`${OUT}/${file}`);
    const size = zlib.gzipSync(content, { level: 9 }).length / 1024;
    console.log(`${name.padEnd(10)} ${(content.length / 1024).toFixed(1)} KB, ${size.toFixed(1)} KB gz`);
    if (size > (LIMITS[name] ?? Infinity)) throw new Error(`${name} is larger than ${LIMITS[name]} KB gzipped`);
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
