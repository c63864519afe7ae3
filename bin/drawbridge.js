#!/usr/bin/env node
// Plain JavaScript for any Node: finds one that is new enough and starts the program with it.
// In a clone the program is the source itself, whose types Node strips; in a package it is dist/.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 19);
const main = existsSync(file('src/main.ts')) ? file('src/main.ts') : file('dist/main.js');

if (isNewEnough) {
  await import(pathToFileURL(main).href);
} else {
  const node = file(`node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
  if (!existsSync(node)) {
    console.error(`drawbridge: needs Node 22.19 or newer, this is ${process.versions.node}`);
    process.exit(2);
  }
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
  });
}
