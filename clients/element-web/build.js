// Bundles Element's unmodified code as a browser would load it: bundle/element.js and the workers. The
// version is packages.js' choice.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const esbuild = require("esbuild");
const { at } = require("./packages");

const here = (...parts) => path.join(__dirname, ...parts);
const sdk = at("node_modules", "matrix-react-sdk");
const lib = path.join(sdk, "lib");
const src = path.join(sdk, "src");

// What is only drawn or played by a browser: an address in its place, and an empty icon.
const drawn = { contents: 'module.exports = { default: "/drawn", Icon: () => null };' };

// The package expects the webpack configuration of the Element Web app around it. This does the same
// things; no line of JavaScript is changed.
const asElementsWebpack = {
  name: "as-elements-webpack",
  setup(build) {
    const within = (folder) => (args) => args.importer.startsWith(folder);
    const isFromLib = within(lib);
    build.onResolve({ filter: /\.(svg|png|gif|css|pcss|wasm|woff2?)$|^\$webapp\// }, (args) => ({
      path: args.path, namespace: "drawn",
    }));
    build.onResolve({ filter: /RecorderWorklet$/ }, () => ({ path: "RecorderWorklet", namespace: "drawn" }));
    build.onResolve({ filter: /opus-recorder\/dist\/.*(Worker\.min\.js|wasm)$/ }, (args) => ({
      path: args.path, namespace: "drawn",
    }));
    build.onLoad({ filter: /.*/, namespace: "drawn" }, () => drawn);
    // Left-overs of the package's own build: endings of sources, and two ways into its sources.
    build.onResolve({ filter: /^\..*\.tsx?$/ }, (args) =>
      isFromLib(args)
        ? { path: path.resolve(args.resolveDir, args.path).replace(/\.tsx?$/, ".js") }
        : undefined);
    build.onResolve({ filter: /^(\.\.\/)+src\// }, (args) =>
      isFromLib(args)
        ? { path: path.join(sdk, args.path.replace(/^(\.\.\/)+src/, "lib") + ".js") }
        : undefined);
    // These use import.meta, which cannot stand in the CommonJS of lib/.
    build.onResolve({ filter: /(Worker|Worklet)Factory$/ }, (args) =>
      isFromLib(args)
        ? { path: path.resolve(args.resolveDir, args.path).replace(lib, src) + ".ts" }
        : undefined);
  },
};

const common = {
  bundle: true, platform: "browser", format: "iife", target: "es2022", logLevel: "error",
  define: {
    global: "window", "process.env.NODE_ENV": '"production"', "import.meta.url": "location.href",
  },
};

// esbuild makes a module anew for each `require` of it, which for the js-sdk's 700 names in 400 places
// is a third of the time that a page takes. This keeps the first one, as webpack does.
function keepModules(file) {
  const code = fs.readFileSync(file, "utf8");
  const changed = code.replace(/__toCommonJS = \(mod\) => (__copyProps\(.*\));/,
    "__kept = new WeakMap(), __toCommonJS = (mod) => __kept.get(mod) ?? (__kept.set(mod, $1), __kept.get(mod));");
  if (changed === code) throw new Error("esbuild writes __toCommonJS in another way now");
  fs.writeFileSync(file, changed);
}

async function main() {
  await esbuild.build({
    ...common,
    entryPoints: [here("entry.js")],
    outfile: at("bundle", "element.js"),
    // entry.js lies beside the packages of the usual version.
    alias: { "matrix-react-sdk": sdk, "matrix-js-sdk": at("node_modules", "matrix-js-sdk") },
    plugins: [asElementsWebpack],
    inject: [here("shims.js")],
    external: ["@matrix-org/matrix-sdk-crypto-wasm"],  // of encrypted rooms, which are not tried
  });
  keepModules(at("bundle", "element.js"));
  await esbuild.build({
    ...common,
    entryPoints: ["playback.worker.ts", "indexeddb.worker.ts"].map((name) => path.join(src, "workers", name)),
    outdir: at("bundle"),
  });
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
