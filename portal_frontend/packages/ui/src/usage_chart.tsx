import type { Grain, UsagePoint, UsageSeries } from "@minamoto/api/mypage";
import { useState } from "react";
import { Figure } from "./amount";
import { Button } from "./button";
import { BarChart, bandFill, type Bar } from "./chart";
import { subtract, signOf } from "./decimal";
import { useFormat } from "./format";
import { Icon } from "./icons";
import { useServiceWords } from "./service_words";
import { Blank } from "./states";
import { useUsageTexts } from "./usage_texts";
import { useUsageWords } from "./usage_words";
import { useUiWords } from "./words";

interface UsageChartProps {
  series: UsageSeries;
  drill: { grain: Grain; go: (point: UsagePoint) => void } | null;
}

export function UsageChart({ series, drill }: UsageChartProps) {
  const words = useUsageWords();
  const ui = useUiWords();
  const names = useServiceWords();
  const texts = useUsageTexts(series);
  const [selected, setSelected] = useState<number | null>(null);
  const chosen = selected === null ? null : (series.points[selected] ?? null);

  if (series.points.every((point) => point.quantity === null && point.last_year_quantity === null)) {
    return (
      <Blank icon="usage" title={words.empty}>
        {words.emptyDetail}
      </Blank>
    );
  }
  const bars = series.points.map<Bar>((point) => ({
    key: point.starts_at,
    label: texts.axis(point),
    value: point.quantity === null ? null : Number(point.quantity),
    before: point.last_year_quantity === null ? null : Number(point.last_year_quantity),
    uncertain: point.state === "estimated" || point.state === "partial",
    band: bandOf(point, series),
    spoken: texts.spoken(point),
  }));
  return (
    <>
      <Readout series={series} point={chosen} drill={drill} />
      <BarChart
        label={words.chartLabel(names.service[series.service], texts.stretch)}
        unit={texts.unit}
        hint={ui.chartHint}
        bars={bars}
        selected={selected}
        onSelect={setSelected}
      />
      <Legend series={series} />
    </>
  );
}

/** Return which shade lies behind a point: only where the whole point lies in one band. */
function bandOf(point: UsagePoint, series: UsageSeries): number | null {
  const [only, ...others] = point.bands;
  if (!only || others.length > 0 || (series.grain !== "half_hour" && series.grain !== "hour")) return null;
  const index = series.bands.findIndex((band) => band.code === only.band);
  return index < 0 ? null : index;
}

/** The figures of the chosen bar, or of the whole stretch; always of one height, so that nothing jumps. */
function Readout({
  series,
  point,
  drill,
}: { series: UsageSeries; point: UsagePoint | null } & Pick<UsageChartProps, "drill">) {
  const words = useUsageWords();
  const ui = useUiWords();
  const format = useFormat();
  const texts = useUsageTexts(series);
  const value = point ? point.quantity : series.total_quantity;
  const before = point ? point.last_year_quantity : comparableTotal(series);
  const doubt = point ? texts.doubt(point) : null;
  return (
    <div className="flex min-h-32 flex-wrap items-start justify-between gap-x-6 gap-y-1">
      <div>
        <p className="text-ink-soft">
          {point ? texts.full(point) : words.total}
          {doubt ? ` · ${doubt}` : ""}
        </p>
        <p className="min-h-12">
          {value === null ? (
            <span className="text-2xl font-bold">{ui.noValue}</span>
          ) : (
            <Figure value={value} unit={texts.unit} />
          )}
        </p>
        <p className="text-sm text-ink-soft">
          {before === null ? null : (
            <span className="figure">
              {words.before} {format.quantity(before, texts.unit)}
              {value === null ? null : <Change now={value} before={before} />}
            </span>
          )}
          {point && point.amount_yen !== null ? (
            <span className="figure"> · {words.about(format.yen(point.amount_yen))}</span>
          ) : null}
        </p>
      </div>
      {point && drill && point.quantity !== null ? (
        <Button kind="quiet" className="!px-0" onPress={() => drill.go(point)}>
          {drill.grain === "half_hour"
            ? words.drillDay
            : drill.grain === "day"
              ? words.drillMonth
              : words.drillYear}
          <Icon name="next" className="size-5" />
        </Button>
      ) : point ? null : (
        <p className="text-sm text-ink-soft">{words.touch}</p>
      )}
    </div>
  );
}

/** Return last year's total only where it covers all that was measured this year: else it would mislead. */
function comparableTotal(series: UsageSeries): string | null {
  const whole = series.points.every((point) => point.quantity === null || point.last_year_quantity !== null);
  return whole ? series.total_last_year_quantity : null;
}

function Change({ now, before }: { now: string; before: string }) {
  const format = useFormat();
  const difference = subtract(now, before);
  if (signOf(difference) === 0 || signOf(before) === 0) return null;
  const percent = Math.round((Number(difference) / Number(before)) * 100);
  return <>{format.aside(`${percent > 0 ? "+" : percent < 0 ? "−" : "±"}${Math.abs(percent)}%`)}</>;
}

function Legend({ series }: { series: UsageSeries }) {
  const words = useUsageWords();
  const format = useFormat();
  const texts = useUsageTexts(series);
  const uncertain = series.points.some((point) => point.state === "estimated" || point.state === "partial");
  const shaded = series.points.some((point) => bandOf(point, series) !== null);
  return (
    <div className="flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-soft">
      <Swatch fill="var(--color-bar)">{words.legendNow}</Swatch>
      {series.points.some((point) => point.last_year_quantity !== null) ? (
        <Swatch fill="var(--color-bar-last)">{words.legendBefore}</Swatch>
      ) : null}
      {uncertain ? (
        <Swatch fill="repeating-linear-gradient(45deg, var(--color-bar) 0 2px, var(--color-surface) 2px 4px)">
          {words.legendUncertain}
        </Swatch>
      ) : null}
      {series.bands.map((band, index) => {
        const total = series.total_bands.find((each) => each.band === band.code);
        return (
          <Swatch key={band.code} fill={shaded ? bandFill(index) : null} outlined>
            {band.name}
            {total ? <span className="figure"> {format.quantity(total.quantity, texts.unit)}</span> : null}
          </Swatch>
        );
      })}
    </div>
  );
}

function Swatch({
  fill,
  outlined,
  children,
}: {
  fill: string | null;
  outlined?: boolean;
  children: React.ReactNode;
}) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {fill === null ? null : (
        <span
          aria-hidden="true"
          className={`size-3.5 rounded-[3px] ${outlined ? "border border-line-strong" : ""}`}
          style={{ background: fill }}
        />
      )}
      <span>{children}</span>
    </span>
  );
}
