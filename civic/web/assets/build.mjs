// Compiles scss/ and js/ into ../static. The results are committed, so running the portal needs no Node.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { compile } from "sass";

const out = "../static";
mkdirSync(out, { recursive: true });

const { css } = compile("scss/civic.scss", {
  style: "compressed",
  loadPaths: ["node_modules"],
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "color-functions"],
});
writeFileSync(`${out}/civic.css`, css);

await build({
  entryPoints: ["js/civic.js"],
  outfile: `${out}/civic.js`,
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2020",
});

copyFileSync("node_modules/htmx.org/dist/htmx.min.js", `${out}/htmx.min.js`);
copyFileSync(
  "node_modules/@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2",
  `${out}/public-sans.woff2`,
);
