const PATHS = {
  back: 'M15 5l-7 7 7 7',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2 2 0 0 0 4 0',
  bellOff: 'M6 16V11a6 6 0 0 1 9-5.2M18 11v5l1.5 2h-12M10 20.5a2 2 0 0 0 4 0M4 4l16 16',
  close: 'M6 6l12 12M18 6L6 18',
  leave: 'M13 4H5v16h8M10 12h10M16 8l4 4-4 4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  keyboard: 'M3 7h18v10H3zM7 10.5h.01M10.5 10.5h.01M14 10.5h.01M17 10.5h.01M8 14h8',
  note: 'M5 4h14v11l-5 5H5zM14 20v-5h5',
  panel: 'M4 5h16v14H4zM15 5v14',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5c2.200 .8 3.500 2.700 3.500 5.500',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.500 15.500L20 20',
  send: 'M4 12l16-7-6 16-3-7zM11 14l9-9',
  transfer: 'M4 9h14l-4-4M20 15H6l4 4',
  bot: 'M5 9h14v10H5zM12 5v4M9 13.500h.01M15 13.500h.01M9.500 16.500h5',
  attach:
    'M19 11.500l-7 7a4.600 4.600 0 0 1-6.500-6.500l7.500-7.500a3 3 0 0 1 4.300 4.300l-7.400 7.400a1.500 1.500 0 0 1-2.100-2.100l6.500-6.500',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  bolt: 'M13 3L5 14h6l-1 7 8-11h-6z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  gear: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 4.500v5M8 14.500v5',
  up: 'M12 19V6M6 11l6-6 6 6',
  down: 'M12 5v13M6 13l6 6 6-6',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
