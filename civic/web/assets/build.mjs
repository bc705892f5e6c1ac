// Compiles scss/ and js/ into ../static. The results are committed, so running the portal needs no Node.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { compile } from "sass";

const out = "../static";
const font = "node_modules/@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2";
mkdirSync(out, { recursive: true });

const { css } = compile("scss/civic.scss", {
  style: "compressed",
  loadPaths: ["node_modules"],
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "color-functions"],
});
// As `asset()` names it, so that the preload and the style sheet ask for one address.
const digest = createHash("sha256").update(readFileSync(font)).digest("hex").slice(0, 12);
writeFileSync(`${out}/civic.css`, css.replaceAll("public-sans.woff2", `public-sans.woff2?v=${digest}`));

await build({
  entryPoints: ["js/civic.js", "js/desk.js"],
  outdir: out,
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2020",
});

copyFileSync("node_modules/htmx.org/dist/htmx.min.js", `${out}/htmx.min.js`);
copyFileSync(font, `${out}/public-sans.woff2`);
