import { answer } from "@minamoto/api";
import {
  Button,
  Dialog,
  FormError,
  Select,
  shiftMonths,
  todayInTokyo,
  useAttempt,
  useErrorText,
  useFormat,
  useServiceWords,
  useSubmission,
} from "@minamoto/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, header, tenant } from "../api";
import { sessionQuery } from "../queries";
import { useWords } from "../words";

const MONTHS_OFFERED = 24;

/** Ask which month to bill, and once more whether to; then follow the run. */
export function StartRun({ onClose }: { onClose: () => void }) {
  const words = useWords().runs;
  const names = useServiceWords();
  const format = useFormat();
  const errorText = useErrorText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { busy, error, submit } = useSubmission();
  const services = useQuery(sessionQuery).data?.tenant.services ?? [];
  const thisMonth = todayInTokyo().slice(0, 7);
  const [month, setMonth] = useState(thisMonth);
  const [wanted, setWanted] = useState<readonly (typeof services)[number][]>([]);
  const attempt = useAttempt(`${month} ${wanted.join()}`);

  return (
    <Dialog title={words.confirmTitle(format.month(month))} open onClose={onClose}>
      <p className="text-sm">{words.confirm}</p>
      {error ? <FormError>{errorText(error)}</FormError> : null}
      <Select
        label={words.month}
        dense
        value={month}
        onChange={setMonth}
        options={Array.from({ length: MONTHS_OFFERED }, (_, index) => {
          const value = shiftMonths(thisMonth, 1 - index);
          return { value, label: format.month(value) };
        })}
      />
      {services.length > 1 ? (
        <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
          <legend className="mb-1.5 text-sm font-bold">{words.services}</legend>
          {services.map((service) => (
            <label key={service} className="flex items-center gap-2">
              <input
                type="checkbox"
                className="size-5 accent-accent"
                checked={wanted.length === 0 || wanted.includes(service)}
                onChange={(event) => {
                  const all = wanted.length === 0 ? services : wanted;
                  setWanted(
                    event.target.checked ? [...all, service] : all.filter((each) => each !== service),
                  );
                }}
              />
              {names.service[service]}
            </label>
          ))}
        </fieldset>
      ) : null}
      <div className="flex justify-end gap-3 pt-2">
        <Button kind="outline" onPress={onClose}>
          {words.cancel}
        </Button>
        <Button
          isPending={busy}
          onPress={() =>
            void submit(async () => {
              const run = await attempt((key) =>
                answer(
                  api.POST("/{tenant}/api/console/billing-runs", {
                    params: { path: { tenant }, header: { ...header, "Idempotency-Key": key } },
                    body: {
                      posting_month: month,
                      services: wanted.length === services.length ? [] : [...wanted],
                    },
                  }),
                ),
              );
              await client.invalidateQueries({ queryKey: ["billing-runs"] });
              await navigate({ to: "/billing-runs/$runId", params: { runId: run.id } });
            })
          }
        >
          {words.go}
        </Button>
      </div>
    </Dialog>
  );
}
