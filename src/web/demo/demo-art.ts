const SVG = 'http://www.w3.org/2000/svg';

/* Shapes are [class, path]; demo-art.css gives the colours. All drawings are ours. */

type Shape = readonly [name: string, path: string];

export type ProductArt = 'shirt' | 'jacket' | 'shoe' | 'buds' | 'kettle' | 'cooker' | 'serum' | 'linen';

const PRODUCTS: Readonly<Record<ProductArt, readonly Shape[]>> = {
  shirt: [
    ['a', 'M70 42l-34 18 14 30 14-6v76h72V84l14 6 14-30-34-18c-6 12-54 12-60 0z'],
    ['b', 'M70 42c6 12 54 12 60 0l-8-4c-8 8-36 8-44 0z'],
    ['line', 'M64 84v-14M136 84v-14'],
  ],
  jacket: [
    ['a', 'M72 36l-28 14c-8 24-12 60-12 92l20 4 8-40v56h80v-56l8 40 20-4c0-32-4-68-12-92l-28-14-14 10H86z'],
    ['b', 'M72 36c4-8 52-8 56 0l-6 16c-10-8-34-8-44 0z'],
    [
      'line',
      'M100 48v114M60 82h36M104 82h36M60 106h36M104 106h36M60 130h36M104 130h36M40 84l16 4M144 88l16-4M36 112l16 4M148 116l16-4',
    ],
  ],
  shoe: [
    ['b', 'M28 132c0 14 8 18 22 18h108c14 0 18-6 16-18z'],
    ['a', 'M28 132V86c0-10 12-12 18-4l10 10c8 6 20 2 26-8l10-14 42 40c10 8 40 6 40 22z'],
    ['line', 'M86 90l16 12M96 80l16 14M76 98l14 12M28 116c24 6 44-4 60 0s40 10 86 6'],
  ],
  buds: [
    ['b', 'M52 74c0-14 10-22 24-22h48c14 0 24 8 24 22v52c0 16-10 24-24 24H76c-14 0-24-8-24-24z'],
    [
      'a',
      'M66 92a16 16 0 1 1 28 10l-2 26c0 8-12 8-12 0l-2-22c-8 0-12-8-12-14zM134 92a16 16 0 1 0-28 10l2 26c0 8 12 8 12 0l2-22c8 0 12-8 12-14z',
    ],
    ['line', 'M52 78h96M94 64h12'],
  ],
  kettle: [
    ['line', 'M136 78c34-10 40 46 6 52'],
    ['a', 'M60 62h72l14 84c0 8-6 12-12 12H56c-8 0-12-6-12-12z'],
    ['b', 'M60 62c2-16 14-24 36-24s34 8 36 24z'],
    ['a', 'M58 76L34 64l4 22 16 10z'],
    ['line', 'M96 38v-8M84 30h24M70 112h46M74 96l-4 46'],
    ['steam', 'M30 50c-6-8 6-12 0-22M44 44c-6-8 6-12 0-22'],
  ],
  cooker: [
    ['a', 'M40 86h120l-8 60c-1 8-6 12-14 12H62c-8 0-13-4-14-12z'],
    ['b', 'M40 86c0-24 24-40 60-40s60 16 60 40z'],
    ['line', 'M88 46c0-10 24-10 24 0M84 116h32M92 130h16M34 100h10M156 100h10'],
    ['steam', 'M80 34c-6-8 6-10 0-20M100 30c-6-8 6-10 0-20M120 34c-6-8 6-10 0-20'],
  ],
  serum: [
    ['a', 'M70 88c0-10 8-14 14-18h32c6 4 14 8 14 18v62c0 8-4 12-12 12H82c-8 0-12-4-12-12z'],
    ['b', 'M84 54h32v16H84zM92 26c0-8 16-8 16 0v28H92z'],
    ['line', 'M82 104h36v34H82zM90 116h20M90 126h14'],
    ['drop', 'M150 66c8 10 10 14 10 20a10 10 0 0 1-20 0c0-6 2-10 10-20z'],
  ],
  linen: [
    ['b', 'M38 66c0-8 6-12 12-12h40c6 0 10 4 10 12v22H38zM100 66c0-8 6-12 12-12h38c6 0 12 4 12 12v22h-62z'],
    ['a', 'M28 84h144v64c0 6-2 10-8 10H36c-6 0-8-4-8-10z'],
    ['line', 'M28 104c30 12 50-8 76 0s46 10 68 0M60 112c-4 16 4 30 0 46M120 108c-4 16 6 34 2 50'],
  ],
};

