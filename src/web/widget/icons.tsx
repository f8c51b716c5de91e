import type { ComponentChildren } from 'preact';

function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** Our mark: a paper lantern that is a speech bubble. */
export function LanternIcon() {
  return (
    <Icon>
      <path d="M8 5.500h8c3 1.700 4.500 4 4.500 6.250S19 16.300 16 18h-2.500L11 21v-3H8c-3-1.700-4.500-4-4.500-6.250S5 7.200 8 5.500z" />
      <path d="M12 2.500v3M10 5.500c-1.900 4-1.900 8.500 0 12.500M14 5.500c1.900 4 1.900 8.500 0 12.500" stroke-width="1.400" />
    </Icon>
  );
}

const PATHS = {
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  send: 'M5 12l14-7-4.500 14-3-5.500zM11.500 13.500L19 5',
  attach:
    'M19.500 11.500l-7.400 7.400a4.700 4.700 0 0 1-6.700-6.700l7.800-7.800a3.100 3.100 0 0 1 4.400 4.400l-7.700 7.700a1.600 1.600 0 0 1-2.200-2.200l6.900-6.900',
  person:
    'M12 12a3.800 3.800 0 1 0 0-7.600 3.800 3.800 0 0 0 0 7.600zM4.500 20c.8-3.400 3.800-5.200 7.500-5.200s6.700 1.800 7.500 5.200',
  leave: 'M13.500 4.500H6v15h7.500M10.500 12H20M16.500 8.500L20 12l-3.500 3.500',
  file: 'M6.500 3.500h7l4.500 4.500v12.500h-11.500zM13.500 3.500V8H18',
  article: 'M5 4.500h11a3 3 0 0 1 3 3v12H8a3 3 0 0 1-3-3zM8.500 9h7M8.500 13h7',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  alert: 'M12 7.500v5.500M12 16.500v.01M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17z',
  clock: 'M12 7v5l3 2M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17z',
} as const;

export function LineIcon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <Icon>
      <path d={PATHS[name]} />
    </Icon>
  );
}

export function StarIcon() {
  return (
    <Icon>
      <path d="M12 3.500l2.600 5.400 5.900.8-4.300 4.100 1 5.900-5.200-2.800-5.200 2.800 1-5.900-4.300-4.100 5.900-.8z" />
    </Icon>
  );
}
