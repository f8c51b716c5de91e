/** scripts/build-web.js hands style sheets to the widget as text. */
declare module '*.css' {
  const text: string;
  export { text as default };
}
