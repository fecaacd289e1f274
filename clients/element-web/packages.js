// Element's packages and the bundle of them: those of the usual version lie here, those of another in
// the folder of its name. ELEMENT_VERSION says which it is, also to the client's thread.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const wanted = process.env.ELEMENT_VERSION || undefined;
const { dependencies } = require("./package.json");
const usual = dependencies["matrix-react-sdk"];
const version = wanted ?? usual;
const folder = version === usual ? __dirname : path.join(__dirname, version);

// Whether it is one that can be set up.
const isKnown = /^[\d.]+$/.test(version) && fs.existsSync(path.join(folder, "package.json"));

// A file or folder among them.
const at = (...parts) => path.join(folder, ...parts);

module.exports = { version, isKnown, at };
