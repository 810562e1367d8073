// search: numbers of few bits → the text of a script file, and back.
// Invariant: a code unit carries 16 bits. Those that cannot stand in a string literal of a file of UTF-16 are two: halves of pairs,
// quotation mark, backslash, line ends. That costs a thirtieth; base64 would cost a third.

const UNIT_BITS = 16;
const ESCAPE = 0xe000;
/** What an escape adds to a half of a pair, and to any other unit. */
const PAIR_SHIFT = 0x1000 - 0xd800;
const OTHER_SHIFT = 0x100;
const OTHERS: ReadonlySet<number> = new Set([ESCAPE, 0x22, 0x5c, 0x0a, 0x0d]);
/** The most bits of one number: it must stand in the 32 bits that are looked at together. */
const MOST_BITS = 32;

/** Appends numbers, highest bit first. */
export class BitWriter {
  #units = new Uint16Array(1024);
  #length = 0;
  /** Bits that fill no unit yet, and how many. */
  #held = 0;
  #heldBits = 0;

  /** How many bits were written. */
  get bits(): number {
    return this.#length * UNIT_BITS + this.#heldBits;
  }

  /** `value` in `bits` bits, of which there may be 30. */
  write(value: number, bits: number): void {
    let left = bits;
    if (left < UNIT_BITS - this.#heldBits) {
      this.#held = (this.#held << left) | value;
      this.#heldBits += left;
      return;
    }
    while (left > 0) {
      const taken = Math.min(left, UNIT_BITS - this.#heldBits);
      left -= taken;
      this.#held = (this.#held << taken) | ((value >>> left) & ((1 << taken) - 1));
      this.#heldBits += taken;
      if (this.#heldBits === UNIT_BITS) this.#push();
    }
  }

  /** So many ones and a zero. */
  writeUnary(value: number): void {
    let left = value;
    for (; left >= UNIT_BITS; left -= UNIT_BITS) this.write((1 << UNIT_BITS) - 1, UNIT_BITS);
    this.write(((1 << left) - 1) << 1, left + 1);
  }

  /** A whole number of 0 or more, small ones in few bits (Elias gamma). */
  writeGamma(value: number): void {
    const bits = 32 - Math.clz32(value + 1);
    this.writeUnary(bits - 1);
    this.write(value + 1 - 2 ** (bits - 1), bits - 1);
  }

  /** Quotient by 2^bits in unary, rest in `bits` bits (Rice). */
  writeRice(value: number, bits: number): void {
    this.writeUnary(value >>> bits);
    this.write(value & ((1 << bits) - 1), bits);
  }

  /** All that another one holds. */
  append(other: BitWriter): void {
    for (let index = 0; index < other.#length; index += 1) this.write(other.#units[index] ?? 0, UNIT_BITS);
    this.write(other.#held, other.#heldBits);
  }

  /** Ready to be used anew, without giving its memory back. */
  clear(): void {
    this.#length = 0;
    this.#held = 0;
    this.#heldBits = 0;
  }

  /** The code units as they stand in a file, the last one filled up with zeros. */
  finish(): Uint16Array {
    if (this.#heldBits > 0) this.write(0, UNIT_BITS - this.#heldBits);
    return escaped(this.#units.subarray(0, this.#length));
  }

  #push(): void {
    if (this.#length === this.#units.length) {
      const larger = new Uint16Array(2 * this.#length);
      larger.set(this.#units);
      this.#units = larger;
    }
    this.#units[this.#length] = this.#held;
    this.#length += 1;
    this.#held = 0;
    this.#heldBits = 0;
  }
}

function escaped(units: Uint16Array): Uint16Array {
  const all = new Uint16Array(2 * units.length);
  let length = 0;
  for (const unit of units) {
    const isHalf = unit >= 0xd800 && unit < ESCAPE;
    if (isHalf || OTHERS.has(unit)) {
      all[length++] = ESCAPE;
      all[length++] = unit + (isHalf ? PAIR_SHIFT : OTHER_SHIFT);
    } else all[length++] = unit;
  }
  return all.slice(0, length);
}

/** The text of a file, as a BitReader takes it. */
export function unescaped(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === ESCAPE) at += 1;
    units[length++] = unit === ESCAPE ? originalOf(text.charCodeAt(at)) : unit;
  }
  return units.subarray(0, length);
}

const originalOf = (second: number): number =>
  second - (second >= 0x1000 && second < 0x1800 ? PAIR_SHIFT : OTHER_SHIFT);

/** Reads what a BitWriter wrote, unescaped. Beyond the end there are zeros. */
export class BitReader {
  readonly #units: Uint16Array;
  /** Bits read so far; may be set. */
  position: number;

  constructor(units: Uint16Array, position = 0) {
    this.#units = units;
    this.position = position;
  }

  /** The next 32 bits, which stay unread. Its highest bit makes it a negative number. */
  peek(): number {
    const unit = this.position >>> 4;
    const offset = this.position & 15;
    const first = ((this.#units[unit] ?? 0) << 16) | (this.#units[unit + 1] ?? 0);
    return offset === 0 ? first : (first << offset) | ((this.#units[unit + 2] ?? 0) >>> (UNIT_BITS - offset));
  }

  read(bits: number): number {
    if (bits > MOST_BITS) throw new RangeError(`${bits} bits are more than ${MOST_BITS}`);
    const value = bits === 0 ? 0 : this.peek() >>> (32 - bits);
    this.position += bits;
    return value;
  }

  readUnary(): number {
    let value = 0;
    // What is damaged ends in zeros, so this ends too.
    for (;;) {
      const ones = Math.clz32(~this.peek());
      value += ones;
      if (ones < 32) {
        this.position += ones + 1;
        return value;
      }
      this.position += 32;
    }
  }

  readGamma(): number {
    const bits = this.readUnary();
    return 2 ** bits + this.read(bits) - 1;
  }

  readRice(bits: number): number {
    const quotient = this.readUnary();
    return quotient * 2 ** bits + this.read(bits);
  }
}
