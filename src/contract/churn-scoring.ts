import type { CustomerAttributes } from './customer.ts';
import type { LocalisedText } from './language.ts';

/** A customer whom another system wants scored: facts under the names of the table's header that the model was trained on. */
export interface CustomerFacts {
  readonly customer: string;
  readonly facts: CustomerAttributes;
}

/** One a customer, in the order that was asked. */
export type CustomerScore =
  | {
      readonly customer: string;
      readonly probability: number;
      /** Strongest first; what each adds to the log-odds. */
      readonly reasons: readonly { readonly contribution: number; readonly reason: LocalisedText }[];
      /** Columns that were taken as not known. */
      readonly missing: readonly string[];
    }
  | { readonly customer: string; readonly error: { readonly code: 'BAD_REQUEST'; readonly message: string } };

export interface ScoredCustomers {
  readonly modelVersion: string;
  readonly scores: readonly CustomerScore[];
}
