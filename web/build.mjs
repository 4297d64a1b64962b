// Usage: node build.mjs FOLDER. Writes the site's styles and GOV.UK Frontend's script into the folder.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { compile, Logger, NodePackageImporter } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? "");
// A build that names one of these would publish what only gov.uk may use, or ask for a file that is not there.
const unwanted = /crest|crown|GDS Transport|url\(/i;

const { css } = compile(join(here, "pages.scss"), {
  importers: [new NodePackageImporter(here)],
  logger: Logger.silent,
  quietDeps: true,
  style: "compressed",
});
if (unwanted.test(css)) {
  throw new Error(`The compiled styles contain '${css.match(unwanted)[0]}'`);
}

await mkdir(target, { recursive: true });
await write("pages.css", css);
const script = await readFile(join(here, "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
// Its source map stays behind, so nothing may ask for it.
await write("govuk-frontend.min.js", script.replace(/\/\/# sourceMappingURL=.*/, ""));

// The packed file is served to browsers that can unpack it: a page with its styles and script stays under 60 KB.
async function write(name, text) {
  await writeFile(join(target, name), text);
  await writeFile(join(target, `${name}.gz`), gzipSync(text, { level: 9 }));
}
