/** A table of customers: one row a customer, one column a fact. What `kefu train churn` reads and what the encoding learns from. */
export interface Frame {
  readonly rows: number;
  readonly columns: readonly FrameColumn[];
}

export type FrameColumn = NumberColumn | CategoryColumn;

export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** One value a row; NaN where it is not known. */
  readonly values: Float64Array;
}

export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  readonly levels: readonly string[];
  /** One index into `levels` a row; -1 where it is not known. */
  readonly codes: Int32Array;
}
