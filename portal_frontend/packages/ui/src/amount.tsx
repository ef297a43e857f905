import { groupDigits } from "./format";
import { useLocale } from "./locale";

const SIZES = {
  hero: "text-[clamp(2.75rem,13vw,3.75rem)] leading-none",
  large: "text-4xl leading-tight",
  medium: "text-2xl leading-tight",
} as const;
const UNITS = { hero: "text-xl", large: "text-lg", medium: "text-base" } as const;

interface FigureProps {
  value: number | string;
  unit: string;
  size?: keyof typeof SIZES;
}

/** A figure as the hero of its screen, its unit small beside it; read aloud as one word. */
export function Figure({ value, unit, size = "large" }: FigureProps) {
  return (
    <span className="figure inline-flex items-baseline gap-1 whitespace-nowrap">
      <span className={`font-bold ${SIZES[size]}`}>{groupDigits(String(value))}</span>
      <span className={`font-bold ${UNITS[size]}`}>{unit}</span>
    </span>
  );
}

/** An amount of yen as a hero: `4,969円`, in English `¥4,969`. */
export function Amount({ yen, size = "large" }: { yen: number; size?: keyof typeof SIZES }) {
  const { locale } = useLocale();
  if (locale === "ja") return <Figure value={yen} unit="円" size={size} />;
  return (
    <span className={`figure font-bold whitespace-nowrap ${SIZES[size]}`}>
      {yen < 0 ? "−" : ""}¥{groupDigits(String(Math.abs(yen)))}
    </span>
  );
}
