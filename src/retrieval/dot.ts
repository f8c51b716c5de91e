/** Of unit vectors: the cosine. Four sums at once, because one would wait for itself: a search takes a thousand of these. */
export function dot(a: Float32Array, b: Float32Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = a.length - (a.length % 4);
  for (let n = 0; n < whole; n += 4) {
    s0 += (a[n] ?? 0) * (b[n] ?? 0);
    s1 += (a[n + 1] ?? 0) * (b[n + 1] ?? 0);
    s2 += (a[n + 2] ?? 0) * (b[n + 2] ?? 0);
    s3 += (a[n + 3] ?? 0) * (b[n + 3] ?? 0);
  }
  for (let n = whole; n < a.length; n += 1) s0 += (a[n] ?? 0) * (b[n] ?? 0);
  return s0 + s1 + (s2 + s3);
}
