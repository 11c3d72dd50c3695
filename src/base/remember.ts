/**
 * The value of a key: the one that was made before, else made now and kept. A failure is not kept.
 * @param most so many are kept, those made last
 */
export function remember<Key, Value>(map: Map<Key, Promise<Value>>, key: Key, most: number, make: () => Promise<Value>): Promise<Value> {
  const found = map.get(key);
  if (found) return found;
  if (map.size >= most) map.delete(map.keys().next().value!);
  const made = make();
  map.set(key, made);
  made.catch(() => map.delete(key));
  return made;
}
