/** The look of the report: one column on a telephone, two or three of charts on a desk, readable on paper. */
export const STYLE = `
:root { color-scheme: light; }
body { margin: 0; background: #f6f7f9; color: #1c2430; font: 16px/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 12px; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 40px 0 8px; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
main > h3 { margin: 20px 0 6px; }
p { margin: 4px 0 12px; max-width: 75ch; }
.verdict { padding: 10px 14px; border-left: 5px solid; background: #fff; max-width: none; }
.good { border-color: #1a7f4b; }
.kept { border-color: #b3541e; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 16px 0; }
dt { color: #566173; }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; background: #fff; min-width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 7px 12px; border-bottom: 1px solid #e2e6ec; }
th { font-weight: 600; }
th[scope=row] { min-width: 7em; }
.range { color: #566173; white-space: nowrap; }
.wide td, .wide thead th { white-space: nowrap; }
.wide td .range { display: block; }
.wide td[colspan] { white-space: normal; }
.charts { display: grid; margin-top: 20px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); gap: 16px; }
.four { grid-template-columns: repeat(auto-fill, minmax(min(100%, 440px), 1fr)); }
figure { margin: 0; padding: 12px 14px; background: #fff; border: 1px solid #e2e6ec; border-radius: 6px; display: flex; flex-direction: column; justify-content: space-between; }
figcaption p { font-size: .875rem; color: #566173; margin: 2px 0 6px; }
svg { width: 100%; height: auto; }
svg text { font-size: 11px; fill: #566173; }
.grid { stroke: #e2e6ec; }
.model { fill: none; stroke: #1f5fae; stroke-width: 2.2; }
.chance { fill: none; stroke: #8a94a3; stroke-dasharray: 5 4; }
.band { fill: #1f5fae; opacity: .16; }
.interval { stroke: #1f5fae; stroke-width: 1.6; }
.dot { fill: #1f5fae; }
.stayed { fill: #5b93d3; }
.left { fill: #d9762b; }
@media (max-width: 560px) {
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 8px; }
  th, td { padding: 6px 8px; }
  table { font-size: .9rem; }
  .wide table { font-size: .8rem; }
  .wide th, .wide td { padding: 6px 4px; }
  .wide th[scope=row] { min-width: 4em; }
  .scores tr { display: grid; grid-template-columns: 1fr max-content; border-bottom: 1px solid #e2e6ec; }
  .scores th, .scores td { border: 0; }
  .scores td:last-child { grid-column: 1 / -1; padding-top: 0; color: #566173; }
}
@media print { body { background: #fff; } figure { break-inside: avoid; } }
`;
