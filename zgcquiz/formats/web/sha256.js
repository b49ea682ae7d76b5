// SHA-256 (FIPS 180-4): browsers have their own for pages of https only.

const isPrime = (number) => {
  for (let factor = 2; factor * factor <= number; factor += 1) if (number % factor === 0) return false;
  return true;
};

/** Return the first 32 bits of the fraction of a root, exactly: with integers. */
function rootBits(prime, power) {
  const scaled = BigInt(prime) << BigInt(32 * power);
  let low = 0n, high = 1n << 40n;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** BigInt(power) <= scaled) low = middle;
    else high = middle - 1n;
  }
  return Number(low & 0xffffffffn);
}

const PRIMES = Array.from({ length: 312 }, (_, at) => at).filter((number) => number > 1 && isPrime(number));
const ROUND_CONSTANTS = PRIMES.slice(0, 64).map((prime) => rootBits(prime, 3));
const START = PRIMES.slice(0, 8).map((prime) => rootBits(prime, 2));

/** Return the hash of a text in UTF-8, as 64 hex digits. */
function sha256(text) {
  const content = new TextEncoder().encode(text);
  const bytes = new Uint8Array(((content.length + 8) >> 6) * 64 + 64);
  bytes.set(content);
  bytes[content.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(content.length / 2 ** 29));
  view.setUint32(bytes.length - 4, content.length << 3);
  const state = [...START];
  for (let at = 0; at < bytes.length; at += 64) hashBlock(state, view, at);
  return state.map((each) => (each >>> 0).toString(16).padStart(8, "0")).join("");
}

const turned = (word, bits) => (word >>> bits) | (word << (32 - bits));

function hashBlock(state, view, start) {
  const schedule = Array.from({ length: 16 }, (_, at) => view.getInt32(start + 4 * at));
  for (let at = 16; at < 64; at += 1) {
    const early = schedule[at - 15], late = schedule[at - 2];
    const one = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const other = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    schedule[at] = (schedule[at - 16] + one + schedule[at - 7] + other) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < 64; at += 1) {
    const sum = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25), choice = (e & f) ^ (~e & g);
    const first = (h + sum + choice + ROUND_CONSTANTS[at] + schedule[at]) | 0;
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((each, at) => { state[at] = (state[at] + each) | 0; });
}
