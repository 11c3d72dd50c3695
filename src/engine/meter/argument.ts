/** What makes the worker's entry a measuring process. */
export const METER_ARGUMENT = 'meter';
