import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { groupDigits } from "./format";
import { labelEvery, ticks } from "./scale";

export interface Bar {
  key: string;
  /** On the axis, short; an empty one is left out. */
  label: string;
  value: number | null;
  /** The same days a year before. */
  before: number | null;
  /** Drawn hatched: not measured, or not wholly. */
  uncertain: boolean;
  /** Which shade lies behind, by place in `bands`; null where the plan has no bands. */
  band: number | null;
  /** Read aloud when chosen. */
  spoken: string;
}

interface BarChartProps {
  label: string;
  unit: string;
  hint: string;
  bars: readonly Bar[];
  selected: number | null;
  onSelect: (index: number) => void;
  height?: number;
}

const TOP = 24;
const BOTTOM = 24;
const BAND_FILL = ["var(--color-band-2)", "transparent", "var(--color-band)", "var(--color-good-soft)"];
/** The shade of a band; legends use it too. */
export function bandFill(band: number): string {
  return BAND_FILL[band % BAND_FILL.length] ?? "transparent";
}

/**
 * Bars over time, the year before as a pale bar behind each. One control to the keyboard and to screen
 * readers: the arrow keys walk along the bars, and a finger drags along them.
 */
export function BarChart({ label, unit, hint, bars, selected, onSelect, height = 240 }: BarChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const hatch = useId();

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const lines = ticks(Math.max(0, ...bars.map((bar) => Math.max(bar.value ?? 0, bar.before ?? 0))));
  const most = lines.at(-1) ?? 1;
  const left = 10 + 7 * Math.max(unit.length, ...lines.map((line) => groupDigits(String(line)).length));
  const plot = Math.max(0, width - left);
  const slot = bars.length ? plot / bars.length : plot;
  const base = height - BOTTOM;
  const y = (value: number) => base - (value / most) * (base - TOP);
  const every = labelEvery(slot, 10 + 11 * Math.max(1, ...bars.map((bar) => bar.label.length)));
  const chosen = selected === null ? null : (bars[selected] ?? null);

  function pick(event: PointerEvent<HTMLDivElement>) {
    const bounds = event.currentTarget.getBoundingClientRect();
    const index = Math.floor((event.clientX - bounds.left - left) / slot);
    onSelect(Math.min(bars.length - 1, Math.max(0, index)));
  }

  function walk(event: KeyboardEvent<HTMLDivElement>) {
    const here = selected ?? bars.length - 1;
    const next: Record<string, number> = {
      ArrowLeft: here - 1,
      ArrowDown: here - 1,
      ArrowRight: here + 1,
      ArrowUp: here + 1,
      Home: 0,
      End: bars.length - 1,
    };
    const index = next[event.key];
    if (index === undefined) return;
    event.preventDefault();
    onSelect(Math.min(bars.length - 1, Math.max(0, index)));
  }

  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-description={hint}
      aria-orientation="horizontal"
      aria-valuemin={1}
      aria-valuemax={Math.max(1, bars.length)}
      aria-valuenow={(selected ?? bars.length - 1) + 1}
      aria-valuetext={chosen?.spoken ?? label}
      onKeyDown={walk}
      onPointerDown={pick}
      onPointerMove={(event) => (event.buttons || event.pointerType === "mouse" ? pick(event) : undefined)}
      className="relative w-full touch-pan-y select-none"
      style={{ height }}
    >
      {width ? (
        <svg
          width={width}
          height={height}
          className="figure block overflow-visible text-xs"
          aria-hidden="true"
        >
          <defs>
            <pattern
              id={hatch}
              width="5"
              height="5"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="5" height="5" fill="var(--color-surface)" />
              <rect width="2.5" height="5" fill="var(--color-bar)" />
            </pattern>
          </defs>
          {bandRuns(bars).map((run) => (
            <rect
              key={run.first}
              x={left + run.first * slot}
              y={TOP}
              width={run.count * slot}
              height={base - TOP}
              fill={bandFill(run.band)}
            />
          ))}
          {lines.map((line) => (
            <g key={line}>
              <line x1={left} x2={width} y1={y(line)} y2={y(line)} stroke="var(--color-line)" />
              <text x={left - 6} y={y(line) + 4} textAnchor="end" fill="var(--color-ink-soft)">
                {groupDigits(String(line))}
              </text>
            </g>
          ))}
          <text x={left - 6} y={9} textAnchor="end" fill="var(--color-ink-soft)">
            {unit}
          </text>
          {selected !== null && bars[selected] ? (
            <rect
              x={left + selected * slot}
              y={TOP - 6}
              width={slot}
              height={base - TOP + 6}
              rx={3}
              fill="var(--color-ink)"
              opacity={0.1}
            />
          ) : null}
          {bars.map((bar, index) => (
            <BarShape
              key={bar.key}
              bar={bar}
              x={left + index * slot}
              slot={slot}
              base={base}
              y={y}
              hatch={hatch}
              chosen={index === selected}
            />
          ))}
          {bars.map((bar, index) =>
            index % every === 0 && bar.label ? (
              <text
                key={bar.key}
                x={left + (index + 0.5) * slot}
                y={height - 6}
                textAnchor="middle"
                fill="var(--color-ink-soft)"
              >
                {bar.label}
              </text>
            ) : null,
          )}
        </svg>
      ) : null}
    </div>
  );
}

/** Return the stretches of neighbouring bars that share a shade. */
function bandRuns(bars: readonly Bar[]): { first: number; count: number; band: number }[] {
  const runs: { first: number; count: number; band: number }[] = [];
  bars.forEach((bar, index) => {
    const last = runs.at(-1);
    if (bar.band === null) return;
    if (last && last.band === bar.band && last.first + last.count === index) last.count += 1;
    else runs.push({ first: index, count: 1, band: bar.band });
  });
  return runs;
}

interface BarShapeProps {
  bar: Bar;
  x: number;
  slot: number;
  base: number;
  y: (value: number) => number;
  hatch: string;
  chosen: boolean;
}

function BarShape({ bar, x, slot, base, y, hatch, chosen }: BarShapeProps) {
  const wide = Math.min(slot * 0.82, 44);
  const narrow = Math.min(slot * 0.5, 26);
  const middle = x + slot / 2;
  return (
    <>
      {bar.before === null ? null : (
        <rect
          x={middle - wide / 2}
          y={y(bar.before)}
          width={wide}
          height={Math.max(0, base - y(bar.before))}
          rx={Math.min(2, wide / 4)}
          fill="var(--color-bar-last)"
        />
      )}
      {bar.value === null ? null : (
        <rect
          x={middle - narrow / 2}
          y={Math.min(y(bar.value), base - (bar.value > 0 ? 1 : 0))}
          width={narrow}
          height={Math.max(bar.value > 0 ? 1 : 0, base - y(bar.value))}
          rx={Math.min(2, narrow / 4)}
          fill={bar.uncertain ? `url(#${hatch})` : "var(--color-bar)"}
          stroke={chosen ? "var(--color-ink)" : bar.uncertain ? "var(--color-bar)" : "none"}
        />
      )}
    </>
  );
}