export function drawProduct(name: ProductArt): SVGElement {
  return drawing('0 0 200 200', PRODUCTS[name], 'product-art');
}

/** A lane at dusk: houses, a string of lanterns, somebody on the way home. */
export function drawStreet(): SVGElement {
  const lanterns: readonly (readonly [x: number, y: number, size: number])[] = [
    [92, 92, 1.15],
    [186, 122, 0.95],
    [270, 130, 1.25],
    [356, 116, 0.95],
    [444, 84, 1.1],
  ];
  const street = drawing('0 0 540 440', [
    ['sky', 'M0 0h540v440H0z'],
    ['moon', 'M246 22a34 34 0 1 0 34 42 28 28 0 0 1-34-42z'],
    ['far', 'M0 210l60-34 54 30 70-40 66 36 62-30 74 36 60-34 94 44v180H0z'],
    ['roof', 'M-10 232c30-2 70-18 92-46 22 28 58 44 88 46l-8 14H-2zM372 236c30-2 70-20 92-48 22 28 58 46 92 48v14H380z'],
    ['wall', 'M4 246h156v194H4zM384 250h156v190H384z'],
    ['window', 'M30 276h44v46H30zM92 276h44v46H92zM410 280h44v46h-44zM472 280h44v46h-44z'],
    ['bars', 'M52 276v46M30 299h44M114 276v46M92 299h44M432 280v46M410 303h44M494 280v46M472 303h44'],
    ['door', 'M54 440v-78c0-8 4-12 12-12h36c8 0 12 4 12 12v78zM430 440v-76c0-8 4-12 12-12h36c8 0 12 4 12 12v76z'],
    ['lane', 'M160 440l70-150h82l72 150z'],
    [
      'stones',
      'M204 380h132M184 412h174M222 350h98M236 322h70M270 322v28M250 350v30M296 350v30M230 380v32M312 380v32M270 380v32',
    ],
    ['string', 'M40 64C170 150 360 160 510 46'],
    [
      'person',
      'M268 366c-12 0-16-12-14-26 1-10 8-14 15-14s14 4 15 14c2 14-2 26-16 26zM262 316a9 9 0 1 1 15 0 9 9 0 0 1-15 0zM260 364l-3 30h7l4-22 5 22h7l-3-30z',
    ],
    ['glow-hand', 'M296 352a8 9 0 1 1-.1 0z'],
    ['arm', 'M280 336l16 8v8'],
  ]);
  street.setAttribute('preserveAspectRatio', 'xMidYMid slice');
  lanterns.forEach((place, n) => street.append(lantern(place, n)));
  return street;
}

function lantern([x, y, size]: readonly [number, number, number], n: number): SVGElement {
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('transform', `translate(${x} ${y}) scale(${size})`);
  const swing = shapes(
    [
      ['halo', 'M0 10a46 46 0 1 1-.1 0z'],
      ['string', 'M0-8v18'],
      ['cap', 'M-11 9h22v6h-22z'],
      ['body', 'M-13 15h26c12 9 16 18 16 27s-4 18-16 27h-26c-12-9-16-18-16-27s4-18 16-27z'],
      ['ribs', 'M0 15v54M-9 15c-8 17-8 37 0 54M9 15c8 17 8 37 0 54'],
      ['cap', 'M-11 69h22v6h-22z'],
      ['tassel', 'M-4 75v15M0 75v19M4 75v15'],
    ],
    `swing swing-${n}`,
  );
  group.append(swing);
  return group;
}

function drawing(viewBox: string, parts: readonly Shape[], className = ''): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  if (className) svg.setAttribute('class', className);
  svg.append(shapes(parts));
  return svg;
}

function shapes(parts: readonly Shape[], className = ''): SVGElement {
  const group = document.createElementNS(SVG, 'g');
  if (className) group.setAttribute('class', className);
  for (const [name, path] of parts) {
    const shape = document.createElementNS(SVG, 'path');
    shape.setAttribute('class', name);
    shape.setAttribute('d', path);
    group.append(shape);
  }
  return group;
}
