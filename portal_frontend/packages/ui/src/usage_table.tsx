import type { UsageSeries } from "@minamoto/api/mypage";
import { useFormat } from "./format";
import { useServiceWords } from "./service_words";
import { useUsageTexts } from "./usage_texts";
import { useUsageWords } from "./usage_words";
import { useUiWords } from "./words";

/** The data of the chart, to read, to hear and to copy. */
export function UsageTable({ series }: { series: UsageSeries }) {
  const words = useUsageWords();
  const ui = useUiWords();
  const names = useServiceWords();
  const format = useFormat();
  const texts = useUsageTexts(series);
  const bands = series.bands.length > 0;
  const yen = series.points.some((point) => point.amount_yen !== null);
  const bandName = (code: string) => series.bands.find((band) => band.code === code)?.name ?? code;
  return (
    <div className="max-h-[32rem] overflow-auto" tabIndex={0} role="region" aria-label={words.table}>
      <table className="figure w-full text-left text-sm whitespace-nowrap sm:text-base [&_td:last-child]:pr-0 [&_th:last-child]:pr-0">
        <caption className="sr-only">
          {words.chartLabel(names.service[series.service], texts.stretch)}
        </caption>
        <thead className="sticky top-0 bg-surface text-sm">
          <tr>
            <th scope="col" className="whitespace-normal border-b border-line py-2 pr-2 sm:pr-3">
              {words.grain[series.grain]}
            </th>
            <th
              scope="col"
              className="whitespace-normal border-b border-line py-2 pr-2 sm:pr-3 text-right"
            >{`${words.value} (${texts.unit})`}</th>
            <th scope="col" className="whitespace-normal border-b border-line py-2 pr-2 sm:pr-3 text-right">
              {words.before}
            </th>
            {yen ? (
              <th scope="col" className="whitespace-normal border-b border-line py-2 pr-2 sm:pr-3 text-right">
                {words.yen}
              </th>
            ) : null}
            {bands ? (
              <th scope="col" className="whitespace-normal border-b border-line py-2">
                {words.band}
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {series.points.map((point) => (
            <tr key={point.starts_at} className="border-b border-line">
              <th scope="row" className="py-1.5 pr-2 sm:pr-3 font-normal">
                <span className="sm:hidden">{texts.brief(point)}</span>
                <span className="max-sm:hidden">{texts.full(point)}</span>
              </th>
              <td className="py-1.5 pr-2 sm:pr-3 text-right">
                {point.quantity === null ? (
                  <span className="text-ink-soft">{ui.noValue}</span>
                ) : (
                  format.figure(point.quantity)
                )}
                {texts.doubt(point) ? (
                  <span className="text-sm text-ink-soft"> {texts.doubt(point)}</span>
                ) : null}
              </td>
              <td className="py-1.5 pr-2 sm:pr-3 text-right text-ink-soft">
                {point.last_year_quantity === null ? ui.none : format.figure(point.last_year_quantity)}
              </td>
              {yen ? (
                <td className="py-1.5 pr-2 sm:pr-3 text-right">
                  {point.amount_yen === null ? ui.none : format.yen(point.amount_yen)}
                </td>
              ) : null}
              {bands ? (
                <td className="py-1.5 text-sm">
                  {point.bands
                    .map((band) =>
                      point.bands.length === 1
                        ? bandName(band.band)
                        : `${bandName(band.band)} ${band.quantity}`,
                    )
                    .join("、")}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="font-bold">
            <th scope="row" className="py-2 pr-2 sm:pr-3">
              {words.total}
            </th>
            <td className="py-2 pr-2 sm:pr-3 text-right">{format.figure(series.total_quantity)}</td>
            <td className="py-2 pr-2 sm:pr-3 text-right">
              {series.total_last_year_quantity === null
                ? ui.none
                : format.figure(series.total_last_year_quantity)}
            </td>
            {yen ? <td /> : null}
            {bands ? <td /> : null}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
