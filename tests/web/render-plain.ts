import type { ComponentChild } from 'preact';

/** Elements as the HTML that they would become, for components without state; words are escaped as a browser would show them. */
export function renderPlain(node: unknown): string {
  if (node === null || node === undefined || typeof node === 'boolean') return '';
  if (Array.isArray(node)) return node.map(renderPlain).join('');
  if (typeof node === 'string' || typeof node === 'number') return escape(`${node}`);
  const { type, props } = node as { type: unknown; props: Readonly<Record<string, unknown>> & { children?: ComponentChild } };
  if (typeof type === 'function') return renderPlain((type as (given: unknown) => unknown)(props));
  const attributes = Object.entries(props)
    .filter(([name]) => name !== 'children')
    .map(([name, value]) => ` ${name}="${escape(String(value))}"`);
  return `<${String(type)}${attributes.join('')}>${renderPlain(props.children)}</${String(type)}>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
