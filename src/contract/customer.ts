/** What the shop knows of a customer. `null` is "the shop does not know", never zero. */
export interface ShopCustomer {
  readonly id: string;
  readonly name: string;
  readonly isMember: boolean;
  /** Milliseconds since the epoch. */
  readonly registeredAt: number | null;
  readonly lastOrderAt: number | null;
  readonly orders90Days: number | null;
  readonly spend90Days: number | null;
  readonly spendPrevious90Days: number | null;
  readonly lateParcels90Days: number | null;
  readonly complaints30Days: number | null;
  readonly contacts30Days: number | null;
  /** Mean satisfaction the customer gave, 1 to 5. */
  readonly satisfaction: number | null;
  readonly couponShare: number | null;
  /** What the shop expects to earn from the customer in a year, in its currency. */
  readonly yearlyValue: number | null;
  /** What else the shop tells, under its own names: columns of the table that its churn model was trained on, or facts of a segment. */
  readonly attributes?: CustomerAttributes;
}

export type CustomerAttributes = Readonly<Record<string, string | number | boolean | null>>;

export const ORDER_STATUSES = [
  'unpaid',
  'paid',
  'packing',
  'shipped',
  'delivered',
  'cancelled',
  'returning',
  'refunded',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export interface Order {
  /** `LL2611200042`. */
  readonly number: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly placedAt: number;
  readonly promisedAt: number | null;
  readonly deliveredAt: number | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly lastTrackingEvent: { readonly zh: string; readonly en: string; readonly at: number } | null;
  readonly items: readonly { readonly name: { readonly zh: string; readonly en: string }; readonly quantity: number }[];
  readonly total: { readonly amount: number; readonly currency: string };
}

/** An act on an order that a flow asks of the shop. */
export type ShopAction =
  | { readonly kind: 'cancel-order'; readonly orderNumber: string }
  | { readonly kind: 'start-return'; readonly orderNumber: string; readonly reason: string }
  | { readonly kind: 'change-address'; readonly orderNumber: string; readonly address: string }
  | { readonly kind: 'request-invoice'; readonly orderNumber: string; readonly title: string; readonly email: string }
  | { readonly kind: 'request-callback'; readonly phone: string; readonly topic: string };

export type ShopActionResult =
  | { readonly kind: 'done'; readonly reference: string | null }
  /** The shop's rules forbid it: `why` is one of the shop's reasons, e.g. `already-shipped`. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'order-not-found' };
