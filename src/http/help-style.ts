/** Style of the public help pages, served at /help/style.css: our pages allow no inline style. */
export const HELP_STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1d2433; --soft: #5b6475; --line: #e3e6ec; --paper: #ffffff; --tint: #f6f7fa; --accent: #b3402a;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaf0; --soft: #a3abbb; --line: #343b4a; --paper: #14171e; --tint: #1c2029; --accent: #ff9b80; }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.7 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", sans-serif;
}
a { color: var(--accent); text-underline-offset: 0.2em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: 0.5rem 1rem; }
header { border-bottom: 1px solid var(--line); background: var(--tint); }
header > div, main, footer { max-width: 44rem; margin: 0 auto; padding: 1rem 1.25rem; }
header > div { display: flex; gap: 1rem; justify-content: space-between; align-items: baseline; }
header .shop { font-weight: 650; color: var(--ink); text-decoration: none; }
main { padding-block: 2rem 3rem; min-height: 60vh; }
h1 { font-size: 1.9rem; line-height: 1.25; margin: 0 0 1.25rem; letter-spacing: -0.01em; }
h2 { font-size: 1.3rem; line-height: 1.35; margin: 2.25rem 0 0.5rem; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 0.25rem; }
p, ul, ol { margin: 0.75rem 0; }
li { margin: 0.25rem 0; }
code { background: var(--tint); border: 1px solid var(--line); border-radius: 4px; padding: 0.05em 0.35em; font-size: 0.9em; }
pre { overflow-x: auto; background: var(--tint); padding: 1rem; border-radius: 8px; }
pre code { border: 0; padding: 0; }
blockquote { margin: 1rem 0; padding: 0.25rem 1rem; border-left: 3px solid var(--line); color: var(--soft); }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; }
th, td { text-align: start; padding: 0.5rem 0.75rem; border-bottom: 1px solid var(--line); }
.crumbs { margin: 0 0 1rem; font-size: 0.95rem; }
.list { list-style: none; padding: 0; }
.list li { margin: 0; border-bottom: 1px solid var(--line); }
.list a { display: block; padding: 0.7rem 0.25rem; color: var(--ink); text-decoration: none; }
.list a:hover { color: var(--accent); background: var(--tint); }
footer { color: var(--soft); font-size: 0.9rem; border-top: 1px solid var(--line); }
`;
