/** Latencies of requests that one server answers in the order of arrival (Lindley's recursion), milliseconds. */
export function answered(arrivals: Float64Array, service: () => number): Float64Array {
  let free = 0;
  return arrivals.map((arrival) => {
    free = Math.max(free, arrival) + service();
    return free - arrival;
  });
}
