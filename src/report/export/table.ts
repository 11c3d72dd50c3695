/** A table as data: what CSV export writes. */
export interface ReportTable {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly unknown[])[];
}
