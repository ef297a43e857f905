/** A decimal of the API as an integer and its number of decimals, so that differences stay exact. */
function scaled(text: string): { units: bigint; places: number } {
  const [whole = "0", fraction = ""] = text.split(".");
  return { units: BigInt(whole + fraction), places: fraction.length };
}

/** Return `a - b` exactly, e.g. `subtract("131.2", "140.95")` is `"-9.75"`. */
export function subtract(a: string, b: string): string {
  const left = scaled(a);
  const right = scaled(b);
  const places = Math.max(left.places, right.places);
  const units =
    left.units * 10n ** BigInt(places - left.places) - right.units * 10n ** BigInt(places - right.places);
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const fraction = places ? `.${digits.slice(-places)}` : "";
  return `${units < 0n ? "-" : ""}${whole}${fraction}`;
}

/** Return the size without the sign: `"-9.75"` -> `"9.75"`. */
export function magnitude(text: string): string {
  return text.startsWith("-") ? text.slice(1) : text;
}

/** Return 1, 0 or -1. */
export function signOf(text: string): number {
  if (!/[1-9]/.test(text)) return 0;
  return text.startsWith("-") ? -1 : 1;
}
