/** The page's only style sheet: light and dark, narrow, and on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #f4f5f7; --ink: #1a1d21; --soft: #586069; --line: #d9dde3;
  --code: #f0f2f5; --link: #0b5cad; --good: #11734b; --mild: #8a5a00; --bad: #b3261e;
  --worst: #8c1d18; --warn-ground: #fff6e0; --warn-line: #e2b455; --chip-ink: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b1e23; --ground: #121417; --ink: #e7e9ec; --soft: #a3abb5; --line: #363c45;
    --code: #24292f; --link: #7db8f7; --good: #5fcf9a; --mild: #e6b450; --bad: #ff8a80;
    --worst: #ffb4ab; --warn-ground: #2d2616; --warn-line: #80682c; --chip-ink: #14161a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Lato, sans-serif;
}
a { color: var(--link); }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; }
.wide { max-width: 66rem; margin: 0 auto; padding: 0 1.5rem; }
.top { padding-top: 2.5rem; }
h1 { margin: .1rem 0 .3rem; font-size: 2rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 0; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h3 { margin: 2.2rem 0 .8rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); font-size: 1.15rem; }
h4 { margin: 1.5rem 0 .6rem; color: var(--soft); font-size: .95rem; }
h5 { margin: 0 0 .4rem; font-size: 1.02rem; line-height: 1.35; }
p { margin: .4rem 0; }
.soft { color: var(--soft); }
.sheet { margin: 1.5rem 0; padding: 1.75rem 2rem 2rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; }
.head { display: flex; gap: 1.4rem; align-items: center; }
.head > .about { min-width: 0; flex: 1; }
.grade {
  flex: none; width: 5.2rem; height: 5.2rem; border: .25rem solid currentColor; border-radius: 50%;
  display: flex; align-items: center; justify-content: center; font-size: 2.7rem; font-weight: 700; line-height: 1;
}
.grade.A, .grade.B, .bar.A, .bar.B { color: var(--good); }
.grade.C, .grade.D, .bar.C, .bar.D { color: var(--mild); }
.grade.E, .grade.F, .bar.E, .bar.F { color: var(--bad); }
.bar { height: .5rem; margin: .6rem 0 .2rem; background: var(--line); border-radius: .25rem; overflow: hidden; }
.bar span { display: block; height: 100%; background: currentColor; }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.2rem, 1fr)); gap: .6rem; margin: 1.4rem 0 0; }
.counts div { padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .5rem; }
.counts dt { color: var(--soft); font-size: .82rem; } .counts dd { margin: 0; font-size: 1.5rem; font-weight: 650; line-height: 1.2; }
.first { margin: 0; padding: 0; list-style: none; counter-reset: step; }
.first li { position: relative; padding: .55rem 0 .55rem 2.6rem; counter-increment: step; }
.first li + li { border-top: 1px solid var(--line); }
.first li::before {
  content: counter(step); position: absolute; left: 0; top: .6rem; width: 1.7rem; height: 1.7rem; border-radius: 50%;
  border: 1px solid var(--line); text-align: center; font-weight: 650; font-size: .9rem; line-height: 1.6rem;
}
.first p { margin: .1rem 0 0; color: var(--soft); }
.note { margin: 1.4rem 0 0; padding: .8rem 1rem; background: var(--warn-ground); border: 1px solid var(--warn-line); border-radius: .5rem; }
.note p, .note ul { margin: .2rem 0; }
.finding { margin: 0 0 1rem; padding: 1rem 1.2rem; border: 1px solid var(--line); border-left: .3rem solid var(--soft); border-radius: .5rem; }
.finding.critical { border-left-color: var(--worst); } .finding.high { border-left-color: var(--bad); } .finding.medium { border-left-color: var(--mild); }
.chip {
  display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: 1rem;
  font-size: .75rem; font-weight: 650; line-height: 1.35rem; white-space: nowrap; vertical-align: .1em;
}
.chip.critical, .chip.high { border-color: transparent; color: var(--chip-ink); background: var(--bad); }
.chip.critical { background: var(--worst); } .chip.medium { color: var(--mild); } .chip.low, .chip.info { color: var(--soft); }
.id { color: var(--soft); font-size: .82rem; font-weight: 400; white-space: nowrap; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .4rem; font-size: .88rem; }
th, td { padding: .45rem .7rem .45rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--soft); font-size: .8rem; font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.results td:nth-child(1), .results td:nth-child(2), .results td:nth-child(3) { white-space: nowrap; }
.evidence { width: auto; margin: .6rem 0; font-size: .88rem; }
.evidence td, .evidence th { border-color: transparent; padding: .1rem .9rem .1rem 0; overflow-wrap: anywhere; font-weight: 400; }
.evidence th { color: var(--soft); }
code, pre { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "JetBrains Mono", monospace; font-size: .86em; }
code { overflow-wrap: anywhere; }
pre { margin: .4rem 0 .8rem; padding: .7rem .9rem; background: var(--code); border-radius: .4rem; overflow-x: auto; line-height: 1.5; }
pre code { font-size: .82rem; overflow-wrap: normal; }
.label { margin: .7rem 0 .1rem; color: var(--soft); font-size: .82rem; font-weight: 600; }
.FAIL { color: var(--bad); font-weight: 650; } .unknown, .waived { color: var(--mild); font-weight: 650; } .pass { color: var(--good); }
.links { margin: .6rem 0 0; font-size: .85rem; color: var(--soft); }
.end { padding-bottom: 3rem; color: var(--soft); font-size: .88rem; }
@media (max-width: 40rem) {
  .wide { padding-left: .75rem; padding-right: .75rem; }
  .top { padding-top: 1.25rem; }
  .sheet { padding: 1.1rem 1rem 1.3rem; }
  .head { align-items: flex-start; gap: .9rem; }
  .grade { width: 3.6rem; height: 3.6rem; font-size: 1.9rem; }
  .counts { grid-template-columns: repeat(auto-fit, minmax(5.4rem, 1fr)); }
  .finding { padding: .8rem; }
  .fleet { font-size: .8rem; }
  .fleet th, .fleet td { padding-right: .3rem; }
  .fleet thead th { font-size: .66rem; }
  .fleet tbody th { overflow-wrap: anywhere; }
  .fleet .id { display: none; }
  .results thead { position: absolute; left: -99rem; }
  .results tr { display: block; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .results td, .results th { display: block; border: 0; padding: .05rem 0; }
  .results td:nth-child(1), .results td:nth-child(2), .results td:nth-child(3) { display: inline-block; margin-right: .8rem; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --ground: #fff; --ink: #000; --soft: #444; --line: #bbb; --code: #f4f4f4; --link: #000;
    --good: #0a5c3a; --mild: #6b4600; --bad: #9c1c15; --worst: #6f1410; --warn-ground: #fff; --warn-line: #888; --chip-ink: #fff;
  }
  @page { margin: 16mm 14mm; }
  html { font-size: 10pt; }
  td, th { overflow-wrap: anywhere; }
  .results th, .results td { font-size: 8.5pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .skip { display: none; }
  .wide { max-width: none; padding: 0; }
  .top { padding-top: 0; }
  .sheet { margin: 0 0 1rem; padding: 0; border: 0; }
  .cluster + .cluster { break-before: page; }
  .finding, .first li, .counts, .note, tr { break-inside: avoid; }
  h3, h4, h5, .label, caption { break-after: avoid; }
  thead { display: table-header-group; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .scroll { overflow: visible; }
  a { text-decoration: none; }
}
`;
