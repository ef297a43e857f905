import type { Grain, ServiceKind, UsagePoint, UsageSeries } from "@minamoto/api/mypage";
import { useState, type ReactNode } from "react";
import { buttonClass, Button } from "./button";
import { Select } from "./fields";
import { todayInTokyo } from "./format";
import { Icon } from "./icons";
import { Segmented } from "./segmented";
import { useServiceWords } from "./service_words";
import { Bone, Failed, Loading } from "./states";
import { UsageChart } from "./usage_chart";
import { finer, neighbour, stretchAround, type Days } from "./usage_periods";
import { UsageTable } from "./usage_table";
import { daysOf, isWholeMonth, useUsageTexts } from "./usage_texts";
import { useUsageWords } from "./usage_words";

/** What is asked of the server; what is left open it chooses: the finest sensible grain, the current period. */
export interface UsageView {
  service: ServiceKind | undefined;
  grain: Grain | undefined;
  from: string | undefined;
  to: string | undefined;
}

/** Everything left to the server. */
export const NO_CHOICE: UsageView = { service: undefined, grain: undefined, from: undefined, to: undefined };

interface SeriesState {
  data: UsageSeries | undefined;
  error: Error | null;
  isPlaceholderData: boolean;
  refetch: () => unknown;
}

interface UsageBrowserProps {
  services: readonly ServiceKind[];
  view: UsageView;
  onView: (view: UsageView) => void;
  /** The answer to `view`. */
  series: SeriesState;
  csvAddress?: (view: UsageView) => string;
  dense?: boolean;
}

/** Usage at every grain, walked by stretches of time, as a chart or as the same data in a table. */
export function UsageBrowser({ services, view, onView, series, csvAddress, dense }: UsageBrowserProps) {
  const words = useUsageWords();
  const names = useServiceWords();
  // Sewerage is billed on the water meter's volume: one chart serves both.
  const shown = services.filter((each) => each !== "sewer" || services.length === 1);
  const [shape, setShape] = useState<"chart" | "table">("chart");
  const data = series.data;

  function show(grain: Grain, days: Days) {
    onView({ service: view.service ?? data?.service, grain, ...days });
  }

  return (
    <div className="flex flex-col gap-4">
      {shown.length > 1 ? (
        <Select
          label={words.serviceLabel}
          hideLabel
          dense={dense}
          value={view.service ?? data?.service ?? shown[0] ?? "electricity"}
          onChange={(service) => onView({ ...view, service })}
          options={shown.map((each) => ({ value: each, label: names.service[each] }))}
        />
      ) : null}
      {data ? (
        <div className={dense ? "flex flex-wrap items-center gap-4" : "flex flex-col gap-3"}>
          <Segmented
            label={words.grainLabel}
            dense={dense}
            value={data.grain}
            onChange={(grain) => show(grain, stretchAround(anchorOf(data), grain))}
            options={data.grains.map((grain) => ({ value: grain, label: words.grain[grain] }))}
          />
          <Pager series={data} onShow={(days) => show(data.grain, days)} />
        </div>
      ) : null}
      {data ? (
        <div
          className={series.isPlaceholderData ? "opacity-60 transition-opacity" : ""}
          aria-busy={series.isPlaceholderData}
        >
          <UsageContent
            key={`${data.service} ${data.grain} ${data.period.start} ${data.period.end}`}
            series={data}
            shape={shape}
            onDrill={show}
            footer={
              <div className="flex flex-wrap items-center justify-between gap-3">
                <Segmented
                  label={words.shape}
                  dense
                  value={shape}
                  onChange={setShape}
                  options={[
                    { value: "chart", label: words.chart },
                    { value: "table", label: words.table },
                  ]}
                />
                {csvAddress ? (
                  <a
                    href={csvAddress({
                      service: data.service,
                      grain: data.grain,
                      from: data.period.start,
                      to: data.period.end,
                    })}
                    download
                    className={buttonClass({ kind: "quiet" })}
                  >
                    <Icon name="download" className="size-5" />
                    {words.csv}
                  </a>
                ) : null}
              </div>
            }
          />
        </div>
      ) : series.error ? (
        <Failed error={series.error} retry={() => void series.refetch()} />
      ) : (
        <Loading>
          <div className="flex flex-col gap-3">
            <Bone className="h-13 w-full" />
            <Bone className="h-11 w-full" />
            <Bone className="h-110 w-full !rounded-16" />
          </div>
        </Loading>
      )}
    </div>
  );
}

/** The day to stay near when the grain changes: the last one that was measured, if it is in sight. */
function anchorOf(series: UsageSeries): string {
  const measured = series.points.findLast((point) => point.quantity !== null);
  return measured?.day ?? series.known?.last_day ?? series.period.last_day;
}

function Pager({ series, onShow }: { series: UsageSeries; onShow: (days: Days) => void }) {
  const words = useUsageWords();
  const texts = useUsageTexts(series);
  const days = { from: series.period.start, to: series.period.end };
  return (
    <div className="flex items-center justify-between gap-2">
      <Button
        kind="outline"
        aria-label={words.previous}
        className="!min-w-11 !px-0"
        onPress={() => onShow(neighbour(days, series.grain, -1))}
      >
        <Icon name="previous" className="size-5" />
      </Button>
      <p aria-live="polite" className="text-center font-bold">
        {texts.stretch}
      </p>
      <Button
        kind="outline"
        aria-label={words.next}
        className="!min-w-11 !px-0"
        isDisabled={series.period.end > todayInTokyo()}
        onPress={() => onShow(neighbour(days, series.grain, 1))}
      >
        <Icon name="next" className="size-5" />
      </Button>
    </div>
  );
}

interface UsageContentProps {
  series: UsageSeries;
  shape: "chart" | "table";
  onDrill: (grain: Grain, days: Days) => void;
  footer: ReactNode;
}

function UsageContent({ series, shape, onDrill, footer }: UsageContentProps) {
  const next = finer(series.grain, series.grains);
  return (
    <div className="flex flex-col gap-4 rounded-16 border border-line bg-surface p-4 sm:p-6">
      {shape === "chart" ? (
        <UsageChart
          series={series}
          drill={next ? { grain: next, go: (point) => onDrill(next, inside(point, next)) } : null}
        />
      ) : (
        <UsageTable series={series} />
      )}
      {footer}
    </div>
  );
}

/** Return what to show when a point is opened: all of it, or its first day where it is longer than that. */
function inside(point: UsagePoint, grain: Grain): Days {
  const days = daysOf(point);
  return grain === "day" && !isWholeMonth(days) ? days : stretchAround(point.day, grain);
}
